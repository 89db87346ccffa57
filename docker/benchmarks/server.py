"""A Swarmkeeper of the benchmark's own, started from the built jar on loopback."""
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


class Server:
    LEAN = ["-XX:+UseSerialGC", "-Xms16m", "-Xmx96m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=25",
            "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=40m", "-Xss512k"]

    def __init__(self, docker_host, flags=(), **settings):
        self.port = free_port()
        self.data = tempfile.mkdtemp(prefix="swarmkeeper-bench-")
        jar = os.path.join(ROOT, "target/swarmkeeper.jar")
        if not os.path.exists(jar):
            subprocess.run([os.path.join(ROOT, "mvnw"), "-q", "-B", "-DskipTests", "package"], cwd=ROOT, check=True)
        env = {**os.environ, "DOCKER_HOST": docker_host, "SWARMKEEPER_DATA_DIR": self.data,
               "SWARMKEEPER_ADMIN_PASSWORD": PASSWORD, "SERVER_PORT": str(self.port), "SERVER_ADDRESS": "127.0.0.1",
               "MALLOC_ARENA_MAX": "2", **{k.upper(): str(v) for k, v in settings.items()}}
        self.log = open(os.path.join(self.data, "log"), "w")
        self.process = subprocess.Popen([java(), *flags, "-jar", jar], env=env, stdout=self.log, stderr=subprocess.STDOUT)
        self.basic = "Basic " + base64.b64encode(f"admin:{PASSWORD}".encode()).decode()

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
            if self.process.poll() is not None:
                raise SystemExit(f"bench: the server ended, see {self.log.name}")
            try:
                if self.get(path)[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit(f"bench: the server did not come up, see {self.log.name}")

    def session(self):
        """The cookie of a signed-in browser."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/login")
        answer = connection.getresponse()
        page = answer.read().decode()
        cookie = answer.getheader("Set-Cookie").split(";")[0]
        token = re.search(r'name="_csrf"[^>]*value="([^"]+)"', page).group(1)
        connection.request("POST", "/login", f"username=admin&password={PASSWORD}&_csrf={token}",
                           {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        return (answer.getheader("Set-Cookie") or cookie).split(";")[0]

    def resident_mib(self):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)
