"""delay.py PORT MS NODE-NETNS SWITCH-NETNS: a cable with latency, for kernels without netem.

A TAP device in the node's namespace (eth0d) and one in the switch's (PORT); frames that leave the
node wait MS milliseconds in between, those that arrive do not.
"""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

port, delay, node, switch = sys.argv[1], float(sys.argv[2]) / 1000, sys.argv[3], sys.argv[4]
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
setns = ctypes.CDLL(None).setns
home = os.open("/proc/self/ns/net", os.O_RDONLY)


def tap(netns, name):
    setns(os.open(netns, os.O_RDONLY), 0)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP | IFF_NO_PI))
    setns(home, 0)
    return device


def write(device, frame):
    try:
        os.write(device, frame)
    except OSError:
        pass  # the other end is unplugged: a cable loses frames


inner, outer = tap(node, "eth0d"), tap(switch, port)
waiting = collections.deque()
print("ready", flush=True)
while True:
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        write(outer, waiting.popleft()[1])
    pause = max(0, waiting[0][0] - now) if waiting else None
    readable, _, _ = select.select([inner, outer], [], [], pause)
    if inner in readable:
        waiting.append((time.monotonic() + delay, os.read(inner, 65535)))
    if outer in readable:
        write(inner, os.read(outer, 65535))
