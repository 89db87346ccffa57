package io.swarmkeeper.engine;

import static io.swarmkeeper.engine.FakeEngine.hangUp;
import static io.swarmkeeper.engine.FakeEngine.json;
import static io.swarmkeeper.engine.FakeEngine.ping;
import static io.swarmkeeper.engine.FakeEngine.raw;
import static io.swarmkeeper.engine.FakeEngine.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.OwnServer;
import io.swarmkeeper.Patience;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole server in front of an engine that fails in every way there is: each is told where people and programs look. */
class BadEngineTest {

    private static final String WORKER =
            "{\"message\":\"This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state.\"}";

    @TempDir
    Path folder;

    private OwnServer server;
    private FakeEngine engine;
    private Caller admin;
    private Caller browser;
    private Caller balancer;

    @BeforeEach
    void startWithoutAnEngine() {
        server = new OwnServer(Map.of(
                "SPRING_DATASOURCE_URL", "jdbc:h2:mem:bad-engine",
                "SWARMKEEPER_ADMIN_PASSWORD", Caller.PASSWORD,
                "DOCKER_HOST", "unix://" + folder.resolve("fake.sock"),
                "SWARMKEEPER_ENGINE_READ_TIMEOUT", "3s",
                "SWARMKEEPER_COLLECTOR_FIRST_PAUSE", "50ms",
                "SWARMKEEPER_COLLECTOR_LONGEST_PAUSE", "100ms",
                "SWARMKEEPER_HEALTH_STALE_AFTER", "5s"));
        int port = server.port();
        admin = Caller.admin(port);
        browser = Caller.stranger(port).with("Accept", "text/html");
        browser = browser.with("Cookie", browser.signIn("admin", Caller.PASSWORD));
        balancer = Caller.stranger(port);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        if (engine != null) {
            engine.close();
        }
    }

    private void begin() throws IOException {
        engine = new FakeEngine(folder);
        engine.on("/swarm", json("{\"ID\":\"s1\"}"))
                .on("/version", json("{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\"}"))
                .on("/info", json("{\"Swarm\":{\"NodeID\":\"n1\"}}"))
                .on("/events", engine.stall("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        for (String list : new String[] {"nodes", "services", "tasks", "networks"}) {
            engine.on("/" + list, json(recorded(list)));
        }
    }

    private static String recorded(String list) throws IOException {
        try (InputStream in = BadEngineTest.class.getResourceAsStream("/engine-20.10/" + list + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Waits until the API tells this, then looks everywhere else. */
    private void isTold(String reason, String found) throws InterruptedException {
        JsonNode why = null;
        Instant end = Instant.now().plusSeconds(40);
        while (why == null
                || !why.path("reason").asString().equals(reason)
                || !why.path("found").asString().contains(found)) {
            assertThat(Instant.now()).as(reason + ", last was " + why).isBefore(end);
            Thread.sleep(50);
            Answer cluster = admin.get("/api/v1/cluster");
            why = cluster.status() == 503 ? cluster.json() : cluster.json().path("connection");
        }
        assertThat(why.path("advice").asString()).isNotBlank();
        for (String path : new String[] {"/", "/services", "/findings", "/nodes", "/changes", "/audit"}) {
            Answer page = browser.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(Jsoup.parse(page.text()).select(".notice.bad").text())
                    .as(path)
                    .contains(why.path("found").asString())
                    .contains(why.path("advice").asString());
        }
        assertThat(balancer.get("/actuator/health/readiness").status()).isEqualTo(200);
    }

    private void isFound() {
        Patience.until(
                "the engine is found",
                () -> admin.get("/api/v1/cluster")
                        .json()
                        .path("connection")
                        .path("state")
                        .asString()
                        .equals("connected"));
        assertThat(admin.get("/api/v1/nodes").json()).isNotEmpty();
        assertThat(balancer.get("/health/swarm").text()).isNotIn("stale\n", "no-snapshot\n");
    }

    @Test
    void everyWayToFailIsToldAndTheServerGoesOn() throws Exception {
        isTold("no-socket", "There is no socket at " + folder.resolve("fake.sock"));
        assertThat(admin.get("/api/v1/services").code()).isEqualTo("swarm-unavailable");
        assertThat(balancer.get("/health/swarm").text()).isEqualTo("no-snapshot\n");

        begin();
        engine.on("/_ping", engine.hang());
        isTold("timeout", "did not answer /_ping within 3 s");

        engine.on("/_ping", status(200, "<html>It works!</html>"));
        isTold("garbled", "not like a Docker engine");

        engine.on("/_ping", ping("1.40"));
        isTold("unsupported-api", "speaks API 1.40 at most");

        engine.on("/_ping", ping("1.41")).on("/swarm", status(503, WORKER));
        isTold("not-a-manager", "is a worker of its Swarm");
        assertThat(balancer.get("/health/swarm").text()).isEqualTo("no-snapshot\n");

        engine.on("/swarm", json("{\"ID\":\"s1\"}"));
        isFound();

        engine.on("/tasks", status(500, "{\"message\":\"disk I/O error\"}"));
        isTold("engine-error", "answered /tasks with 500: disk I/O error");
        assertThat(admin.get("/api/v1/services").status()).isEqualTo(200);

        engine.on("/tasks", json("[{\"ID\":\"half"));
        isTold("garbled", "answered /tasks with something that is not whole JSON");

        engine.on("/tasks", raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"ID\":\"1\"},", false));
        isTold("garbled", "Premature end");

        engine.on("/tasks", engine.hang());
        isTold("timeout", "did not answer /tasks within 3 s");

        engine.on("/tasks", status(500, "{\"message\":\"rpc error: The swarm does not have a leader.\"}"));
        isTold("no-quorum", "does not have a leader");

        engine.on("/tasks", hangUp());
        isTold("engine-error", "closed the connection without answering /tasks");

        engine.close();
        isTold("no-socket", "There is no socket");
        Thread.sleep(Duration.ofSeconds(5));
        assertThat(balancer.get("/health/swarm").text()).isEqualTo("stale\n");
        Answer last = admin.get("/api/v1/nodes");
        assertThat(last.json()).isNotEmpty();
        assertThat(Long.parseLong(last.header("Age"))).isGreaterThanOrEqualTo(5);

        begin();
        isFound();
        assertThat(Jsoup.parse(browser.get("/nodes").text()).select(".notice.bad"))
                .isEmpty();
    }
}
