package io.swarmkeeper.telemetry;

import static io.swarmkeeper.change.LabServer.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.agent.LabAgents;
import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.wire.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real server and the real agents: what they measure arrives, and a health check can be tried on what runs. */
class ServerAndAgentsIT {

    /** A web server with all programs that can ask it. */
    private static final String WEB = "lab/web:3";

    @TempDir
    private static Path data;

    private static LabAgents agents;
    private static LabSwarm swarm;
    private static LabServer server;
    private static Caller admin;

    @BeforeAll
    static void start() throws IOException {
        agents = new LabAgents();
        swarm = agents.swarm();
        swarm.script("images");
        service("probe-redis", "redis:7-alpine", "--mount=type=volume,src=probe-page,dst=/data");
        service(
                "probe-postgres",
                "postgres:15-alpine",
                "-e",
                "POSTGRES_PASSWORD=only-for-the-lab",
                "-e",
                "POSTGRES_USER=sophia",
                "-e",
                "POSTGRES_DB=sophia_ai",
                "--mount=type=volume,src=probe-data,dst=/var/lib/postgresql/data",
                "--mount=type=bind,src=/etc,dst=/host-etc,readonly");
        service("probe-deaf", "redis:7-alpine", "--", "sh", "-c", "nc -ll -p 6379 -e sleep 600");
        Path tar = data.resolve("web.tar");
        swarm.script(
                "rootfs",
                tar.toString(),
                "/usr/bin/wget",
                "/usr/bin/curl",
                "/usr/bin/nc.openbsd",
                "/usr/bin/nc.openbsd=/usr/bin/nc");
        swarm.run("image", tar.toString(), WEB, "CMD [\"httpd\",\"-f\",\"-p\",\"8000\",\"-h\",\"/etc\"]");
        service("probe-web", WEB);
        String addresses =
                agents.ports().values().stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(","));
        server = new LabServer(
                data,
                swarm.run("socket", "m1").strip(),
                "--swarmkeeper.admin-password=" + Caller.PASSWORD,
                "--swarmkeeper.agent.addresses=" + addresses,
                "--swarmkeeper.agent.interval=2s",
                "--swarmkeeper.agent.token=" + LabAgents.TOKEN);
        admin = Caller.admin(server.port());
        until(
                "all agents are heard",
                () -> server.measured().agents().stream()
                                .filter(AgentState::isHeard)
                                .count()
                        == 3);
        swarm.await(
                "all tasks run",
                s -> s.services().stream()
                        .filter(v -> v.name().startsWith("probe-"))
                        .allMatch(v -> s.runningTasks(v.id()) == 1));
    }

    private static void service(String name, String image, String... options) {
        List<String> create = new ArrayList<>(List.of("service", "create", "-d", "--name", name));
        List<String> given = List.of(options);
        int split = given.indexOf("--") < 0 ? given.size() : given.indexOf("--");
        create.addAll(List.of("--constraint", "node.hostname==w1", "--endpoint-mode", "dnsrr"));
        create.addAll(given.subList(0, split));
        create.add(image);
        create.addAll(given.subList(Math.min(split + 1, given.size()), given.size()));
        swarm.docker("m1", create.toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
        if (agents == null) {
            return;
        }
        swarm.removeServices("probe-");
        until("its volume is free", () -> {
            try {
                swarm.docker("w1", "volume", "rm", "-f", "probe-data", "probe-page");
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        });
        agents.close();
    }

    /** Its agent may not have seen the container yet (409), or be late (503). */
    private static JsonNode probe(String service, String body) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        until(service + " is tried", () -> {
            if (!admin.get("/api/v1/tasks?service=" + service).text().contains("\"state\":\"running\"")) {
                return false;
            }
            answer.set(admin.post("/api/v1/services/" + service + "/health-probe", body));
            assertThat(answer.get().status()).as(answer.get()::text).isIn(200, 409, 503);
            return answer.get().status() == 200;
        });
        return answer.get().json();
    }

    private static JsonNode probeUntil(String what, String service, String body, Predicate<JsonNode> such) {
        AtomicReference<JsonNode> told = new AtomicReference<>();
        until(() -> what + ", not " + told.get(), () -> {
            told.set(probe(service, body));
            return such.test(told.get());
        });
        return told.get();
    }

    private static JsonNode probeUntilPassed(String service, String body) {
        return probeUntil(
                service + " is up", service, body, t -> t.path("passed").asBoolean());
    }

    /** What each run came to: on a busy machine a program may once not end in time. */
    private static JsonNode probeToItsEnd(String service, String body) {
        return probeUntil(
                "ends in time",
                service,
                body,
                t -> t.path("runs")
                        .valueStream()
                        .noneMatch(r -> r.path("exitCode").isNull()));
    }

    @Test
    void whatAgentsMeasureArrives() {
        until(
                "use of all nodes",
                () -> server.measured().nodes().size() == 3
                        && server.measured().allNodes().stream()
                                .allMatch(n -> n.cpuShare().isPresent()));
        until(
                "every pair's way over the agents' overlay",
                () -> server.measured().latencies().stream()
                                .filter(PairLatency::own)
                                .count()
                        == 6);
        assertThat(server.measured().asked()).isTrue();
        assertThat(server.measured().troubles()).isEmpty();
        // an engine with much to do may once have been late
        until(
                "agents without troubles",
                () -> server.measured().agents().stream()
                        .allMatch(a -> a.troubles().isEmpty()));
        String redis = swarm.snapshot()
                .findServiceByIdOrName("probe-redis")
                .orElseThrow()
                .id();
        until(
                "use of redis",
                () -> server.measured()
                        .service(redis)
                        .filter(u ->
                                u.tasks().stream().anyMatch(t -> t.memoryBytes().isPresent()))
                        .isPresent());
        assertThat(admin.get("/actuator/prometheus").text())
                .contains("swarmkeeper_agents{standing=\"heard\"} 3.0")
                .contains("node_cpu_usage_percent{node_id=")
                .contains("overlay_network_latency_ms_count{dest=\"w2\",source=\"w1\"}");
    }

    @Test
    void redisAndPostgresAreHealthyByTheirOwnPrograms() {
        long before = lastEntry();
        String ping = "{\"template\":\"redis-ping\",\"parameters\":{\"port\":6379},\"runs\":5}";
        JsonNode redis = probeUntilPassed("probe-redis", ping);
        assertThat(redis.path("command").toString())
                .isEqualTo("[\"redis-cli\",\"-e\",\"-h\",\"127.0.0.1\",\"-p\",\"6379\",\"ping\"]");
        assertThat(redis.path("nodeHostname").asString()).isEqualTo("w1");
        assertThat(redis.path("runs").size()).isEqualTo(5);
        for (JsonNode run : redis.path("runs")) {
            assertThat(run.path("exitCode").asInt()).isZero();
            assertThat(run.path("output").asString()).isEqualTo("PONG\n");
            assertThat(run.path("millis").asInt()).isBetween(1, 3000);
            assertThat(Instant.parse(run.path("at").asString()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(10));
        }
        JsonNode postgres = probeUntilPassed(
                "probe-postgres",
                "{\"template\":\"postgres-ready\",\"parameters\":{\"port\":5432,\"user\":\"sophia\",\"database\":\"sophia_ai\"}}");
        assertThat(postgres.path("runs").get(0).path("output").asString()).contains("accepting connections");
        List<AuditEntry> entries = server.audit().list(before, 1000).stream()
                .filter(e -> e.action().startsWith("health-probe"))
                .toList();
        assertThat(entries)
                .extracting(AuditEntry::action)
                .contains("health-probe.run", "health-probe.ran")
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(entries.getLast().detail())
                .containsEntry("exit codes", "0, 0, 0")
                .containsEntry("database", "sophia_ai");
    }

    private static long lastEntry() {
        return server.audit().newest(1).stream()
                .mapToLong(AuditEntry::number)
                .findFirst()
                .orElse(0);
    }

    @Test
    void httpAndTcpAreTriedAndAWrongPortIsUnhealthy() {
        for (String template : List.of("http-wget", "http-curl")) {
            String ask = "{\"template\":\"%s\",\"parameters\":{\"port\":8000,\"path\":\"%s\"}}";
            probeUntilPassed("probe-web", ask.formatted(template, "/passwd"));
            JsonNode missing = probeToItsEnd("probe-web", ask.formatted(template, "/nothing?a=b&c"));
            assertThat(missing.path("passed").asBoolean()).isFalse();
            JsonNode run = missing.path("runs").get(0);
            if (template.equals("http-curl")) {
                assertThat(run.path("exitCode").asInt()).isEqualTo(22);
                assertThat(run.path("output").asString()).contains("404");
            } else {
                assertThat(run.path("exitCode").asInt()).isEqualTo(8);
            }
        }
        probeUntilPassed("probe-web", "{\"template\":\"tcp-connect\",\"parameters\":{\"port\":8000}}");
        assertThat(probeToItsEnd("probe-web", "{\"template\":\"tcp-connect\",\"parameters\":{\"port\":8001}}")
                        .path("passed")
                        .asBoolean())
                .isFalse();
        JsonNode other = probeToItsEnd("probe-redis", "{\"template\":\"tcp-connect\",\"parameters\":{\"port\":6379}}");
        assertThat(other.path("passed").asBoolean())
                .as("Debian's busybox has an nc that knows no -z, and its words say so")
                .isFalse();
        assertThat(other.path("runs").get(0).path("output").asString()).contains("invalid option");
        JsonNode wrong = probeToItsEnd("probe-redis", "{\"template\":\"redis-ping\",\"parameters\":{\"port\":6380}}");
        assertThat(wrong.path("passed").asBoolean()).isFalse();
        assertThat(wrong.path("runs").get(0).path("exitCode").asInt()).isEqualTo(1);
        assertThat(wrong.path("runs").get(0).path("output").asString()).contains("Connection refused");
    }

    @Test
    void anImageWithoutTheProgramIsToldByItsExitCode() {
        JsonNode told = probeToItsEnd(
                "probe-redis", "{\"template\":\"http-curl\",\"parameters\":{\"port\":6379,\"path\":\"/\"}}");
        assertThat(told.path("passed").asBoolean()).isFalse();
        assertThat(told.path("runs").get(0).path("exitCode").asInt()).isBetween(126, 127);
        assertThat(told.path("runs").get(0).path("output").asString()).contains("curl");
    }

    @Test
    void aProgramThatDoesNotEndIsNotStartedAgain() {
        long began = System.nanoTime();
        JsonNode told = probe(
                "probe-deaf",
                "{\"template\":\"redis-ping\",\"parameters\":{\"port\":6379},\"runs\":10,\"timeoutSeconds\":1}");
        assertThat(told.path("passed").asBoolean()).isFalse();
        assertThat(told.path("runs").size()).isEqualTo(1);
        assertThat(told.path("runs").get(0).path("exitCode").isNull()).isTrue();
        assertThat(told.path("runs").get(0).path("millis").asInt()).isBetween(2500, 5000);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aVolumesDiskIsMeasuredWithoutATraceLeft() {
        until("the volume's disk is told", () -> disk("probe-data").isPresent());
        assertThat(disk("probe-data").orElseThrow().speed())
                .as("never by itself")
                .isNull();
        long before = lastEntry();
        AtomicReference<Answer> answer = new AtomicReference<>();
        until("its disk is measured", () -> {
            answer.set(admin.post("/api/v1/nodes/w1/disk-probe", "{\"kind\":\"volume\",\"name\":\"probe-data\"}"));
            assertThat(answer.get().status()).as(answer.get()::text).isIn(200, 409, 503); // or it was late
            return answer.get().status() == 200;
        });
        JsonNode told = answer.get().json();
        assertThat(told.path("writes").asInt()).isBetween(1, 200);
        assertThat(told.path("writeP50Micros").asLong()).isPositive();
        assertThat(told.path("writeMaxMicros").asLong())
                .isGreaterThanOrEqualTo(told.path("writeP95Micros").asLong());
        assertThat(told.path("bytesPerSecond").asLong()).isGreaterThan(100_000);
        assertThat(swarm.docker("w1", "ps", "-aq", "--filter", "label=swarmkeeper.disk-probe"))
                .isBlank();
        String postgres = swarm.docker("w1", "ps", "-q", "--filter", "name=probe-postgres")
                .strip();
        assertThat(swarm.docker("w1", "exec", postgres, "ls", "-a", "/var/lib/postgresql/data"))
                .contains("PG_VERSION")
                .doesNotContain("swarmkeeper");
        assertThat(server.audit().list(before, 100))
                .extracting(AuditEntry::action)
                .contains("disk-probe.run", "disk-probe.ran");
        until(
                "its speed is told with the disk",
                () -> disk("probe-data").filter(d -> d.speed() != null).isPresent());
        assertThat(disk("probe-data").orElseThrow().speed().p95Micros())
                .isEqualTo(told.path("writeP95Micros").asLong());
    }

    @Test
    void theFormsOfThePagesDoTheSame() {
        until("the volume's disk is told", () -> disk("probe-page").isPresent());
        probeUntilPassed("probe-redis", "{\"template\":\"redis-ping\",\"parameters\":{\"port\":6379}}");
        AtomicLong last = new AtomicLong();
        AtomicReference<Document> page = new AtomicReference<>();
        until(() -> "redis passes, not " + page.get().select("h1").text(), () -> {
            last.set(lastEntry());
            page.set(send("/services/probe-redis/health-probe", "template=redis-ping&port=6379&runs=2"));
            return page.get().select("h1").text().startsWith("probe-redis passes redis-ping: all 2 runs, each in ");
        });
        long before = last.get();
        Document tried = page.get();
        assertThat(tried.select("table.trial pre").eachText()).containsExactly("PONG", "PONG");
        Document measured = send("/storage/w1/disk-probe", "kind=volume&name=probe-page");
        assertThat(measured.select("h1").text()).matches("probe-page on w1: 95 of 100 small writes are .* [\\d.]+ ms");
        assertThat(measured.select("#result dl").text()).matches("64 MiB in a row [\\d.]+ [KMG]iB/s");
        assertThat(server.audit().list(before, 100))
                .filteredOn(e -> e.action().contains("-probe."))
                .extracting(e -> e.action() + " by " + e.actor())
                .containsExactly(
                        "health-probe.run by admin",
                        "health-probe.ran by admin",
                        "disk-probe.run by admin",
                        "disk-probe.ran by admin");
        until("the folder's disk is told", () -> disk("/etc").isPresent());
        assertThat(send("/storage/w1/disk-probe", "kind=bind&name=/etc")
                        .select("#result")
                        .text())
                .contains("Refused, and nothing was run")
                .contains("mounted to write to");
    }

    /** Sends a form as a browser does, and follows it to the page that answers. */
    private static Document send(String path, String fields) {
        String csrf = "SWARMKEEPER-CSRF=1c9a0ee5-4f0e-4c1a-9d43-3b0d31a7f6b2";
        Caller stranger = Caller.stranger(server.port());
        Caller browser = stranger.with("Cookie", stranger.signIn("admin", Caller.PASSWORD) + "; " + csrf)
                .with("Accept", "text/html");
        Answer answer = browser.form(path, "_csrf=" + Caller.masked(csrf) + "&" + fields);
        assertThat(answer.status()).as(answer.text()).isEqualTo(302);
        String back = answer.header("Location").replaceFirst("^http://[^/]+", "");
        return Jsoup.parse(browser.get(back).text());
    }

    private static Optional<DiskSpace> disk(String name) {
        return server.measured().disks().stream()
                .map(Disk::space)
                .filter(d -> d.name().equals(name))
                .findFirst();
    }

    @Test
    void aDiskThatNobodyWritesToIsNotMeasured() {
        assertThat(admin.post("/api/v1/nodes/w1/disk-probe", "{\"kind\":\"volume\",\"name\":\"nobodys\"}")
                        .code())
                .isEqualTo("not-found");
        until("the folder's disk is told", () -> disk("/etc").isPresent());
        Answer readOnly = admin.post("/api/v1/nodes/w1/disk-probe", "{\"kind\":\"bind\",\"name\":\"/etc\"}");
        assertThat(readOnly.code()).isEqualTo("probe-refused");
        assertThat(readOnly.text()).contains("mounted to write to");
    }

    @Test
    void ourOwnServicesAreLeftAlone() {
        swarm.docker(
                "m1",
                "service",
                "create",
                "-d",
                "--name",
                "probe-own",
                "-l",
                "swarmkeeper.role=server",
                LabSwarm.IMAGE);
        until(
                "it runs",
                () -> admin.get("/api/v1/tasks?service=probe-own").text().contains("\"state\":\"running\""));
        Answer answer = admin.post(
                "/api/v1/services/probe-own/health-probe",
                "{\"template\":\"tcp-connect\",\"parameters\":{\"port\":80}}");
        assertThat(answer.code()).isEqualTo("probe-refused");
    }
}
