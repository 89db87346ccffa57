package io.swarmkeeper.analysis.lab;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that are lost. */
@ExtendWith(SharedLab.class)
class NodeFindingsIT {

    private final FindingsLab lab;

    NodeFindingsIT(FindingsLab lab) {
        this.lab = lab;
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
        lab.forgotten(FindingCode.NODE_DOWN, "w1");
        Instant provoked = Instant.now();
        powerCut("w1");
        lab.seen(FindingCode.NODE_DOWN, "w1", provoked).as("critical", "node").with("""
                {"state": "down", "message": "heartbeat failure", "tasks": 1, "manager": false}
                """);
        LabServer.until(
                "w1 alone is down",
                () -> lab.findings().stream()
                        .filter(f -> f.code().equals("node-down"))
                        .map(Seen::subject)
                        .toList()
                        .equals(List.of("w1")));
        lab.swarm.run("start", "w1");
        lab.gone(FindingCode.NODE_DOWN, "w1");
        lab.awaitRunning(service, 1);
    }
}
