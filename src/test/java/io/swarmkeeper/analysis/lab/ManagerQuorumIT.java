package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Managers that could not bear a loss: on a Swarm of its own, for one that lost its majority does not come back. */
@ExtendWith(SharedLab.class)
class ManagerQuorumIT {

    private final FindingsLab lab;
    private final Map<String, String> other;

    @TempDir
    private Path data;

    private LabServer server;
    private Caller admin;

    ManagerQuorumIT(FindingsLab lab) throws IOException {
        this.lab = lab;
        Path socket = Path.of(lab.swarm.run("socket", "m1").strip());
        Path folder = socket.getParent().getParent();
        other = Map.of(
                "SWARM_LAB_DIR",
                folder + "-managers",
                "SWARM_LAB_PREFIX",
                "q" + ProcessHandle.current().pid() % 1_000_000,
                "SWARM_LAB_ROOTFS",
                Files.readString(socket.resolveSibling("engine")).strip());
    }

    private String run(String... arguments) {
        return lab.swarm.run(other, arguments);
    }

    @BeforeEach
    void start() {
        run("up", "m1", "w1");
        server = new LabServer(data, run("socket", "m1").strip(), "--swarmkeeper.admin-password=" + Caller.PASSWORD);
        admin = Caller.admin(server.port());
        LabServer.until("the first findings", () -> server.judged() > 0);
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
        run("down");
    }

    private Optional<Seen> find() {
        return Seen.all(admin).stream()
                .filter(f -> f.code().equals("manager-quorum"))
                .findFirst();
    }

    private void seen(String what, String evidence) {
        AtomicReference<Seen> found = new AtomicReference<>();
        LabServer.until(what, () -> {
            found.set(find().filter(f -> f.has(evidence)).orElse(null));
            return found.get() != null;
        });
        found.get().as("critical", "swarm");
    }

    private void gone(String why) {
        LabServer.until("gone with " + why, () -> find().isEmpty());
    }

    @Provokes(FindingCode.MANAGER_QUORUM)
    void managersThatComeAndGo() {
        gone("one manager of two nodes");
        Instant provoked = Instant.now();
        run("up", "w2");
        seen("one of three nodes", """
                {"managers": 1, "reachable": 1, "needed": 1, "mayBeLost": 0, "nodes": 3}
                """);
        run("up", "m2");
        seen("two managers", """
                {"managers": 2, "reachable": 2, "needed": 2, "mayBeLost": 0, "nodes": 4}
                """);
        assertThat(find().orElseThrow().since()).isBetween(provoked, Instant.now());
        run("up", "m3");
        gone("three managers");
        run("stop", "m3");
        seen("the edge", """
                {"managers": 3, "reachable": 2, "needed": 2, "mayBeLost": 0, "nodes": 5}
                """);
        run("start", "m3");
        gone("m3 back");
    }
}
