package io.swarmkeeper.scheduler;

import static io.swarmkeeper.scheduler.SmallCluster.demand;
import static io.swarmkeeper.scheduler.SmallCluster.names;
import static io.swarmkeeper.scheduler.SmallCluster.threeNodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.scheduler.Simulation.Placed;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Snapshot;
import org.junit.jupiter.api.Test;

/** Which of the nodes that fit the scheduler takes. */
class RankingTest {

    @Test
    void fewestTasksOfTheServiceComeBeforeFewestTasksInAll() {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.runningOn("w2"))
                .service("b", s -> s.runningOn("m1", "m1", "w1"))
                .build();

        assertThat(names(Simulation.of(snapshot).best(demand(snapshot, "a")))).containsExactly("w1");
    }

    @Test
    void equallyGoodNodesAreASet() {
        Snapshot snapshot = threeNodes().service("a", s -> s).build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(names(simulation.best(demand(snapshot, "a")))).containsExactly("m1", "w1", "w2");
        Placed placed = simulation.place(demand(snapshot, "a"), 4);
        assertThat(placed.choices()).containsExactly(3, 2, 1, 3);
        assertThat(placed.nodeIds().subList(0, 3)).containsExactlyInAnyOrder("m1", "w1", "w2");
    }

    @Test
    void aPreferenceSpreadsOverLabelGroupsBeforeItLooksAtNodes() {
        Snapshot snapshot = new ClusterBuilder()
                .node("a1", 4, 8, n -> n.label("zone", "a"))
                .node("a2", 4, 8, n -> n.label("zone", "a"))
                .node("b1", 4, 8, n -> n.label("zone", "b"))
                .service("web", s -> s.prefer("node.labels.zone").runningOn("a1"))
                .service("other", s -> s.runningOn("b1", "b1", "b1"))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(names(simulation.best(demand(snapshot, "web")))).containsExactly("b1");
        assertThat(simulation.place(demand(snapshot, "web"), 3).nodeIds()).containsExactly("b1", "a2", "b1");
    }

    @Test
    void nodesWithoutTheLabelAreOneGroupAndOtherDescriptorsAreIgnored() {
        Snapshot snapshot = new ClusterBuilder()
                .node("a", 4, 8, n -> n.label("zone", "a"))
                .node("none1", 4, 8)
                .node("none2", 4, 8)
                .service(
                        "web",
                        s -> s.prefer("node.hostname", "NODE.LABELS.zone").runningOn("none1"))
                .build();

        assertThat(names(Simulation.of(snapshot).best(demand(snapshot, "web")))).containsExactly("a");
    }

    @Test
    void aFullGroupLeavesItsShareToTheOthers() {
        Snapshot snapshot = new ClusterBuilder()
                .node("a1", 4, 8, n -> n.label("zone", "a"))
                .node("b1", 1, 1, n -> n.label("zone", "b"))
                .service("web", s -> s.prefer("node.labels.zone").reserve(1, 1))
                .build();

        Placed placed = Simulation.of(snapshot).place(demand(snapshot, "web"), 5);
        assertThat(placed.nodeIds()).containsExactlyInAnyOrder("a1", "a1", "a1", "a1", "b1");
        assertThat(placed.unplaced()).isZero();
    }
}
