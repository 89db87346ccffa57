"""slow.py CGROUPS DEVICE IOPS FOLDER: a disk that is slow, for kernels without a delaying device mapper.

Whatever runs in a cgroup below CGROUPS, now or later, gets so many writes a second to the block device
DEVICE (MAJOR:MINOR), mounted at FOLDER, until this process is told to end. Version 1 of the blkio controller hands no rule down
from a cgroup to those made below it: each gets its own, within milliseconds of being made.
"""

import os
import signal
import sys
import time

cgroups, device, iops = sys.argv[1:4]
RULES = "blkio.throttle.write_iops_device"
slowed = set()


def rule(cgroup, writes):
    try:
        with open(os.path.join(cgroup, RULES), "w") as rules:
            rules.write(f"{device} {writes}\n")
    except FileNotFoundError:
        pass  # it ended meanwhile


def end(*_):
    for cgroup in slowed:
        rule(cgroup, 0)
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
if not os.path.exists(os.path.join(cgroups, RULES)):
    sys.exit(f"no {RULES} in {cgroups}: only cgroup version 1 has it")
first = True
while True:
    present = {entry.path for entry in os.scandir(cgroups) if entry.is_dir()}
    for cgroup in present - slowed:
        rule(cgroup, iops)
    slowed = present
    if first:
        print("ready", flush=True)
        first = False
    time.sleep(0.02)
