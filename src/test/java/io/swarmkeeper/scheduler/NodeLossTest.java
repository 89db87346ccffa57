package io.swarmkeeper.scheduler;

import static io.swarmkeeper.scheduler.SmallCluster.demand;
import static io.swarmkeeper.scheduler.SmallCluster.names;
import static io.swarmkeeper.scheduler.SmallCluster.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.scheduler.Simulation.Loss;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the tasks of a lost node go, and which find no place. */
class NodeLossTest {

    @Test
    void simulationsDoNotChangeOneAnother() {
        Snapshot snapshot = threeNodes()
                .service("a", s -> s.reserve(1, 2).runningOn("w1", "w2"))
                .build();
        Simulation before = Simulation.of(snapshot);
        Demand demand = demand(snapshot, "a");

        Simulation placed = before.place(demand, 6).after();
        Simulation without = placed.withoutTasksOf("a");
        Simulation lost = placed.withoutNode("w1");

        assertThat(before.reserved("w1")).isEqualTo(resources(1, 2));
        assertThat(placed.reserved("w1").cpuNano()
                        + placed.reserved("w2").cpuNano()
                        + placed.reserved("m1").cpuNano())
                .isEqualTo(8_000_000_000L);
        assertThat(without.reserved("w1")).isEqualTo(Resources.NONE);
        assertThat(names(lost.nodes())).containsExactly("m1", "w2");
        assertThat(lost.obstacle(demand, "w1").orElseThrow().kind()).isEqualTo(Obstacle.Kind.NOT_READY);
        assertThat(names(before.nodes())).containsExactly("m1", "w1", "w2");
    }

    @Test
    void aStoppingTaskHoldsButIsNoReplicaUntilItHasStopped() {
        Snapshot snapshot = new ClusterBuilder()
                .node("w1", 4, 8)
                .service("a", s -> s.reserve(3, 6).maxPerNode(1).runningOn("w1"))
                .build();
        Demand demand = demand(snapshot, "a");
        Simulation stopping = Simulation.of(snapshot).stopping("a", "w1");

        assertThat(stopping.obstacle(demand, "w1").orElseThrow())
                .isEqualTo(new Obstacle(
                        Obstacle.Kind.RESOURCES, "needs 3.0 cores, 1.0 cores free; needs 6 GiB, 2 GiB free"));
        assertThat(stopping.obstacle(demand.withReservations(Resources.NONE), "w1"))
                .isEmpty();
        assertThat(stopping.stopped("a", "w1").obstacle(demand, "w1")).isEmpty();
        assertThat(stopping.stopped("a", "w1").stopped("a", "w1").reserved("w1"))
                .isEqualTo(Resources.NONE);
    }

    @Test
    void aLostNodesTasksMoveAndTheBiggestGoFirst() {
        Snapshot snapshot = new ClusterBuilder()
                .node("big", 8, 16)
                .node("w1", 4, 8)
                .node("w2", 4, 4)
                .service("small", s -> s.reserve(1, 4).runningOn("big"))
                .service("large", s -> s.reserve(1, 8).runningOn("big"))
                .service("free", s -> s.replicas(2).runningOn("big", "big"))
                .build();

        Loss loss = Simulation.of(snapshot).lose("big");

        assertThat(loss.displaced()).containsOnly(Map.entry("small", 1), Map.entry("large", 1), Map.entry("free", 2));
        assertThat(loss.homeless()).isEmpty();
        assertThat(loss.after().reserved("w1").memoryBytes())
                .isEqualTo(resources(0, 8).memoryBytes());
    }

    @Test
    void tasksThatFitNowhereElseAreHomelessWithTheSchedulersWords() {
        Snapshot snapshot = new ClusterBuilder()
                .node("big", 8, 16)
                .node("w1", 4, 8)
                .service("pinned", s -> s.constraint("node.hostname==big").runningOn("big"))
                .service("large", s -> s.replicas(2).reserve(1, 6).runningOn("big", "big"))
                .service("agent", s -> s.mode(new Mode.Global()).reserve(1, 6).runningOn("big", "w1"))
                .service(
                        "leaving",
                        s -> s.reserve(1, 16).task(Optional.of("big"), Task.State.RUNNING, Task.State.SHUTDOWN))
                .build();

        Loss loss = Simulation.of(snapshot).lose("big");

        assertThat(loss.displaced()).containsOnly(Map.entry("pinned", 1), Map.entry("large", 2), Map.entry("agent", 1));
        assertThat(loss.homeless()).containsOnly(Map.entry("pinned", 1), Map.entry("large", 2));
        assertThat(loss.because())
                .containsEntry("pinned", "no suitable node (scheduling constraints not satisfied on 1 node)")
                .containsEntry("large", "no suitable node (insufficient resources on 1 node)");
    }

    @Test
    void movedTasksAskWhatTheirServiceAsksNow() {
        Snapshot snapshot = new ClusterBuilder()
                .node("big", 8, 16)
                .node("w1", 4, 8)
                .service("a", s -> s.reserve(1, 2).runningOn("big"))
                .build();
        Simulation simulation = Simulation.of(snapshot);
        Demand more = demand(snapshot, "a").withReservations(resources(1, 9));

        assertThat(simulation.lose("big").homeless()).isEmpty();
        assertThat(simulation.withDemand(more).lose("big").homeless()).containsOnly(Map.entry("a", 1));
    }

    @Test
    void aNodeThatIsNotThereIsLostWithoutEffect() {
        Loss loss = Simulation.of(threeNodes().build()).lose("nobody");

        assertThat(loss.displaced()).isEmpty();
        assertThat(loss.homeless()).isEmpty();
    }

    @Test
    void aSwarmWithoutNodesExplainsNothing() {
        Snapshot snapshot = new ClusterBuilder().service("a", s -> s).build();

        assertThat(Simulation.of(snapshot).explain(demand(snapshot, "a"))).isEqualTo("no suitable node");
        assertThat(Simulation.of(snapshot).place(demand(snapshot, "a"), 1).unplaced())
                .isEqualTo(1);
    }

    @Test
    void demandReadsTheServicesSpec() {
        Snapshot snapshot = threeNodes()
                .network(new Network(
                        "n1",
                        "weave",
                        "weaveworks/net-plugin",
                        "swarm",
                        false,
                        false,
                        false,
                        false,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        ClusterBuilder.NOW))
                .service(
                        "a",
                        s -> s.reserve(1, 2)
                                .network("n1")
                                .logDriver("fluentd")
                                .volume("data", "/data")
                                .port(80, 8080, PublishMode.HOST)
                                .port(81, 8081, PublishMode.INGRESS))
                .build();
        Service service = snapshot.findService("a").orElseThrow();

        assertThat(Demand.of(service, snapshot).plugins())
                .containsExactlyInAnyOrder("Network/weaveworks/net-plugin", "Log/fluentd");
        assertThat(Demand.of(service).plugins()).containsExactly("Log/fluentd");
        assertThat(Demand.of(service).hostPorts()).containsExactly("tcp/8080");
        assertThat(Demand.of(service).reservations()).isEqualTo(resources(1, 2));
    }
}
