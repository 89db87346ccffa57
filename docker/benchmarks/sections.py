"""One function per thing measured; each returns rows (what, ours, reference, ratio, bound, held)."""
import gzip
import http.client
import os
import re
import statistics
import subprocess
import threading
import time

from engine import ROOT, CountingProxy
from server import PASSWORD, Server

IMAGE = "busybox:1.36"


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(round(share * (len(ordered) - 1))))]


def row(what, ours, reference, ratio, bound, held):
    return {"what": what, "ours": ours, "reference": reference, "ratio": ratio, "bound": bound, "held": held}


def figures(program, *arguments):
    """What a benchmark of the test classes prints, by name."""
    classes = subprocess.run([os.path.join(ROOT, "mvnw"), "-q", "-B", "test-compile", "dependency:build-classpath",
                              "-Dmdep.outputFile=target/bench.classpath"], cwd=ROOT)
    if classes.returncode:
        raise SystemExit("bench: the test classes do not compile")
    path = open(os.path.join(ROOT, "target/bench.classpath")).read().strip()
    from server import java
    out = subprocess.run([java(), "-Xmx512m", "-cp", f"target/test-classes:target/classes:{path}", program, *arguments],
                         cwd=ROOT, check=True, text=True, capture_output=True).stdout
    return {name: float(value) for name, value in re.findall(r"^FIGURE (\w+) ([\d.]+)$", out, re.M)}


def refresh(lab):
    """Read and parse against curl reading the same endpoints one after the other; analysis beside it."""
    f = figures("io.swarmkeeper.engine.RefreshBenchmark", lab.socket())
    r1, r2 = f["changed"] / f["curl"], f["unchanged"] / f["curl"]
    a = f["analysis"] / f["curl"]
    return [
        row("refresh, everything changed", f"{f['changed']:.1f} ms", f"curl {f['curl']:.1f} ms", f"{r1:.2f}", "<= 1.3", r1 <= 1.3),
        row("refresh, nothing changed", f"{f['unchanged']:.1f} ms", f"curl {f['curl']:.1f} ms", f"{r2:.2f}", "<= 1.3", r2 <= 1.3),
        row("analysis", f"{f['analysis']:.1f} ms", f"raw read {f['curl']:.1f} ms", f"{a:.2f}", "<= 0.5", a <= 0.5),
    ]


def viewer(server, stop, cookie, page="/services"):
    """What an open browser does: holds the live stream, and asks for its page again when told that something moved."""
    etag = ""
    while not stop.is_set():
        stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        try:
            stream.request("GET", "/live", headers={"Cookie": cookie, "Accept": "text/event-stream"})
            answer = stream.getresponse()
            if answer.status != 200:
                raise SystemExit(f"bench: /live answers {answer.status}")
            while not stop.is_set():
                line = answer.readline()
                if not line:
                    break
                if line.startswith(b"event:moved"):
                    again = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
                    again.request("GET", page, headers={"Cookie": cookie, "HX-Request": "true", "If-None-Match": etag, "Accept-Encoding": "gzip"})
                    told = again.getresponse()
                    told.read()
                    etag = told.getheader("ETag") or ""
                    again.close()
        except OSError:
            time.sleep(0.2)
        finally:
            stream.close()


def mover(lab, stop):
    """Something that pages show changes once a second."""
    engine = lab.engine()
    service = engine.create_service("moves", IMAGE)
    while not stop.is_set():
        one = engine.call("GET", f"/services/{service}")
        one["Spec"]["Labels"] = {"at": str(time.time())}
        engine.call("POST", f"/services/{service}/update?version={one['Version']['Index']}", one["Spec"])
        stop.wait(1)
    engine.remove_service(service)


def requests(lab):
    """Engine requests per minute with nobody looking and with ten browsers."""
    proxy_path = os.path.join(lab.env["SWARM_LAB_DIR"], "counting.sock")
    proxy = CountingProxy(lab.socket(), proxy_path)
    proxy.start()
    server = Server(f"unix://{proxy_path}").wait()
    try:
        time.sleep(35)
        start = time.time()
        time.sleep(60)
        alone = len(proxy.since(start))
        stop = threading.Event()
        cookie = server.session()
        crowd = [threading.Thread(target=viewer, args=(server, stop, cookie), daemon=True) for _ in range(10)]
        for one in crowd:
            one.start()
        time.sleep(3)
        start = time.time()
        time.sleep(60)
        watched = len(proxy.since(start))
        stop.set()
    finally:
        server.stop()
    ratio = watched / max(alone, 1)
    return [row("engine requests per minute, ten browsers", str(watched), f"nobody {alone}", f"{ratio:.2f}", "<= 1.1", ratio <= 1.1)]


def wait_for(server, path, wanted, seconds=15):
    end = time.time() + seconds
    while time.time() < end:
        status, body, _ = server.get(path)
        if status == 200 and wanted(body):
            return time.time()
        time.sleep(0.01)
    return None


def events(lab):
    """From a service event, a node event and a task's death to the finding in the API."""
    engine = lab.engine()
    server = Server(f"unix://{lab.socket()}").wait()
    times, deaths = [], []
    try:
        for i in range(180):
            name = f"seen-{i}"
            start = time.time()
            service = engine.create_service(name, IMAGE)
            at = wait_for(server, f"/api/v1/findings?code=no-resource-limits&service={name}", bool)
            times.append((at or start + 15) - start)
            engine.remove_service(service)
        node = engine.call("GET", "/nodes")[0]
        service = engine.create_service("labelled", IMAGE, replicas=1, constraints=["node.labels.bench==yes"])
        for i in range(20):
            node = engine.call("GET", f"/nodes/{node['ID']}")
            spec = node["Spec"]
            spec.setdefault("Labels", {})
            on = i % 2 == 0
            spec["Labels"].pop("bench", None)
            if on:
                spec["Labels"]["bench"] = "yes"
            start = time.time()
            engine.call("POST", f"/nodes/{node['ID']}/update?version={node['Version']['Index']}", spec)
            at = wait_for(server, "/api/v1/findings?code=constraint-unsatisfiable&service=labelled", lambda b, on=on: bool(b) != on)
            times.append((at or start + 15) - start)
        engine.remove_service(service)
        for i in range(20):
            name = f"dies-{i}"
            service = engine.create_service(name, IMAGE, replicas=1, command=["false"], restart_delay_ms=300)
            at = wait_for(server, f"/api/v1/findings?code=crash-looping&service={name}", bool, 60)
            failed = sorted(t["Status"]["Timestamp"] for t in engine.call("GET", "/tasks")
                            if t["ServiceID"] == service and t["Status"]["State"] == "failed")
            engine.remove_service(service)
            if at and len(failed) >= 3:
                deaths.append(at - parse(failed[2]))
    finally:
        server.stop()
    p95, worst, dead = percentile(times, 0.95), max(times), percentile(deaths, 0.95)
    return [
        row(f"service or node event to finding, p95 of {len(times)}", f"{p95:.2f} s", "-", "-", "<= 1 s", p95 <= 1),
        row("the slowest of them", f"{worst:.2f} s", "-", "-", "<= 3 s", worst <= 3),
        row(f"task's death to finding, p95 of {len(deaths)}", f"{dead:.2f} s", "-", "-", "<= 2.5 s", dead <= 2.5 and len(deaths) >= 15),
    ]


def parse(stamp):
    from datetime import datetime
    head, rest = stamp.split(".")
    return datetime.fromisoformat(head + "+00:00").timestamp() + float("0." + rest.rstrip("Z"))


def wrk(server, path, headers):
    """Requests per second. wrk itself takes a redirect to the login page for a success."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        raise SystemExit(f"bench: {path} answers {status}")
    out = subprocess.run(["wrk", "-t1", "-c4", "-d6s", *sum((["-H", f"{k}: {v}"] for k, v in headers.items()), []),
                          f"http://127.0.0.1:{server.port}{path}"], check=True, text=True, capture_output=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"bench: {path} did not answer 200:\n{out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def pages(lab):
    """Services page and API against a static file of the same server; with many viewers; bytes of the first view."""
    server = Server(f"unix://{lab.socket()}").wait()
    rows = []
    try:
        time.sleep(5)
        cookie = {"Cookie": server.session(), "Accept-Encoding": "gzip"}
        basic = {"Authorization": server.basic, "Accept-Encoding": "gzip"}
        for path, headers in (("/services", cookie), ("/api/v1/services", basic)):
            wrk(server, path, headers)
            pairs = [(wrk(server, path, headers), wrk(server, "/css/app.css", cookie)) for _ in range(3)]
            ours, static = (statistics.median(x) for x in zip(*pairs))
            rows.append(row(f"{path}, 300 services", f"{ours:.0f}/s", f"static {static:.0f}/s", f"{ours / static:.2f}", ">= 0.25", ours / static >= 0.25))
        rows += crowded(lab, server, cookie)
        time.sleep(3)  # until nothing moves any more
        rows += first_view(server, cookie)
    finally:
        server.stop()
    return rows


def fetcher(server, stop, cookie):
    """What fifty browsers cost this machine whatever they look at: one static file a second each."""
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/css/app.css", headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        connection.getresponse().read()
        connection.close()
        stop.wait(1)


def crowded(lab, server, cookie):
    """Requests per second while fifty follow a Swarm that moves, against nobody looking at the same Swarm. Fifty who
    fetch a static file as often tell how much of the difference is the fifty clients' own work on this machine."""
    def while_there_are(one):
        stop = threading.Event()
        crowd = [] if one is None else [threading.Thread(target=one, args=(server, stop, cookie["Cookie"]), daemon=True) for _ in range(50)]
        crowd.append(threading.Thread(target=mover, args=(lab, stop)))
        for each in crowd:
            each.start()
        time.sleep(3)
        rate = statistics.median(wrk(server, "/services", cookie) for _ in range(3))
        stop.set()
        crowd[-1].join()
        return rate
    rounds = [tuple(while_there_are(one) for one in (None, fetcher, viewer)) for _ in range(2)]
    nobody, static, live = (statistics.median(x) for x in zip(*rounds))
    return [
        row("/services while 50 browsers look", f"{live:.0f}/s", f"nobody {nobody:.0f}/s", f"{live / nobody:.2f}", ">= 0.8", live / nobody >= 0.8),
        row("the same against 50 who fetch a static file", f"{live:.0f}/s", f"static {static:.0f}/s", f"{live / static:.2f}", "-", True),
    ]


def first_view(server, headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)

    def get(path, more=None):
        connection.request("GET", path, headers={**headers, **(more or {})})
        answer = connection.getresponse()
        body = answer.read()
        plain = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
        return answer, body, plain

    answer, body, page = get("/services")
    total = len(body)
    for asset in sorted(set(re.findall(rb'(?:href|src)="(/(?:css|js|img|webjars)/[^"#]+)', page))):
        total += len(get(asset.decode())[1])
    etag = answer.getheader("ETag")
    again, body, _ = get("/services", {"HX-Request": "true"})
    etag = again.getheader("ETag") or etag
    same, rest, _ = get("/services", {"HX-Request": "true", "If-None-Match": etag or ""})
    return [
        row("first view of the services page, compressed", f"{total / 1000:.0f} kB", "-", "-", "< 150 kB", total < 150_000),
        row("the same page again, nothing new", f"{same.status}, {len(rest)} B", "-", "-", "304, 0 B", same.status == 304 and not rest),
    ]


def fix(lab):
    """The limits fix, apply to converged, against docker service update of the same change."""
    engine = lab.engine()
    server = Server(f"unix://{lab.socket()}", swarmkeeper_change_bake="1s").wait()
    ours, theirs = [], []
    try:
        server.call("POST", "/api/v1/accounts", {"name": "second", "password": PASSWORD, "role": "approver"})
        a = engine.create_service("fix-ours", IMAGE, replicas=3, command=["sleep", "86400"], labels={"swarmkeeper.x": "y"})
        engine.create_service("fix-theirs", IMAGE, replicas=3, command=["sleep", "86400"])
        time.sleep(10)
        for i in range(3):
            limit = (64 + i) * 1024 * 1024
            start = time.time()
            lab.docker("service", "update", "--detach=false", "--no-resolve-image", "--limit-memory", str(limit), "fix-theirs")
            theirs.append(time.time() - start)
            status, change, _ = server.call("POST", "/api/v1/changes", {"action": "set-resources", "subject": {"kind": "service", "id": a},
                "parameters": {"limitMemoryBytes": str(limit), "limitCpuNano": "1000000000", "reservationMemoryBytes": "0", "reservationCpuNano": "0"}, "reason": "bench"})
            if status != 201:
                raise SystemExit(f"bench: the change was refused: {change}")
            start = time.time()
            server.call("POST", f"/api/v1/changes/{change['id']}/approval", {"reason": "bench"}, user="second")
            at = wait_for(server, f"/api/v1/changes/{change['id']}", lambda c: c["state"] not in ("requested", "approved", "applying"), 180)
            ours.append((at or start + 180) - start)
            wait_for(server, f"/api/v1/changes/{change['id']}", lambda c: c["state"] in ("succeeded", "undone", "failed", "inconclusive"), 60)
    finally:
        server.stop()
        for name in ("fix-ours", "fix-theirs"):
            engine.remove_service(name)
    mine, cli = statistics.median(ours), statistics.median(theirs)
    return [row("limits fix, apply to converged, 3 replicas", f"{mine:.1f} s", f"docker service update {cli:.1f} s", f"{mine / cli:.2f}", "<= 1.1", mine / cli <= 1.1)]


SERVICES = (250, 500, 1000, 2000)


def stackfiles(lab):
    """Review and cure of stack files of 250 to 2,000 services against the YAML library reading the same text; growth per doubling."""
    f = figures("io.swarmkeeper.stackfile.StackFileBenchmark", *map(str, SERVICES))
    rows = []
    for name, unit, words in (("review", "ms", "review"), ("cure", "ms", "cure"), ("allocated", "MiB", "memory that a cure asks for")):
        for half, full in zip(SERVICES, SERVICES[1:]):
            a, b = f[f"{name}{half}"], f[f"{name}{full}"]
            rows.append(row(f"{words}, {full} services", f"{b:.0f} {unit}", f"{half} services {a:.0f} {unit}", f"{b / a:.2f}", "<= 2.5", b / a <= 2.5))
    # no bound: how much garbage lies about is the collector's choice
    rows.append(row("heap at the most during a cure, 2,000 services", f"{f['memory2000']:.0f} MiB", f"1,000 services {f['memory1000']:.0f} MiB", f"{f['memory2000'] / f['memory1000']:.2f}", "-", True))
    for name in ("review", "cure"):
        ours, yaml = f[f"{name}1000"], f["yaml1000"]
        rows.append(row(f"{name} of 1,000 services against reading its YAML", f"{ours:.0f} ms", f"SnakeYAML {yaml:.0f} ms", f"{ours / yaml:.2f}", "-", True))
    return rows
