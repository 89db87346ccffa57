package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.OwnServer;
import io.swarmkeeper.Patience;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The server in front of real engines that cannot help it: a worker, one that hangs, one that dies and comes back. */
class RealFaultsIT {

    private final LabSwarm swarm = new LabSwarm();
    private int nodes;

    private static final Set<String> DEAD = Set.of("no-socket", "refused", "engine-error");

    @BeforeEach
    void theSwarmIsWell() {
        nodes = swarm.snapshot().nodes().size();
    }

    @AfterEach
    void theSwarmIsWellAgain() {
        try {
            swarm.run("resume", "m1");
        } catch (IllegalStateException e) {
            // off, not frozen
        }
        swarm.run("start", "m1");
        swarm.await(
                "all nodes are ready",
                s -> s.nodes().size() == nodes && s.nodes().stream().allMatch(n -> n.state() == Node.State.READY));
        swarm.close();
    }

    private OwnServer server(String node) {
        return new OwnServer(Map.of(
                "SPRING_DATASOURCE_URL", "jdbc:h2:mem:real-faults",
                "SWARMKEEPER_ADMIN_PASSWORD", Caller.PASSWORD,
                "DOCKER_HOST", "unix://" + swarm.run("socket", node).strip(),
                "SWARMKEEPER_ENGINE_READ_TIMEOUT", "2s",
                "SWARMKEEPER_COLLECTOR_FIRST_PAUSE", "100ms",
                "SWARMKEEPER_COLLECTOR_LONGEST_PAUSE", "500ms",
                "SWARMKEEPER_HEALTH_STALE_AFTER", "4s"));
    }

    private static JsonNode standing(Caller admin) {
        Answer cluster = admin.get("/api/v1/cluster");
        return cluster.status() == 503 ? cluster.json() : cluster.json().path("connection");
    }

    private static void isFound(Caller admin) {
        Patience.until(
                () -> "the Swarm is found, last was " + standing(admin),
                () -> standing(admin).path("state").asString().equals("connected"));
    }

    private static void isTold(OwnServer server, String reason, String found) {
        Caller admin = Caller.admin(server.port());
        Patience.until(() -> reason + ", last was " + standing(admin), () -> {
            JsonNode why = standing(admin);
            return why.path("reason").asString().equals(reason)
                    && why.path("found").asString().contains(found);
        });
        Caller browser = Caller.stranger(server.port()).with("Accept", "text/html");
        String session = browser.signIn("admin", Caller.PASSWORD);
        assertThat(Jsoup.parse(browser.with("Cookie", session).get("/nodes").text())
                        .select(".notice.bad")
                        .text())
                .contains(found);
    }

    @Test
    void aWorkersSocketIsSaidToBeOneAndWhatToDo() {
        try (OwnServer server = server("w1")) {
            isTold(server, "not-a-manager", "is a worker of its Swarm");
            assertThat(standing(Caller.admin(server.port())).path("advice").asString())
                    .contains("node.role == manager");
            assertThat(Caller.stranger(server.port()).get("/health/swarm").text())
                    .isEqualTo("no-snapshot\n");
        }
    }

    @Test
    void anEngineThatHangsOrDiesIsToldAndFoundAgain() {
        try (OwnServer server = server("m1")) {
            Caller admin = Caller.admin(server.port());
            Caller balancer = Caller.stranger(server.port());
            isFound(admin);

            swarm.run("pause", "m1");
            isTold(server, "timeout", "within 2 s");
            Patience.until(
                    "the picture is stale",
                    () -> balancer.get("/health/swarm").text().equals("stale\n"));
            assertThat(admin.get("/api/v1/nodes").json()).hasSize(nodes);
            swarm.run("resume", "m1");
            isFound(admin);

            swarm.run("stop", "m1");
            Patience.until(
                    () -> "the engine is lost for what it is, last was "
                            + standing(admin), // not for its last late answer
                    () -> standing(admin).path("state").asString().equals("lost")
                            && DEAD.contains(standing(admin).path("reason").asString()));
            assertThat(admin.get("/api/v1/services").status()).isEqualTo(200);
            swarm.run("start", "m1");
            isFound(admin);
        }
    }
}
