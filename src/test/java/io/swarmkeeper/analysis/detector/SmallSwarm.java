package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Snapshot;
import java.util.function.UnaryOperator;

/** Three nodes, and one service on them. */
final class SmallSwarm {

    private SmallSwarm() {}

    /** A manager and two workers of 4 cores and 8 GiB. */
    static ClusterBuilder three() {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .node("w2", 4, 8);
    }

    static Snapshot with(UnaryOperator<ServiceBuilder> web) {
        return three().service("web", web).build();
    }
}
