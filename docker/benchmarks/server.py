"""A Swarmkeeper of the benchmark's own: the built jar as a process, or the image as a service of the lab."""
import base64
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from datetime import datetime

from engine import ROOT

PASSWORD = "bench-password-of-this-run"


def java():
    for home in (os.environ.get("JAVA_HOME", ""), *(f"/usr/lib/jvm/{d}" for d in sorted(os.listdir("/usr/lib/jvm")))):
        release = os.path.join(home, "release")
        if os.path.exists(release) and re.search(r'JAVA_VERSION="25', open(release).read()):
            return os.path.join(home, "bin/java")
    raise SystemExit("bench: no JDK 25 found; set JAVA_HOME")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Client:
    """Whoever calls a server on a loopback port."""

    def __init__(self):
        self.port = free_port()
        self.basic = "Basic " + base64.b64encode(f"admin:{PASSWORD}".encode()).decode()

    def alive(self):
        return True

    def get(self, path, headers=None, user=None):
        return self.call("GET", path, headers=headers, user=user)

    def call(self, method, path, body=None, headers=None, user=None):
        auth = self.basic if user is None else "Basic " + base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Authorization": auth, "Content-Type": "application/json", "Accept": "application/json", **(headers or {})})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, (json.loads(text) if "json" in (answer.getheader("Content-Type") or "") else text), dict(answer.getheaders())

    def wait(self, path="/api/v1/cluster", seconds=90):
        end = time.time() + seconds
        while time.time() < end:
            if not self.alive():
                raise SystemExit("bench: the server ended")
            try:
                if self.get(path)[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("bench: the server did not come up")

    def session(self):
        """The cookie of a signed-in browser."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/login")
        answer = connection.getresponse()
        page = answer.read().decode()
        cookie = "; ".join(c.split(";")[0] for c in answer.headers.get_all("Set-Cookie"))
        token = re.search(r'name="_csrf"[^>]*value="([^"]+)"', page).group(1)
        connection.request("POST", "/login", f"username=admin&password={PASSWORD}&_csrf={token}",
                           {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        # among several cookies, the one that the sign-in renewed
        fresh = [c for c in answer.headers.get_all("Set-Cookie") or [] if c.startswith("SWARMKEEPER=")]
        session = (fresh[0] if fresh else cookie).split(";")[0]
        connection.request("GET", "/services", headers={"Cookie": session})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: signed in, yet /services answers {answer.status}")
        return session


def jar(of=""):
    path = os.path.join(ROOT, f"target/swarmkeeper{of}.jar")
    if not os.path.exists(path):
        subprocess.run([os.path.join(ROOT, "mvnw"), "-q", "-B", "-Dmaven.test.skip=true", "package"], cwd=ROOT, check=True)
    return path


class Server(Client):
    """The built jar, as a process of this machine."""

    def __init__(self, docker_host, flags=(), **settings):
        super().__init__()
        self.data = tempfile.mkdtemp(prefix="swarmkeeper-bench-")
        env = {**os.environ, "DOCKER_HOST": docker_host, "SWARMKEEPER_DATA_DIR": self.data,
               "SWARMKEEPER_ADMIN_PASSWORD": PASSWORD, "SERVER_PORT": str(self.port), "SERVER_ADDRESS": "127.0.0.1",
               "MALLOC_ARENA_MAX": "2", **{k.upper(): str(v) for k, v in settings.items()}}
        self.log = open(os.path.join(self.data, "log"), "w")
        self.process = subprocess.Popen([java(), *flags, "-jar", jar()], env=env, stdout=self.log, stderr=subprocess.STDOUT)

    def alive(self):
        return self.process.poll() is None

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)


class Deployment(Client):
    """helm-free-deploy/swarmkeeper.yml in the lab, with the image that docker/lab/server-image makes."""

    SERVICE = "swarmkeeper_server"

    def __init__(self, lab, **settings):
        super().__init__()
        self.lab, self.settings, self.container = lab, settings, None

    def __enter__(self):
        lab = self.lab
        image, agent = (subprocess.run([os.path.join(ROOT, "docker/lab/server-image"), path], env=lab.env, check=True,
                                       text=True, capture_output=True).stdout.split()[-1] for path in (jar(), jar("-agent")))
        lab.docker("node", "update", "--label-add", "swarmkeeper.data=true", "m1")
        lab.run("docker", "m1", "secret", "create", "swarmkeeper_admin_password", "-", input=PASSWORD)
        lab.run("docker", "m1", "secret", "create", "swarmkeeper_agent_token", "-", input=PASSWORD)
        # the lab's nodes share one kernel
        env = {**lab.env, "SWARMKEEPER_IMAGE": image, "SWARMKEEPER_AGENT_IMAGE": agent,
               "SWARMKEEPER_AGENT_NODE_CGROUP": "/" + lab.env["SWARM_LAB_PREFIX"] + "-{{.Node.Hostname}}", "DOCKER_GID": str(os.stat(lab.socket()).st_gid)}
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as more:
            json.dump({"version": "3.8", "services": {"server": {"environment": self.settings}}}, more)
            more.flush()
            subprocess.run([lab.script, "docker", "m1", "stack", "deploy", "-c", "helm-free-deploy/swarmkeeper.yml", "-c", more.name, "swarmkeeper"],
                           env=env, cwd=ROOT, check=True, capture_output=True)
        lab.run("forward", "m1", "8080", str(self.port))
        self.settle()
        return self

    def __exit__(self, *failure):
        lab = self.lab
        lab.run("unforward", str(self.port))
        lab.docker("stack", "rm", "swarmkeeper")
        end = time.time() + 60
        ours = "label=com.docker.stack.namespace=swarmkeeper"
        while any(lab.docker("ps", "-aq", "--filter", ours, node=node) for node in lab.nodes) and time.time() < end:
            time.sleep(0.5)
        lab.docker("secret", "rm", "swarmkeeper_admin_password", "swarmkeeper_agent_token")
        while lab.docker("network", "ls", "-q", "--filter", ours) and time.time() < end:
            time.sleep(0.5)  # a network of the same name cannot be made before
        for volume in lab.docker("volume", "ls", "-q", "--filter", "name=swarmkeeper_data").split():
            lab.docker("volume", "rm", "-f", volume)

    def containers(self):
        return self.lab.docker("ps", "-q", "--no-trunc", "--filter", f"label=com.docker.swarm.service.name={self.SERVICE}").split()

    def settle(self):
        """Waits for another container than the last one."""
        end = time.time() + 120
        while time.time() < end:
            found = self.containers()
            if len(found) == 1 and found != [self.container]:
                self.container = found[0]
                return
            time.sleep(0.1)
        raise SystemExit("bench: the server's container did not start:\n" + self.lab.docker("service", "ps", "--no-trunc", self.SERVICE))

    def restart(self):
        """Kills the container; Swarm starts another."""
        self.lab.docker("kill", self.container)
        self.settle()

    def started_at(self):
        """When the newest container started, seconds since 1970."""
        stamp = self.lab.docker("inspect", "--format", "{{.State.StartedAt}}", self.container).strip()
        return datetime.fromisoformat(stamp[:26].rstrip("Z") + "+00:00").timestamp()

    def first_findings(self):
        """When the findings page first showed a finding."""
        end = time.time() + 120
        while time.time() < end:
            try:
                status, body, _ = self.get("/api/v1/findings")
                if status == 200 and body:
                    return time.time()
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise SystemExit("bench: no findings")

    def used_mib(self):
        """As docker stats counts it: the container's memory less the page cache it could give back."""
        text = self.lab.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", self.container)
        number, unit = re.match(r"([\d.]+)(KiB|MiB|GiB)", text).groups()
        return float(number) * {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}[unit]

    def reads(self, part):
        status, text, _ = self.get("/actuator/prometheus", headers={"Accept": "text/plain"})
        found = re.search(r'swarmkeeper_engine_reads_total\{part="%s"\} ([\d.E]+)' % part, text.decode() if isinstance(text, bytes) else text)
        return float(found.group(1)) if status == 200 and found else 0.0

    def same_container(self):
        return self.containers() == [self.container]
