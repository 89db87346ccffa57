package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;

/** What simulations are asked of, and how. */
final class SmallCluster {

    private SmallCluster() {}

    static ClusterBuilder threeNodes() {
        return new ClusterBuilder()
                .node("m1", 4, 8, n -> n.manager())
                .node("w1", 4, 8)
                .node("w2", 4, 8);
    }

    static Demand demand(Snapshot snapshot, String service) {
        return Demand.of(snapshot.findService(service).orElseThrow(), snapshot);
    }

    static List<String> names(List<Node> nodes) {
        return nodes.stream().map(Node::hostname).toList();
    }
}
