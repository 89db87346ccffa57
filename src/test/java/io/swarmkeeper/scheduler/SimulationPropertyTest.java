package io.swarmkeeper.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of random Swarms, each asked the same questions as a second, plain writing of the rules. */
class SimulationPropertyTest {

    private static final int SWARMS = 400;

    private record World(Snapshot snapshot, Map<String, Demand> demands, NaiveScheduler naive) {}

    private static World random(Random random) {
        ClusterBuilder cluster = new ClusterBuilder();
        int nodes = 1 + random.nextInt(6);
        for (int i = 0; i < nodes; i++) {
            cluster.node("n" + i, 1 + random.nextInt(8), 1 + random.nextInt(16), n -> {
                if (random.nextInt(8) == 0) {
                    n.availability(Node.Availability.values()[random.nextInt(3)]);
                }
                return random.nextInt(12) == 0 ? n.state(Node.State.DOWN) : n;
            });
        }
        int services = 1 + random.nextInt(8);
        for (int i = 0; i < services; i++) {
            cluster.service("s" + i, s -> {
                s.reserve(random.nextInt(4) / 2.0, random.nextInt(5));
                if (random.nextInt(4) == 0) {
                    s.constraint("node.hostname" + (random.nextBoolean() ? "==" : "!=") + "n" + random.nextInt(nodes));
                }
                if (random.nextInt(4) == 0) {
                    s.maxPerNode(1 + random.nextInt(2));
                }
                if (random.nextInt(5) == 0) {
                    s.port(80, 8000 + random.nextInt(2), PublishMode.HOST);
                }
                for (int t = random.nextInt(5); t > 0; t--) {
                    s.task(
                            Optional.of("n" + random.nextInt(nodes)),
                            Task.State.values()[random.nextInt(Task.State.values().length)],
                            random.nextInt(4) == 0 ? Task.State.SHUTDOWN : Task.State.RUNNING);
                }
                return s;
            });
        }
        Snapshot snapshot = cluster.build();
        Map<String, Demand> demands = new LinkedHashMap<>();
        snapshot.services().forEach(s -> demands.put(s.id(), Demand.of(s)));
        List<NaiveScheduler.Running> running = new ArrayList<>();
        for (Task task : snapshot.tasks()) {
            if (task.state().compareTo(Task.State.ASSIGNED) >= 0 && task.state().compareTo(Task.State.RUNNING) <= 0) {
                running.add(new NaiveScheduler.Running(
                        task.serviceId(),
                        demands.get(task.serviceId()),
                        task.nodeId().orElseThrow(),
                        task.desiredState() == Task.State.RUNNING));
            }
        }
        return new World(snapshot, demands, new NaiveScheduler(snapshot.nodes(), running));
    }

    private static void assertSame(Simulation simulation, NaiveScheduler naive, Map<String, Demand> demands) {
        assertThat(simulation.nodes())
                .extracting(Node::id)
                .isEqualTo(naive.nodes().stream().map(Node::id).toList());
        for (Node node : naive.nodes()) {
            assertThat(simulation.reserved(node.id()).cpuNano())
                    .isEqualTo(naive.sum(node.id(), d -> d.reservations().cpuNano()));
            assertThat(simulation.reserved(node.id()).memoryBytes())
                    .isEqualTo(naive.sum(node.id(), d -> d.reservations().memoryBytes()));
            for (Demand demand : demands.values()) {
                assertThat(simulation.obstacle(demand, node.id()).map(Obstacle::kind))
                        .as("%s on %s", demand, node)
                        .isEqualTo(naive.obstacle(demand, node));
            }
        }
        for (Demand demand : demands.values()) {
            assertThat(simulation.best(demand)).extracting(Node::id).isEqualTo(naive.best(demand));
            assertThat(simulation.locations(demand.serviceId()))
                    .containsExactlyInAnyOrderElementsOf(naive.tasks().stream()
                            .filter(t -> t.active() && t.serviceId().equals(demand.serviceId()))
                            .map(NaiveScheduler.Running::nodeId)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyAnswerIsTheNaiveOne(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SWARMS; i++) {
            World world = random(random);
            assertSame(Simulation.of(world.snapshot()), world.naive(), world.demands());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void everyStepOfAStoryIsTheNaiveOne(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SWARMS / 4; i++) {
            World world = random(random);
            Simulation simulation = Simulation.of(world.snapshot());
            NaiveScheduler naive = world.naive();
            List<Demand> demands = List.copyOf(world.demands().values());
            for (int step = 0; step < 8; step++) {
                Demand demand = demands.get(random.nextInt(demands.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        int count = 1 + random.nextInt(4);
                        Simulation.Placed placed = simulation.place(demand, count);
                        assertThat(placed.nodeIds()).isEqualTo(naive.place(demand, count));
                        assertThat(placed.unplaced())
                                .isEqualTo(count - placed.nodeIds().size());
                        simulation = placed.after();
                    }
                    case 1 -> {
                        simulation = simulation.withoutTasksOf(demand.serviceId());
                        naive.tasks().removeIf(t -> t.serviceId().equals(demand.serviceId()));
                    }
                    case 2 -> {
                        String node = "n" + random.nextInt(6);
                        simulation = simulation.stopping(demand.serviceId(), node);
                        stop(naive, demand.serviceId(), node);
                    }
                    default -> {
                        String node = "n" + random.nextInt(6);
                        simulation = simulation.stopped(demand.serviceId(), node);
                        naive.tasks().stream()
                                .filter(t -> !t.active()
                                        && t.nodeId().equals(node)
                                        && t.serviceId().equals(demand.serviceId()))
                                .findFirst()
                                .ifPresent(naive.tasks()::remove);
                    }
                }
                assertSame(simulation, naive, world.demands());
            }
        }
    }

    private static void stop(NaiveScheduler naive, String serviceId, String node) {
        for (int i = 0; i < naive.tasks().size(); i++) {
            NaiveScheduler.Running task = naive.tasks().get(i);
            if (task.active() && task.nodeId().equals(node) && task.serviceId().equals(serviceId)) {
                naive.tasks().set(i, new NaiveScheduler.Running(serviceId, task.demand(), node, false));
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void everyLossIsTheNaiveOne(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SWARMS; i++) {
            World world = random(random);
            Simulation simulation = Simulation.of(world.snapshot());
            for (Node node : world.snapshot().nodes()) {
                NaiveScheduler naive = world.naive().copy();
                Simulation.Loss loss = simulation.lose(node.id());
                assertThat(loss.homeless()).isEqualTo(naive.lose(node.id(), world.demands()));
                assertSame(loss.after(), naive, world.demands());
            }
            assertSame(simulation, world.naive(), world.demands());
        }
    }

    @Test
    void losingEachOfTwentyNodesOfALargeSwarmTakesMilliseconds() {
        ClusterBuilder cluster = new ClusterBuilder();
        for (int i = 0; i < 20; i++) {
            cluster.node("n%02d".formatted(i), 64, 256);
        }
        for (int i = 0; i < 300; i++) {
            int service = i;
            cluster.service(
                    "s" + i,
                    s -> s.reserve(0.5, 1)
                            .replicas(4)
                            .prefer("node.labels.zone")
                            .runningOn(
                                    "n%02d".formatted(service % 20),
                                    "n%02d".formatted((service + 7) % 20),
                                    "n%02d".formatted((service + 13) % 20)));
        }
        Snapshot snapshot = cluster.build();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            Simulation simulation = Simulation.of(snapshot);
            for (Node node : snapshot.nodes()) {
                assertThat(simulation.lose(node.id()).homeless()).isEmpty();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(best).as("nanoseconds").isLessThan(500_000_000L);
    }
}
