package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.operations;
import static io.swarmkeeper.remediation.ResourcePlans.plan;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Order;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What set-resources cuts so that the update can roll and the loss of a node can be borne. */
class ResourceRoomTest {

    @Test
    void reservationsAreLoweredUntilTheUpdateCanRollAndTheCutIsNamed() {
        // 2 GiB would be proposed; each node has 1.5 GiB free.
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service("full", s -> s.mode(new Mode.Global()).reserve(0, 6.5).runningOn("w1", "w2"))
                .service("backend", backend("w1"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 1.5));
        assertThat(plan.cut())
                .containsExactly("Memory reservation 1.5 GiB instead of 2 GiB: otherwise no suitable node (insufficient"
                        + " resources on 2 nodes).");
    }

    @Test
    void aReservationMayBecomeNothing() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service("full", s -> s.mode(new Mode.Global()).reserve(8, 8).runningOn("w1", "w2"))
                .service("backend", backend("w1"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(0, 0));
        assertThat(plan.cut())
                .containsExactly(
                        "CPU reservation none instead of 1.0 cores: otherwise no suitable node (insufficient resources"
                                + " on 2 nodes).",
                        "Memory reservation none instead of 2 GiB: otherwise no suitable node (insufficient resources"
                                + " on 2 nodes).");
        assertThat(operations(plan).getFirst().value())
                .contains("{\"Limits\":{\"NanoCPUs\":2000000000,\"MemoryBytes\":4294967296}}");
    }

    @Test
    void startFirstNeedsRoomForOldAndNewSideBySide() {
        // The running task was made from an older spec and holds 2 of 2.5 cores.
        UnaryOperator<ServiceBuilder> backend = s -> s.image("sophia/backend:1" + DIGEST)
                .reserve(2, 0)
                .runningOn("w1")
                .reserve(0, 0);
        Plan startFirst = plan(
                new ClusterBuilder()
                        .node("w1", 2.5, 8)
                        .service("backend", s -> backend.apply(s).update(1, Order.START_FIRST)),
                "backend");
        Plan stopFirst = plan(new ClusterBuilder().node("w1", 2.5, 8).service("backend", backend), "backend");

        assertThat(((Action.SetResources) startFirst.action()).reservations()).isEqualTo(resources(0.5, 2));
        assertThat(startFirst.cut())
                .containsExactly("CPU reservation 0.5 cores instead of 1.0 cores: otherwise no suitable node"
                        + " (insufficient resources on 1 node), with old and new copies side by side (start-first, 1 at"
                        + " a time).");
        assertThat(((Action.SetResources) stopFirst.action()).reservations()).isEqualTo(resources(1, 2));
        assertThat(stopFirst.cut()).isEmpty();
    }

    @Test
    void theLossOfAnyNodeMustBeSurvivedAsBefore() {
        // w1 carries 6 of 8 GiB of others; if w2 is lost, backend must fit beside them.
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service(
                        "other",
                        s -> s.reserve(1, 6.5).constraint("node.hostname==w1").runningOn("w1"))
                .service("backend", backend("w2"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 1.5));
        assertThat(plan.cut())
                .containsExactly(
                        "Memory reservation 1.5 GiB instead of 2 GiB: otherwise with w2 lost, 1 task of backend"
                                + " would fit nowhere: no suitable node (insufficient resources on 1 node).");
        assertThat(plan.placement().before()).containsExactly("w2");
        assertThat(plan.placement().after()).containsExactly("w2");
        assertThat(plan.placement().withLargestNodeLost()).containsExactly("w2");
        assertThat(plan.placement().lostNode()).isEqualTo("w1");
    }

    @Test
    void othersMustNotBecomeHomelessEither() {
        // big carries 5 GiB that must find room on w1 or w2 when it is lost; 2 GiB more on both would leave none.
        ClusterBuilder cluster = new ClusterBuilder()
                .node("big", 8, 16)
                .node("w1", 8, 6)
                .node("w2", 8, 6)
                .service(
                        "heavy",
                        s -> s.reserve(1, 5).constraint("node.hostname!=w2").runningOn("big"))
                .service("backend", s -> backend("w1").apply(s).constraint("node.hostname==w1"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 1));
        assertThat(plan.cut())
                .containsExactly("Memory reservation 1 GiB instead of 2 GiB: otherwise with big lost, 1 task of heavy"
                        + " would fit nowhere: no suitable node (insufficient resources on 1 node; scheduling"
                        + " constraints not satisfied on 1 node).");
        assertThat(plan.warnings())
                .contains("Only w1 may run it: it does not survive the loss of that node, whatever is reserved.");
    }

    @Test
    void aPinnedServiceIsNotCutForALossItCannotSurviveAnyway() {
        Plan plan = plan(
                threeNodes().service("backend", s -> backend("m1").apply(s).constraint("node.hostname==m1")),
                "backend");

        assertThat(plan.cut()).isEmpty();
        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 2));
        assertThat(plan.placement().lostNode()).isEqualTo("m1");
        assertThat(plan.placement().withLargestNodeLost()).isEmpty();
        assertThat(plan.warnings())
                .contains(
                        "With m1 lost, 1 task of it would have nowhere to run, as before this change: no suitable node"
                                + " (scheduling constraints not satisfied on 2 nodes).",
                        "Only m1 may run it: it does not survive the loss of that node, whatever is reserved.");
    }

    @Test
    void aStopFirstCopyMayWaitForItsOldOne() {
        // The old task holds 5 of 8 GiB; the new one of 5 fits only after it.
        Plan plan = plan(
                new ClusterBuilder()
                        .node("w1", 8, 8)
                        .service(
                                "backend",
                                s -> s.reserve(0, 5)
                                        .image("sophia/backend:1" + DIGEST)
                                        .runningOn("w1")),
                "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 5));
        assertThat(plan.why()).contains("The memory limit is 5 GiB, as much as is reserved: a limit cannot be lower.");
        assertThat(plan.warnings()).contains("A new task fits only once its old one has stopped, and waits for that.");
    }

    @Test
    void aNodeThatBecomesFullIsNamed() {
        Plan plan = plan(
                new ClusterBuilder()
                        .node("w1", 1, 16)
                        .service("other", s -> s.reserve(0.5, 1).runningOn("w1"))
                        .service("backend", backend("w1")),
                "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(0.5, 2));
        assertThat(plan.warnings()).contains("Afterwards 100 % of the cores of w1 are reserved (50 % before).");
    }
}
