package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that are lost. */
@ExtendWith(SharedLab.class)
class NodeFindingsIT {

    private final FindingsLab lab;

    NodeFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    /** A node is given up after three beats of its heart. */
    @BeforeEach
    void quickHeartbeat() {
        lab.later(() -> lab.docker("swarm", "update", "--dispatcher-heartbeat=5s"));
        lab.docker("swarm", "update", "--dispatcher-heartbeat=2s");
    }

    private static boolean allReady(Snapshot snapshot) {
        return snapshot.nodes().stream().allMatch(Node::takesTasks);
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
}
