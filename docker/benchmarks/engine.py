"""The lab and its engines, as the benchmarks see them: standard library only."""
import http.client
import json
import os
import socket
import subprocess
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class Lab:
    """A lab of the benchmark's own, beside whatever else runs."""

    def __init__(self, *nodes):
        self.script = os.environ.get("SWARM_LAB", os.path.join(ROOT, "docker/lab/swarm-lab"))
        self.env = dict(os.environ)
        self.env.setdefault("SWARM_LAB_DIR", os.path.join(os.environ.get("TMPDIR", "/tmp"), "swarmkeeper-bench"))
        self.env.setdefault("SWARM_LAB_NET", "10.86.0")
        self.env.setdefault("SWARM_LAB_PREFIX", "sb")
        self.nodes = nodes or ("m1", "w1", "w2")

    def run(self, *args, **more):
        return subprocess.run([self.script, *args], env=self.env, check=True, text=True, capture_output=True, **more).stdout

    def up(self):
        """Started here, or found running: then it is somebody's, and stays when the benchmark ends."""
        self.found = os.path.exists(os.path.join(self.env["SWARM_LAB_DIR"], "m1", "dockerd.log"))
        self.run("up", *self.nodes)
        return self

    def down(self):
        if not self.found:
            subprocess.run([self.script, "down"], env=self.env, check=False, capture_output=True)

    def socket(self, node="m1"):
        return self.run("socket", node).strip()

    def docker(self, *args, node="m1"):
        return self.run("docker", node, *args)

    def engine(self, node="m1"):
        return Engine(self.socket(node))


class Engine:
    def __init__(self, path):
        self.path = path

    def call(self, method, path, body=None):
        connection = UnixConnection(self.path)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text) if text.strip().startswith((b"{", b"[")) else text

    def create_service(self, name, image, replicas=0, constraints=(), command=None, restart_delay_ms=5000, limits=None, labels=None, network=None):
        spec = {
            "Name": name,
            "Labels": labels or {},
            "Mode": {"Replicated": {"Replicas": replicas}},
            "EndpointSpec": {"Mode": "dnsrr"},
            "TaskTemplate": {
                "ContainerSpec": {"Image": image, **({"Command": command} if command else {})},
                "Networks": [{"Target": network}] if network else [],
                "Placement": {"Constraints": list(constraints)},
                "Resources": {"Limits": limits or {}},
                "RestartPolicy": {"Condition": "any", "Delay": restart_delay_ms * 1_000_000},
            },
        }
        return self.call("POST", "/services/create", spec)["ID"]

    def remove_service(self, service):
        self.call("DELETE", f"/services/{service}")

    def grow(self, services, pending, image):
        """The size that the issue names: many services, and pending tasks that count as tasks."""
        if len(self.call("GET", "/services")) > services:
            return
        for i in range(services):
            self.create_service(f"app{i:03d}", image, labels={"com.docker.stack.namespace": "bench"})
        self.create_service("stuck", image, replicas=pending, constraints=["node.labels.none==x"])
        deadline = time.time() + 180
        while time.time() < deadline and len(self.call("GET", "/tasks")) < pending:
            time.sleep(1)


class CountingProxy(threading.Thread):
    """Stands between the server and the engine's socket and counts the requests that pass."""

    def __init__(self, upstream, path):
        super().__init__(daemon=True)
        self.upstream, self.path, self.lines = upstream, path, []
        if os.path.exists(path):
            os.unlink(path)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(64)

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            remote = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            remote.connect(self.upstream)
            threading.Thread(target=self.pump, args=(client, remote, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(remote, client, False), daemon=True).start()

    def pump(self, source, sink, counting):
        try:
            while data := source.recv(65536):
                if counting:
                    for line in data.split(b"\r\n"):
                        if line.endswith(b"HTTP/1.1"):
                            self.lines.append((time.time(), line.decode(errors="replace")))
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def since(self, moment):
        return [line for at, line in list(self.lines) if at >= moment]
