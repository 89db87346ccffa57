"""What is measured on the server's own container, deployed from the stack file that users deploy."""
import time

from sections import IMAGE, row
from server import Deployment

REFRESHES = 3600


def start(lab):
    """From the start of the container to the first findings on the page."""
    times = []
    with Deployment(lab) as server:
        for _ in range(3):
            server.restart()
            at = server.first_findings()
            times.append(at - server.started_at())
    worst = max(times)
    return [row(f"container start to first findings, worst of {len(times)}", f"{worst:.1f} s", "-", "-", "<= 15 s", worst <= 15)]


def memory(lab):
    """The container's memory after an hour's worth of refreshes, under the stack file's own limit of 320 MiB."""
    engine = lab.engine()
    # reads ten times as often as it would, and every read finds something new
    with Deployment(lab, SWARMKEEPER_COLLECTOR_TASK_INTERVAL="100ms") as server:
        server.first_findings()
        first, i, most = server.used_mib(), 0, 0
        viewer = {"Cookie": server.session()}
        end = time.time() + 1200
        while server.reads("tasks") < REFRESHES and time.time() < end:
            service = engine.create_service(f"churn-{i}", IMAGE)
            for _ in range(5):
                for path in ("/services", "/findings", "/api/v1/services"):
                    server.get(path, headers=viewer)
                time.sleep(0.2)
            engine.remove_service(service)
            most, i = max(most, server.used_mib()), i + 1
        reads, last = server.reads("tasks"), server.used_mib()
        alive = server.same_container()
    held = alive and reads >= REFRESHES and most <= 320
    return [
        row(f"container memory after {reads:.0f} reads", f"{last:.0f} MiB", f"after start {first:.0f} MiB", f"{last / first:.2f}", "<= 320 MiB", held),
        row("the most it was, never killed", f"{most:.0f} MiB", "-", "-", "<= 320 MiB", held),
    ]
