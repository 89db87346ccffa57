"""docker/bench: see there."""
import sys
import time

import agents
import container
import sections
from engine import Lab

AGENTS = ("agent", "crowd", "latency", "peaks", "kills", "deaths", "flows", "scale")
LARGE = ("refresh", "requests", "pages", "memory")
SMALL = ("stackfiles", "events", "fix", "start")
ALL = (*SMALL, *AGENTS, *LARGE)


def main():
    wanted = sys.argv[1:] or list(ALL)
    if "--list" in wanted:
        for name in ALL:
            print(f"{name:10} {section(name).__doc__}")
        return
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        raise SystemExit(f"bench: no section {', '.join(unknown)}; there are {', '.join(ALL)}")
    lab = Lab()
    rows = []
    try:
        say("starting the lab")
        lab.up()
        image(lab)
        print("engine", lab.engine().call("GET", "/version")["Version"], flush=True)
        for name in (n for n in (*SMALL, *AGENTS) if n in wanted):
            say(name)
            rows += told(section(name)(lab))
        large = [n for n in LARGE if n in wanted]
        if large:
            say("growing to 300 services and 1,000 tasks")
            lab.engine().grow(300, 1000, sections.IMAGE)
        for name in large:
            say(name)
            rows += told(section(name)(lab))
    finally:
        lab.down()
        table(rows)
    if not all(r["held"] for r in rows):
        raise SystemExit(1)


def section(name):
    return getattr(next(m for m in (container, agents, sections) if hasattr(m, name)), name)


def image(lab):
    """The stand-in that every benchmark service runs: busybox alone."""
    import os
    import subprocess
    import tempfile
    from engine import ROOT
    with tempfile.TemporaryDirectory() as folder:
        tar = os.path.join(folder, "busybox.tar")
        subprocess.run([os.path.join(ROOT, "docker/lab/rootfs"), tar], check=True, capture_output=True)
        lab.run("image", tar, sections.IMAGE)


def say(what):
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def told(rows):
    """Said at once too: whoever has to stop a long run keeps what it found."""
    for r in rows:
        say(f"{r['what']}: {r['ours']} (reference {r['reference']}, ratio {r['ratio']}, bound {r['bound']}){'' if r['held'] else ' MISSED'}")
    return rows


def table(rows):
    print(f"\n{'what':56} {'ours':>16} {'reference':>32} {'ratio':>6} {'bound':>11}")
    for r in rows:
        print(f"{r['what']:56} {r['ours']:>16} {r['reference']:>32} {r['ratio']:>6} {r['bound']:>11} {'' if r['held'] else ' MISSED'}")


main()
