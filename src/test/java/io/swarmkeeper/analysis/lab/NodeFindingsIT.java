package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.lab.FindingsLab.Seen;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that are lost, and managers that could not bear it. */
@ExtendWith(SharedLab.class)
class NodeFindingsIT {

    private static final String SWARM = "the Swarm";

    private final FindingsLab lab;

    NodeFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    /** A node is given up after three beats of its heart. */
    @BeforeEach
    void quickHeartbeat() {
        lab.later(() -> lab.docker("swarm", "update", "--dispatcher-heartbeat=5s"));
        lab.docker("swarm", "update", "--dispatcher-heartbeat=1s");
    }

    private static boolean allReady(Snapshot snapshot) {
        return snapshot.nodes().stream().allMatch(Node::takesTasks);
    }

    /** Manager or not; waits until the managers agree. */
    private void role(String node, boolean manager) {
        lab.docker("node", manager ? "promote" : "demote", node);
        lab.await(
                node + (manager ? " is" : " is no") + " manager",
                s -> s.nodes().stream()
                        .filter(n -> n.hostname().equals(node))
                        .allMatch(n -> n.isManager() == manager
                                && n.manager()
                                                .map(m -> m.reachability() == Node.Reachability.REACHABLE)
                                                .orElse(false)
                                        == manager));
    }

    private void powerCut(String node) {
        lab.later(() -> {
            lab.swarm.run("start", node);
            lab.await("all nodes are back", NodeFindingsIT::allReady);
        });
        lab.swarm.run("stop", node);
    }

    /** Not the node that the other test cuts off: a finding that soon returns keeps its age. */
    @Provokes(FindingCode.NODE_DOWN)
    void aPowerCut() {
        String service = lab.sound("onw1", "--replicas=1", "--constraint=node.hostname==w1");
        lab.awaitRunning(service, 1);
        lab.judged(service);
        assertThat(lab.findings()).extracting(Seen::code).doesNotContain("node-down");
        Instant provoked = Instant.now();
        powerCut("w1");
        lab.seen(FindingCode.NODE_DOWN, "w1", provoked).as("critical", "node").with("""
                {"state": "down", "message": "heartbeat failure", "tasks": 1, "manager": false}
                """);
        assertThat(lab.find(FindingCode.NODE_DOWN, "w2")).isEmpty();
        lab.swarm.run("start", "w1");
        lab.gone(FindingCode.NODE_DOWN, "w1");
        lab.awaitRunning(service, 1);
    }

    @Provokes(FindingCode.MANAGER_QUORUM)
    void promotedDemotedAndLost() {
        lab.seen(FindingCode.MANAGER_QUORUM, SWARM, Instant.EPOCH)
                .as("critical", "swarm")
                .with("""
                {"managers": 1, "reachable": 1, "needed": 1, "mayBeLost": 0, "nodes": 3}
                """);
        lab.later(() -> {
            for (String node : List.of("w2", "w1")) {
                role(node, false);
            }
        });
        role("w1", true);
        lab.seen(
                        FindingCode.MANAGER_QUORUM,
                        SWARM,
                        Instant.EPOCH,
                        f -> f.number("managers") == 2 && f.number("reachable") == 2)
                .as("critical", "swarm")
                .with("""
                {"needed": 2, "mayBeLost": 0, "nodes": 3}
                """);
        role("w2", true);
        lab.gone(FindingCode.MANAGER_QUORUM, SWARM);
        Instant provoked = Instant.now();
        powerCut("w2");
        Seen edge = lab.seen(FindingCode.MANAGER_QUORUM, SWARM, Instant.EPOCH).as("critical", "swarm");
        edge.with("""
                {"managers": 3, "reachable": 2, "needed": 2, "mayBeLost": 0, "nodes": 3}
                """);
        lab.seen(FindingCode.NODE_DOWN, "w2", provoked).with("""
                {"manager": true}
                """);
        lab.swarm.run("start", "w2");
        lab.gone(FindingCode.MANAGER_QUORUM, SWARM);
    }
}
