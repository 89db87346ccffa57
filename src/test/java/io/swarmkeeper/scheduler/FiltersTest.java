package io.swarmkeeper.scheduler;

import static io.swarmkeeper.scheduler.SmallCluster.demand;
import static io.swarmkeeper.scheduler.SmallCluster.names;
import static io.swarmkeeper.scheduler.SmallCluster.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.scheduler.Simulation.Placed;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Node.Availability;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which nodes the scheduler takes into account, and in which words it tells why not. */
class FiltersTest {

    @ParameterizedTest
    @EnumSource(
            value = Task.State.class,
            names = {"ASSIGNED", "ACCEPTED", "PREPARING", "READY", "STARTING", "RUNNING"})
    void assignedTasksHoldTheirReservationUntilTheyHaveEnded(Task.State state) {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.reserve(1, 2).task(Optional.of("w1"), state, Task.State.SHUTDOWN))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(simulation.reserved("w1")).isEqualTo(resources(1, 2));
        assertThat(simulation.free("w1")).isEqualTo(resources(3, 6));
    }

    @ParameterizedTest
    @EnumSource(
            value = Task.State.class,
            names = {"NEW", "ALLOCATED", "PENDING", "COMPLETE", "SHUTDOWN", "FAILED", "REJECTED", "REMOVE", "ORPHANED"})
    void otherTasksHoldNothing(Task.State state) {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.reserve(1, 2).task(Optional.of("w1"), state, Task.State.RUNNING))
                .build();

        assertThat(Simulation.of(snapshot).reserved("w1")).isEqualTo(Resources.NONE);
    }

    @Test
    void aTaskHoldsWhatItsOwnSpecSaysNotWhatItsServiceSaysNow() {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.reserve(1, 2).runningOn("w1").reserve(3, 7))
                .build();

        assertThat(Simulation.of(snapshot).reserved("w1")).isEqualTo(resources(1, 2));
        assertThat(demand(snapshot, "a").reservations()).isEqualTo(resources(3, 7));
    }

    @Test
    void anExactFitFitsAndOneByteMoreDoesNot() {
        Snapshot snapshot = new ClusterBuilder().node("w1", 4, 8).build();
        Simulation simulation = Simulation.of(snapshot);
        Demand exact = new Demand("a", resources(4, 8), Placement.ANYWHERE, List.of(), Set.of());

        assertThat(names(simulation.fitting(exact))).containsExactly("w1");
        Demand more = exact.withReservations(
                Resources.of(4_000_000_000L, resources(0, 8).memoryBytes() + 1));
        assertThat(simulation.obstacle(more, "w1").orElseThrow().kind()).isEqualTo(Obstacle.Kind.RESOURCES);
        assertThat(simulation.explain(more)).isEqualTo("no suitable node (insufficient resources on 1 node)");
    }

    @Test
    void withoutAReservationAFullNodeTakesMore() {
        Snapshot snapshot = new ClusterBuilder()
                .node("w1", 4, 8)
                .service("full", s -> s.reserve(4, 8).runningOn("w1"))
                .service("a", s -> s)
                .build();

        assertThat(names(Simulation.of(snapshot).fitting(demand(snapshot, "a"))))
                .containsExactly("w1");
    }

    @Test
    void genericResourcesAreCountedByKind() {
        Snapshot snapshot = new ClusterBuilder()
                .node("w1", 4, 8, n -> n.generic("gpu", 2))
                .service(
                        "a",
                        s -> s.reserve(new Resources(0, 0, 0, Map.of("gpu", 1L)))
                                .runningOn("w1"))
                .service("b", s -> s.reserve(new Resources(0, 0, 0, Map.of("gpu", 2L))))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(simulation.free("w1").generic()).containsExactly(Map.entry("gpu", 1L));
        assertThat(names(simulation.fitting(demand(snapshot, "a")))).containsExactly("w1");
        assertThat(simulation.obstacle(demand(snapshot, "b"), "w1"))
                .contains(new Obstacle(Obstacle.Kind.RESOURCES, "needs 2 of gpu, 1 free"));
    }

    @Test
    void onlyReadyAndActiveNodesTakeTasks() {
        Snapshot snapshot = new ClusterBuilder()
                .node("down", 4, 8, n -> n.state(Node.State.DOWN))
                .node("drained", 4, 8, n -> n.availability(Availability.DRAIN))
                .node("paused", 4, 8, n -> n.availability(Availability.PAUSE))
                .node("ready", 4, 8)
                .service("a", s -> s.reserve(9, 1))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(simulation.explain(demand(snapshot, "a")))
                .isEqualTo("no suitable node (3 nodes not available for new tasks; insufficient resources on 1 node)");
        assertThat(names(simulation.allowed(demand(snapshot, "a")))).containsExactly("ready");
    }

    @Test
    void theFirstFailingFilterHidesTheLaterOnes() {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.reserve(1, 900).constraint("node.label.tier==x"))
                .build();

        assertThat(Simulation.of(snapshot).explain(demand(snapshot, "a")))
                .isEqualTo("no suitable node (insufficient resources on 3 nodes)");
    }

    @Test
    void equallyFrequentReasonsStandInFilterOrder() {
        Snapshot snapshot = threeNodes()
                .service("full", s -> s.reserve(4, 8).runningOn("w2"))
                .service("port", s -> s.port(80, 8080, PublishMode.HOST).runningOn("m1"))
                .service(
                        "a",
                        s -> s.reserve(1, 1).port(80, 8080, PublishMode.HOST).constraint("node.hostname!=w1"))
                .build();

        assertThat(Simulation.of(snapshot).explain(demand(snapshot, "a")))
                .isEqualTo(
                        "no suitable node (insufficient resources on 1 node; scheduling constraints not satisfied on 1"
                                + " node; host-mode port already in use on 1 node)");
    }

    @Test
    void namedDriversMustBeOfferedButUnreportedLogDriversAreForgiven() {
        Snapshot snapshot = new ClusterBuilder()
                .node("old", 4, 8, n -> n.noPlugins())
                .node("rex", 4, 8, n -> n.plugin("Volume/rexray:latest"))
                .service(
                        "data",
                        s -> s.mount(new TaskTemplate.Mount("volume", "data", "/data", false, "rexray", Map.of())))
                .service("logs", s -> s.logDriver("fluentd"))
                .service("quiet", s -> s.logDriver("none"))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(names(simulation.fitting(demand(snapshot, "data")))).containsExactly("rex");
        assertThat(names(simulation.fitting(demand(snapshot, "logs")))).containsExactly("old");
        assertThat(simulation.explain(demand(snapshot, "logs")))
                .isEqualTo("no suitable node (missing plugin on 1 node)");
        assertThat(names(simulation.fitting(demand(snapshot, "quiet")))).containsExactly("old", "rex");
    }

    @Test
    void architecturesHaveTwoNamesForThePlatformFilter() {
        Snapshot snapshot = new ClusterBuilder()
                .node("arm", 4, 8, n -> n.architecture("aarch64"))
                .node("intel", 4, 8)
                .service("a", s -> s.platform("linux", "arm64"))
                .service("b", s -> s.platform("linux", "amd64"))
                .service("c", s -> s.platform("linux", ""))
                .service("d", s -> s.platform("windows", "amd64"))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(names(simulation.fitting(demand(snapshot, "a")))).containsExactly("arm");
        assertThat(names(simulation.fitting(demand(snapshot, "b")))).containsExactly("intel");
        assertThat(names(simulation.fitting(demand(snapshot, "c")))).containsExactly("arm", "intel");
        assertThat(simulation.explain(demand(snapshot, "d")))
                .isEqualTo("no suitable node (unsupported platform on 2 nodes)");
    }

    @Test
    void aHostPortIsTakenOncePerNodeAndProtocol() {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.port(80, 8080, PublishMode.HOST).runningOn("w1"))
                .service("chosen-by-engine", s -> s.port(80, 0, PublishMode.HOST))
                .service("ingress", s -> s.port(80, 8080, PublishMode.INGRESS))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(names(simulation.fitting(demand(snapshot, "a")))).containsExactly("m1", "w2");
        assertThat(names(simulation.fitting(demand(snapshot, "chosen-by-engine"))))
                .hasSize(3);
        assertThat(names(simulation.fitting(demand(snapshot, "ingress")))).hasSize(3);
        Placed placed = simulation.place(demand(snapshot, "a"), 3);
        assertThat(placed.nodeIds()).containsExactlyInAnyOrder("m1", "w2");
        assertThat(placed.unplaced()).isEqualTo(1);
        assertThat(placed.after().explain(demand(snapshot, "a")))
                .isEqualTo("no suitable node (host-mode port already in use on 3 nodes)");
    }

    @Test
    void aTaskThatDoesNotRunYetHoldsTheHostPortsOfItsServicesSpec() {
        Snapshot snapshot = threeNodes()
                .service(
                        "a",
                        s -> s.task(Optional.of("w1"), Task.State.PREPARING, Task.State.RUNNING)
                                .port(80, 8080, PublishMode.HOST))
                .build();

        assertThat(names(Simulation.of(snapshot).fitting(demand(snapshot, "a"))))
                .containsExactly("m1", "w2");
    }

    @Test
    void maxReplicasCountsWantedTasksOnly() {
        Snapshot snapshot = threeNodes()
                .service(
                        "a",
                        s -> s.maxPerNode(1)
                                .runningOn("w1")
                                .task(Optional.of("w2"), Task.State.RUNNING, Task.State.SHUTDOWN))
                .build();
        Simulation simulation = Simulation.of(snapshot);

        assertThat(names(simulation.fitting(demand(snapshot, "a")))).containsExactly("m1", "w2");
        assertThat(simulation.place(demand(snapshot, "a"), 3).unplaced()).isEqualTo(1);
        assertThat(simulation.place(demand(snapshot, "a"), 2).after().explain(demand(snapshot, "a")))
                .isEqualTo("no suitable node (max replicas per node limit exceed)");
    }
}
