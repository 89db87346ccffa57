package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A node whose tasks would find no place if it died, as Swarm's own scheduler would have it. Services that are tied to
 * the node by the data they keep there do not count: no room elsewhere would help them, and single-replica and no-backup
 * speak of them.
 */
final class NodeLossUnsurvivable implements Detector {

    @Override
    public FindingCode code() {
        return FindingCode.NODE_LOSS_UNSURVIVABLE;
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Node> others = situation.nodes().stream().filter(Node::takesTasks).toList();
        List<Observation> seen = new ArrayList<>();
        for (Node node : situation.nodes()) {
            boolean holdsTasks = situation.snapshot().tasksOn(node.id()).stream()
                    .anyMatch(t -> t.isWanted() && t.state().holdsResources());
            if (node.state() == Node.State.READY && holdsTasks) {
                if (others.stream().allMatch(n -> n.id().equals(node.id()))) {
                    seen.add(onlyNode(node, situation));
                } else {
                    lose(node, situation).ifPresent(seen::add);
                }
            }
        }
        return seen;
    }

    private Observation onlyNode(Node node, Situation situation) {
        long tasks = situation.snapshot().tasksOn(node.id()).stream()
                .filter(Task::isRunning)
                .count();
        return situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        node,
                        Words.name(node.hostname()) + " is the only node that takes tasks",
                        "All %s run here and there is nowhere else to go. A second node that takes tasks cures it."
                                .formatted(Quantities.count(tasks, "task")))
                .with("tasks", tasks)
                .with("otherNodes", 0L);
    }

    private Optional<Observation> lose(Node node, Situation situation) {
        Simulation.Loss loss = situation.simulation().lose(node.id());
        List<String> names = new ArrayList<>();
        long tasks = 0;
        long cpu = 0;
        long memory = 0;
        String because = "";
        List<Service> homeless = loss.homeless().keySet().stream()
                .flatMap(id -> situation.snapshot().findService(id).stream())
                .filter(s -> !isTiedTo(node, s, situation))
                .sorted(Comparator.comparing(Service::name))
                .toList();
        for (Service service : homeless) {
            int count = loss.homeless().getOrDefault(service.id(), 0);
            Resources each = service.template().reservations();
            names.add(service.name());
            tasks += count;
            cpu += each.cpuNano() * count;
            memory += each.memoryBytes() * count;
            because = because.isEmpty() ? loss.because().getOrDefault(service.id(), "") : because;
        }
        if (tasks == 0) {
            return Optional.empty();
        }
        Resources free = freeWithout(node, situation);
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        node,
                        Words.name(node.hostname()) + " cannot be lost",
                        "%s of %s that %s %s would fit nowhere else; the other nodes have %s free together. The scheduler would say: %s"
                                .formatted(
                                        Quantities.count(tasks, "task"),
                                        Words.list(names),
                                        tasks == 1 ? "reserves" : "reserve",
                                        Words.resources(Resources.of(cpu, memory)),
                                        Words.resources(free),
                                        Words.text(because)))
                .with("homelessTasks", tasks)
                .with("services", names)
                .with("reservedCpuNano", cpu)
                .with("reservedMemoryBytes", memory)
                .with("freeElsewhereCpuNano", free.cpuNano())
                .with("freeElsewhereMemoryBytes", free.memoryBytes())
                .with("scheduler", Words.text(because)));
    }

    private static boolean isTiedTo(Node node, Service service, Situation situation) {
        ServiceProfile profile = situation.profile(service);
        return (profile.own() || profile.stateful())
                && situation
                        .pinnedTo(service)
                        .filter(n -> n.id().equals(node.id()))
                        .isPresent();
    }

    private static Resources freeWithout(Node lost, Situation situation) {
        long cpu = 0;
        long memory = 0;
        for (Node node : situation.nodes()) {
            if (node.takesTasks() && !node.id().equals(lost.id())) {
                Resources free = situation.simulation().free(node.id());
                cpu += free.cpuNano();
                memory += free.memoryBytes();
            }
        }
        return Resources.of(cpu, memory);
    }
}
