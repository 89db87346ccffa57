package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The simulated scheduler against the real one: every placement it makes must be one that the simulation allows. */
class SchedulerIT {

    private static final String PREFIX = "sched-";

    private static LabSwarm lab;

    @BeforeAll
    static void start() {
        lab = new LabSwarm();
        lab.removeServices(PREFIX);
    }

    @AfterAll
    static void end() {
        lab.close();
    }

    @AfterEach
    void clean() {
        try {
            lab.removeServices(PREFIX);
        } finally {
            for (String node : List.of("m1", "w1", "w2")) {
                lab.docker("m1", "node", "update", "--availability", "active", node);
            }
            for (Node node : lab.snapshot().nodes()) {
                node.labels().keySet().forEach(l -> lab.docker("m1", "node", "update", "--label-rm", l, node.id()));
            }
        }
    }

    private static final class Created {
        private final Snapshot snapshot;
        private final Service service;
        private final List<Task> tasks;

        Created(Snapshot snapshot, String name) {
            this.snapshot = snapshot;
            this.service = snapshot.findServiceByIdOrName(PREFIX + name).orElseThrow();
            this.tasks = wanted(snapshot, service);
        }

        Demand demand() {
            return Demand.of(service, snapshot);
        }

        List<String> placed() {
            return tasks.stream().flatMap(t -> t.nodeId().stream()).toList();
        }

        List<String> placedHosts() {
            return placed().stream()
                    .map(id -> snapshot.findNode(id).orElseThrow().hostname())
                    .sorted()
                    .toList();
        }

        List<String> waitingBecause() {
            return tasks.stream()
                    .filter(t -> t.nodeId().isEmpty())
                    .map(Task::error)
                    .distinct()
                    .toList();
        }
    }

    /** Without those that ended: an image that came late has another task start in its place. */
    private static List<Task> wanted(Snapshot snapshot, Service service) {
        return snapshot.tasksOf(service.id()).stream().filter(Task::isWanted).toList();
    }

    /** Creates it and waits until every task has a node or the scheduler's reason why not. */
    private static Created create(String name, int tasks, String... options) {
        List<String> command = new ArrayList<>(
                List.of("service", "create", "--detach", "--quiet", "--no-resolve-image", "--endpoint-mode", "dnsrr"));
        command.addAll(List.of("--name", PREFIX + name, "--replicas", String.valueOf(tasks)));
        command.addAll(Arrays.asList(options));
        command.add(LabSwarm.IMAGE);
        lab.docker("m1", command.toArray(String[]::new));
        return new Created(
                lab.await(
                        name + " is placed",
                        s -> s.findServiceByIdOrName(PREFIX + name)
                                .map(service -> wanted(s, service))
                                .filter(t -> t.size() == tasks)
                                .filter(t -> t.stream()
                                        .allMatch(task -> task.nodeId().isPresent()
                                                || !task.error().isEmpty()))
                                .isPresent()),
                name);
    }

    /** Some order of these nodes is one in which each was among the best when its turn came. */
    private static boolean couldHappen(Simulation simulation, Demand demand, List<String> nodeIds) {
        if (nodeIds.isEmpty()) {
            return true;
        }
        for (Node best : simulation.best(demand)) {
            int at = nodeIds.indexOf(best.id());
            if (at >= 0) {
                List<String> rest = new ArrayList<>(nodeIds);
                rest.remove(at);
                Simulation next = simulation.place(only(demand, best), 1).after();
                if (couldHappen(next, demand, rest)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Demand only(Demand demand, Node node) {
        Placement placement = demand.placement();
        List<String> constraints = new ArrayList<>(placement.constraints());
        constraints.add("node.id==" + node.id());
        return demand.withPlacement(
                new Placement(constraints, List.of(), placement.maxReplicasPerNode(), placement.platforms()));
    }

    /** Every task stands where the simulation allows, and no task waits that the simulation would place. */
    private static void agrees(Created created) {
        Simulation before = Simulation.of(created.snapshot).withoutTasksOf(created.service.id());
        assertThat(couldHappen(before, created.demand(), created.placed()))
                .as(
                        "%s on %s; simulated: %s",
                        created.service.name(), created.placedHosts(), before.best(created.demand()))
                .isTrue();
        Simulation after = Simulation.of(created.snapshot);
        if (created.waitingBecause().isEmpty()) {
            assertThat(before.place(created.demand(), created.tasks.size()).unplaced())
                    .isZero();
        } else {
            assertThat(after.fitting(created.demand())).isEmpty();
            String because = after.explain(created.demand());
            if (created.placed().isEmpty()) {
                assertThat(created.waitingBecause()).containsExactly(because);
            } else {
                // Placing several at once, the engine counts nodes as it goes along: 2 nodes here and 3 a moment later.
                assertThat(created.waitingBecause())
                        .extracting(SchedulerIT::withoutCounts)
                        .containsExactly(withoutCounts(because));
            }
        }
    }

    private static String withoutCounts(String explanation) {
        return explanation.replaceAll("\\d+ nodes?", "n nodes");
    }

    @Test
    void spreadsOverNodesByTasksOfTheServiceAndThenByAll() {
        agrees(create("ballast", 2, "--constraint", "node.hostname==m1"));
        agrees(create("one", 1));
        agrees(create("four", 4));
        agrees(create("seven", 7));
    }

    @Test
    void reservationsFillNodesExactlyAndThenExplain() {
        long memory = lab.snapshot().nodes().getFirst().capacity().memoryBytes();
        long half = memory / 2;

        agrees(create("half", 3, "--reserve-memory", half + "b"));
        agrees(create("exact", 2, "--reserve-memory", (memory - half) + "b", "--constraint", "node.role==worker"));
        Created full = create("full", 2, "--reserve-memory", half + "b");
        agrees(full);
        assertThat(full.placedHosts()).containsExactly("m1");
        Created cores = create("cores", 1, "--reserve-cpu", "900");
        agrees(cores);
        // What was counted while m1 still had room is counted anew with the next service.
        lab.await(
                "full nodes are counted",
                s -> new Created(s, "full")
                        .waitingBecause()
                        .equals(List.of("no suitable node (insufficient resources on 3 nodes)")));
        assertThat(cores.waitingBecause()).containsExactly("no suitable node (insufficient resources on 3 nodes)");
    }

    @Test
    void constraintsOfEveryKind() {
        lab.docker("m1", "node", "update", "--label-add", "tier=Data", "--label-add", "Zone=a", "w1");
        Node w2 = lab.snapshot().nodes().stream()
                .filter(n -> n.hostname().equals("w2"))
                .findFirst()
                .orElseThrow();

        agrees(create("role", 2, "--constraint", "node.role==MANAGER"));
        agrees(create("label", 2, "--constraint", "node.labels.tier==data"));
        agrees(create("label-case", 1, "--constraint", "node.labels.zone==a"));
        agrees(create("not", 3, "--constraint", "node.labels.tier!=data"));
        agrees(create("missing", 3, "--constraint", "node.labels.nobody!=x"));
        agrees(create("id", 1, "--constraint", "node.id==" + w2.id()));
        agrees(create("ip", 1, "--constraint", "node.ip==" + w2.address()));
        agrees(create("cidr", 3, "--constraint", "node.ip==" + w2.address() + "/24"));
        agrees(create("not-cidr", 1, "--constraint", "node.ip!=" + w2.address() + "/24"));
        agrees(create("os", 2, "--constraint", "node.platform.os==LINUX"));
        agrees(create("arch", 2, "--constraint", "node.platform.arch==" + w2.architecture()));
        agrees(create("arch-alias", 1, "--constraint", "node.platform.arch==nobody"));
        Created typo = create("typo", 1, "--constraint", "node.label.tier==data");
        agrees(typo);
        assertThat(typo.waitingBecause())
                .containsExactly("no suitable node (scheduling constraints not satisfied on 3 nodes)");
        agrees(create("both", 1, "--constraint", "node.role==worker", "--constraint", "node.hostname!=W1"));
    }

    @Test
    void preferencesSpreadOverGroups() {
        lab.docker("m1", "node", "update", "--label-add", "zone=a", "m1");
        lab.docker("m1", "node", "update", "--label-add", "zone=a", "w1");
        lab.docker("m1", "node", "update", "--label-add", "zone=b", "w2");

        agrees(create("ballast", 3, "--constraint", "node.hostname==w2"));
        agrees(create("zones", 4, "--placement-pref", "spread=node.labels.zone"));
        agrees(create("nobody", 3, "--placement-pref", "spread=node.labels.nobody"));
        agrees(create("hostname", 3, "--placement-pref", "spread=node.hostname"));
        agrees(create("held", 3, "--placement-pref", "spread=node.labels.zone", "--constraint", "node.labels.zone==a"));
    }

    @Test
    void hostPortsAndReplicasPerNode() {
        agrees(create("first", 1, "--publish", "mode=host,published=18991,target=80"));
        Created port = create("port", 3, "--publish", "mode=host,published=18991,target=80");
        agrees(port);
        assertThat(port.placed()).hasSize(2);
        assertThat(port.waitingBecause())
                .extracting(SchedulerIT::withoutCounts)
                .containsExactly("no suitable node (host-mode port already in use on n nodes)");
        agrees(create("udp", 3, "--publish", "mode=host,published=18991,target=80,protocol=udp"));
        Created most = create("most", 4, "--replicas-max-per-node", "1");
        agrees(most);
        assertThat(most.waitingBecause()).containsExactly("no suitable node (max replicas per node limit exceed)");
    }

    @Test
    void drainedAndPausedNodesAndMixedReasons() {
        lab.docker("m1", "node", "update", "--availability", "drain", "w2");
        lab.docker("m1", "node", "update", "--availability", "pause", "w1");

        agrees(create("rest", 2));
        Created mixed = create("mixed", 1, "--reserve-memory", "900gb");
        agrees(mixed);
        assertThat(mixed.waitingBecause())
                .containsExactly(
                        "no suitable node (2 nodes not available for new tasks; insufficient resources on 1 node)");
        agrees(create("nobody", 1, "--constraint", "node.hostname==w1"));
    }

    @Test
    void pluginsThatNobodyHas() {
        Created volume = create("volume", 1, "--mount", "type=volume,source=d,target=/d,volume-driver=nobody/driver");
        agrees(volume);
        assertThat(volume.waitingBecause()).containsExactly("no suitable node (missing plugin on 3 nodes)");
        agrees(create("log", 1, "--log-driver", "nobody"));
        agrees(create("json", 1, "--log-driver", "json-file"));
    }

    @Test
    void aLostNodesTasksLandWhereTheSimulationSays() {
        long memory = lab.snapshot().nodes().getFirst().capacity().memoryBytes();
        create("big", 1, "--reserve-memory", memory / 2 + "b", "--constraint", "node.hostname!=m1");
        Created service = create("small", 4);
        Node lost = service.snapshot.nodes().stream()
                .filter(n -> n.hostname().equals("w1"))
                .findFirst()
                .orElseThrow();
        Simulation.Loss loss = Simulation.of(service.snapshot).lose(lost.id());
        assertThat(loss.homeless()).isEmpty();

        lab.docker("m1", "node", "update", "--availability", "drain", "w1");
        Snapshot after = lab.await(
                "w1 is empty",
                s -> s.services().stream()
                        .filter(x -> x.name().startsWith(PREFIX))
                        .allMatch(x -> s.tasksOf(x.id()).stream()
                                        .filter(Task::isRunning)
                                        .filter(t -> t.nodeId()
                                                .filter(lost.id()::equals)
                                                .isEmpty())
                                        .count()
                                == s.desiredTasks(x)));

        assertThat(Simulation.of(after).locations(service.service.id()))
                .containsExactlyInAnyOrderElementsOf(loss.after().locations(service.service.id()));
    }
}
