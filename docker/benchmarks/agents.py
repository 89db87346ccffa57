"""What is measured of the agents: what they cost, and whether what they tell is so."""
import http.client
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from sections import IMAGE, figures, parse, percentile, row, wait_for
from engine import ROOT
from server import Deployment

AGENT = "swarmkeeper_swarmkeeper-agent"
MIB = 1 << 20
EXPORTER = "/usr/bin/prometheus-node-exporter"


def agent(lab):
    """What one agent costs at 50 containers that serve, beside prometheus-node-exporter in the same run."""
    engine = lab.engine()
    with Deployment(lab), Exporter(lab, "w1") as exporter:
        service = engine.create_service("crowd", IMAGE, replicas=49, constraints=["node.hostname==w1"], command=["httpd", "-f", "-p", "8000"])
        await_("50 containers", lambda: len(containers(lab, "w1")) >= 50, 120)
        own = containers(lab, "w1", AGENT)[0]
        pid = lab.docker("inspect", "--format", "{{.State.Pid}}", own, node="w1").strip()
        time.sleep(45)  # what it does once for each container is done
        used, resident, theirs = [], [], []
        before, began = cpu_seconds(lab, "w1", pid), time.time()
        while time.time() - began < 120:
            exporter.scrape()
            used.append(memory(lab, own, "w1"))
            resident.append(rss(lab, "w1", pid))
            theirs.append(exporter.rss())
            time.sleep(10)
        share = 100 * (cpu_seconds(lab, "w1", pid) - before) / (time.time() - began)
        killed = lab.docker("inspect", "--format", "{{.State.OOMKilled}}", own, node="w1").strip()
        ready = starts(lab, "w1", 3)
        engine.remove_service(service)
        await_("they are gone", lambda: len(containers(lab, "w1", "crowd")) == 0, 120)
    m, r, e = max(used), max(resident), max(theirs)
    return [
        row("agent at 50 containers, as docker stats counts", f"{m:.0f} MiB", "-", "-", "<= 40 MiB", m <= 40 and killed == "false"),
        row("resident", f"{r:.0f} MiB", f"node exporter {e:.0f} MiB", f"{r / e:.2f}", "<= 60 MiB, 3", r <= 60 and r / e <= 3),
        row("CPU, of one core, over 120 s", f"{share:.2f} %", "-", "-", "<= 1 %", share <= 1),
        row("container start to ready, worst of 3", f"{max(ready):.2f} s", "-", "-", "<= 1 s", max(ready) <= 1),
    ]


def crowd(lab):
    """Five hundred containers on one node: whether its agent sees each, and lives."""
    engine = lab.engine()
    with Deployment(lab) as server:
        await_("agents", lambda: heard(server) == 3, 120)
        own = containers(lab, "w1", AGENT)[0]
        pid = lab.docker("inspect", "--format", "{{.State.Pid}}", own, node="w1").strip()
        # a lab node's bridge has 254 addresses, so half of them use the node's network
        names = {"crowd": None, "crowd-host": "host"}
        services = [engine.create_service(name, IMAGE, replicas=249, constraints=["node.hostname==w1"],
                                          command=["sleep", "3600"], network=network) for name, network in names.items()]
        made = 249 * len(names)
        await_(f"{made} containers", lambda: sum(len(containers(lab, "w1", name)) for name in names) >= made, 1200)
        told_now = lambda: sum(u["measuredTasks"] for name in names for u in usages(server, name))
        told = await_("all of them", lambda: told_now() >= made and made, 120, False) or told_now()
        before, began, used = cpu_seconds(lab, "w1", pid), time.time(), []
        while time.time() - began < 90:
            used.append(memory(lab, own, "w1"))
            time.sleep(15)
        share = 100 * (cpu_seconds(lab, "w1", pid) - before) / (time.time() - began)
        alive, standing = own in containers(lab, "w1", AGENT), heard(server)
        for service in services:
            engine.remove_service(service)
        await_("they are gone", lambda: not any(containers(lab, "w1", name) for name in names), 300)
    return [
        row("some 500 containers on one node: told of", str(told), f"made {made}", "-", "all", told == made),
        row("its agent's memory, never killed, under 64 MiB", f"{max(used):.0f} MiB", "-", "-", "lives", alive and standing == 3),
        row("its agent's CPU, of one core", f"{share:.2f} %", "-", "-", "<= 10 %", share <= 10),
    ]


def starts(lab, node, times):
    """Seconds from the start of a container to its first answer."""
    found = []
    for _ in range(times):
        old = containers(lab, node, AGENT)
        lab.docker("kill", old[0], node=node)
        await_("another agent", lambda: any(c not in old for c in containers(lab, node, AGENT)), 60)
        new = next(c for c in containers(lab, node, AGENT) if c not in old)
        said = await_("it is ready", lambda: re.search(r"^(\S+) .*is ready", logs(lab, node, new), re.M), 30)
        started = lab.docker("inspect", "--format", "{{.State.StartedAt}}", new, node=node).strip()
        found.append(parse(said.group(1)) - parse(started))
    return found


def latency(lab):
    """Whether a node that is 15 ms away is found, and no other, and how true the figure is."""
    rows = []
    with Deployment(lab) as server:
        await_("every pair", lambda: len(pairs(server)) >= 6, 180)
        calm = [p for p, ms in pairs(server).items() if ms > 10]
        began = time.time()
        lab.run("delay", "w2", "15")
        try:
            slow = {p for p in (("m1", "w2"), ("w2", "m1"), ("w1", "w2"), ("w2", "w1"))}
            at = await_("the pairs with w2", lambda: time.time() if {p for p, ms in pairs(server).items() if ms > 10} >= slow else None, 120, False)
            wrong = [p for p, ms in pairs(server).items() if ms > 10 and p not in slow]
            ping = median_ping(lab, "m1", "w2")
            time.sleep(45)
            ours = statistics.median(ms for p, ms in pairs(server, "underlay").items() if p == ("m1", "w2"))
        finally:
            lab.run("undelay", "w2")
        began_calm = time.time()
        gone = await_("quick again", lambda: time.time() if not [p for p, ms in pairs(server).items() if ms > 10] else None, 180, False)
        took, away = (at or began + 120) - began, (gone or began_calm + 180) - began_calm
        rows.append(row("w2 delayed by 15 ms: its pairs found over 10 ms", f"{took:.0f} s", "-", "-", "<= 60 s", bool(at) and took <= 60))
        rows.append(row("other pairs found slow, before and meanwhile", str(len(wrong) + len(calm)), "-", "-", "0", not wrong and not calm))
        rows.append(row("delay taken away: found quick again after", f"{away:.0f} s", "-", "-", "gone", bool(gone)))
        rows.append(row("round trip m1 to w2, between the nodes", f"{ours:.2f} ms", f"ping {ping:.2f} ms", f"{ours / ping:.3f}", "within 5 %", abs(ours / ping - 1) <= 0.05))
    return rows


def peaks(lab):
    """A process that takes 200 MiB for 50 ms between two samples."""
    engine = lab.engine()
    with Deployment(lab) as server:
        await_("agents", lambda: heard(server) == 3, 120)
        script = "sleep 12; dd if=/dev/zero of=/dev/null bs=200M count=1 2>/dev/null; sleep 600"
        service = engine.create_service("spike", IMAGE, replicas=1, command=["sh", "-c", script], limits={"MemoryBytes": 400 * MIB})
        peak = await_("its peak", lambda: next((u["peak"]["highWaterMarkBytes"] for u in usages(server, "spike") if u["peak"] and u["peak"]["highWaterMarkBytes"] > 190 * MIB), None), 120, False) or 0
        engine.remove_service(service)
    return [row("200 MiB for a moment between samples: peak told", f"{peak / MIB:.0f} MiB", "-", "-", ">= 200 MiB", peak >= 200 * MIB)]


def kills(lab):
    """Twenty OOM kills of three kinds on three nodes: how many are counted, with the right service and kind."""
    engine = lab.engine()
    plan = []
    with Deployment(lab) as server:
        await_("agents", lambda: heard(server) == 3, 120)
        services = []
        grow = "dd if=/dev/zero of=/dev/null bs=200M count=1"
        for i in range(4):
            node = ("m1", "w1", "w2")[i % 3]
            services.append(once(engine, f"main-{i}", node, f"sleep 2; exec {grow}", 32))
            plan.append((f"main-{i}", "container", 1))
        for i in range(3):
            node = ("m1", "w1", "w2")[i % 3]
            services.append(once(engine, f"child-{i}", node, f"sleep 2; for i in 1 2 3 4; do {grow}; sleep 1; done; sleep 600", 32))
            plan.append((f"child-{i}", "child", 4))
        for i in range(4):  # the first process of a container cannot kill itself
            node = ("m1", "w1", "w2")[i % 3]
            services.append(once(engine, f"stopped-{i}", node, "sleep 2; exit 137", 32))
            plan.append((f"stopped-{i}", "not-memory", 1))
        wanted = {(name, kind): n for name, kind, n in plan}
        await_("all of them", lambda: counted(server) == wanted, 90, False)
        time.sleep(12)  # a sample more: nothing may be counted twice
        seen = counted(server)
        for service in services:
            engine.remove_service(service)
    right = sum(min(n, seen.get(key, 0)) for key, n in wanted.items())
    wrong = sum(n for key, n in seen.items()) - right
    return [row("OOM kills and other 137s, right service and kind", f"{right}, wrong {wrong}", f"made {sum(wanted.values())}", "-", "all, 0", right == sum(wanted.values()) and wrong == 0)]


def deaths(lab):
    """From a task's death to the finding in the API, agents on."""
    engine = lab.engine()
    times = []
    with Deployment(lab) as server:
        await_("agents", lambda: heard(server) == 3, 120)
        for i in range(20):
            name = f"dies-{i}"
            service = engine.create_service(name, IMAGE, replicas=1, command=["false"], restart_delay_ms=300)
            at = wait_for(server, f"/api/v1/findings?code=crash-looping&service={name}", bool, 60)
            failed = sorted(t["Status"]["Timestamp"] for t in engine.call("GET", "/tasks") if t["ServiceID"] == service and t["Status"]["State"] == "failed")
            engine.remove_service(service)
            if at and len(failed) >= 3:
                times.append(at - parse(failed[2]))
    p95 = percentile(times, 0.95) if times else 99
    return [row(f"task's death to finding, agents on, p95 of {len(times)}", f"{p95:.2f} s", "-", "-", "<= 1 s", p95 <= 1 and len(times) >= 15)]


def flows(lab):
    """The sample stack's traffic of two minutes: which true pairs of services are found, and which false ones."""
    subprocess.run([os.path.join(ROOT, "docker/lab/images")], env=lab.env, check=True, capture_output=True)
    for node in lab.nodes:
        lab.run("inside", node, "mkdir", "-p", "/opt/sophia-ai/data/redis")
    lab.docker("stack", "deploy", "-c", os.path.join(ROOT, "docker/lab/sample-stack.yml"), "sophia")
    try:
        true = truth(os.path.join(ROOT, "docker/lab/sample-stack.yml"))
        await_("the sample stack", lambda: all(r == "1/1" for r in lab.docker(
            "service", "ls", "--filter", "label=com.docker.stack.namespace=sophia", "--format", "{{.Replicas}}").split()), 180)
        with Deployment(lab) as server:
            await_("agents", lambda: heard(server) == 3, 120)
            time.sleep(120)
            seen = {(f["client"], f["server"]) for f in get(server, "/api/v1/flows") if f["client"].startswith("sophia_")}
    finally:
        lab.docker("stack", "rm", "sophia")
    return [row("pairs of services that talk, after two minutes", f"{len(seen & true)}, false {len(seen - true)}", f"true {len(true)}", "-", "all, 0", seen == true)]


def scale(lab):
    """What the server holds and works for its agents as a simulated Swarm grows to 200 nodes and 5,000 containers."""
    f = figures("io.swarmkeeper.telemetry.TelemetryBenchmark", "50", "100", "200", "400")
    rows = []
    for name, unit, words in (("held", "MiB", "memory for what agents told in an hour"), ("take", "ms", "taking in a round of all agents"), ("picture", "ms", "making one picture of it"),
                              ("measured", "ms", "asking what judges it")):
        half, full = f[name + "100"], f[name + "200"]
        rows.append(row(f"{words}, 200 nodes", f"{full:.0f} {unit}", f"100 nodes {half:.0f} {unit}", f"{full / half:.2f}", "<= 2.5", full / half <= 2.5))
        double = f[name + "400"]  # past 184 nodes the pairs that a node sees in half an hour are no more
        rows.append(row(f"{words}, 400 nodes", f"{double:.0f} {unit}", f"200 nodes {full:.0f} {unit}", f"{double / full:.2f}", "-", True))
    # no bound: what the loss of each node would do is asked of the scheduler task by task and node by node
    half, full = f["analysis100"], f["analysis200"]
    rows.append(row("asking every detector there is, 200 nodes", f"{full:.0f} ms", f"100 nodes {half:.0f} ms", f"{full / half:.2f}", "-", True))
    return rows


def truth(stack_file):
    """Who calls whom, as the stand-ins are told in their environment."""
    pairs_, service = set(), None
    for line in open(stack_file):
        if named := re.match(r"  (\S+):$", line):
            service = named.group(1)
        if service:
            pairs_ |= {(f"sophia_{service}", f"sophia_{host}") for host in re.findall(r"(?:http|redis|postgres)://(?:[^@/\s]*@)?([a-z-]+):\d+", line)}
    return pairs_


# ---- what the API tells -------------------------------------------------------------------------------------------


def get(server, path):
    """An empty list while the server is not there yet."""
    try:
        status, body, _ = server.get(path)
    except (OSError, http.client.HTTPException):
        return []
    return body if status == 200 else []


def heard(server):
    return sum(1 for a in get(server, "/api/v1/agents") if a["standing"] == "heard")


def pairs(server, path="overlay"):
    return {(p["source"], p["dest"]): p["p50Millis"] for p in get(server, "/api/v1/latency") if p["path"] == path and p["p50Millis"] is not None}


def usages(server, service):
    return [s["usage"] for s in get(server, "/api/v1/services") if s["name"] == service and s["usage"]]


def counted(server):
    found = {}
    for kill in get(server, "/api/v1/oom-kills"):
        key = (kill["service"], kill["kind"])
        found[key] = found.get(key, 0) + 1
    return found


# ---- what the lab tells -------------------------------------------------------------------------------------------


def await_(what, condition, seconds, must=True):
    end = time.time() + seconds
    while time.time() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.3)
    if must:
        raise SystemExit(f"bench: not within {seconds} s: {what}")
    return None


def once(engine, name, node, script, mib):
    spec = {
        "Name": name, "Mode": {"Replicated": {"Replicas": 1}}, "EndpointSpec": {"Mode": "dnsrr"},
        "TaskTemplate": {"ContainerSpec": {"Image": IMAGE, "Command": ["sh", "-c", script]},
                         "Placement": {"Constraints": [f"node.hostname=={node}"]},
                         "Resources": {"Limits": {"MemoryBytes": mib * MIB}}, "RestartPolicy": {"Condition": "none"}},
    }
    return engine.call("POST", "/services/create", spec)["ID"]


def logs(lab, node, container):
    return subprocess.run([lab.script, "docker", node, "logs", "-t", container], env=lab.env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout


def containers(lab, node, service=None):
    chosen = ["--filter", f"label=com.docker.swarm.service.name={service}"] if service else []
    return lab.docker("ps", "-q", "--no-trunc", *chosen, node=node).split()


def memory(lab, container, node):
    text = lab.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container, node=node)
    number, unit = re.match(r"([\d.]+)(KiB|MiB|GiB)", text).groups()
    return float(number) * {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}[unit]


def rss(lab, node, pid):
    return int(re.search(r"VmRSS:\s+(\d+)", lab.run("inside", node, "cat", f"/proc/{pid}/status")).group(1)) / 1024


def cpu_seconds(lab, node, pid):
    fields = lab.run("inside", node, "cat", f"/proc/{pid}/stat").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def median_ping(lab, source, dest):
    """Milliseconds, by twenty pings between the nodes' own addresses."""
    out = lab.run("exec", source, "ping", "-c", "20", "-i", "0.2", lab.run("address", dest).strip())
    return statistics.median(float(ms) for ms in re.findall(r"time=([\d.]+)", out))


class Exporter:
    """prometheus-node-exporter of Debian's packages, a process in a node's network, scraped every ten seconds."""

    def __init__(self, lab, node):
        self.lab, self.node = lab, node

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="swarmkeeper-bench-")
        binary = EXPORTER
        if not os.path.exists(binary):
            subprocess.run(["apt-get", "download", "-qq", "prometheus-node-exporter"], cwd=self.folder, check=True, capture_output=True)
            package = next(f for f in os.listdir(self.folder) if f.endswith(".deb"))
            subprocess.run(["dpkg", "-x", package, "root"], cwd=self.folder, check=True)
            binary = self.folder + "/root" + EXPORTER
        self.process = subprocess.Popen([self.lab.script, "exec", self.node, binary, "--web.listen-address=127.0.0.1:9100"],
                                        env=self.lab.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        await_("node exporter", self.scrape, 20)
        return self

    def scrape(self):
        found = subprocess.run([self.lab.script, "exec", self.node, "curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:9100/metrics"], env=self.lab.env)
        return found.returncode == 0

    def pids(self):
        """The script's own process, and what it became or started."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], text=True, capture_output=True).stdout.split()
        return [str(self.process.pid), *children]

    def rss(self):
        sizes = []
        for pid in self.pids():
            status = open(f"/proc/{pid}/status").read()
            if "node-exporter" in open(f"/proc/{pid}/cmdline").read().split("\0")[0]:
                sizes.append(int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024)
        return max(sizes)

    def __exit__(self, *failure):
        for pid in reversed(self.pids()):
            subprocess.run(["kill", pid], check=False)
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
