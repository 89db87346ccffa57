package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The rules written down a second time, as plainly as possible: one flat list of tasks that is summed anew for every
 * question, no caches, no copies. Without preferences and with constraints on host names only.
 */
final class NaiveScheduler {

    record Running(String serviceId, Demand demand, String nodeId, boolean active) {}

    private final List<Node> nodes;
    private final List<Running> tasks;

    NaiveScheduler(List<Node> nodes, List<Running> tasks) {
        this.nodes = new ArrayList<>(nodes);
        this.tasks = new ArrayList<>(tasks);
        this.nodes.sort(Comparator.comparing(Node::hostname));
    }

    NaiveScheduler copy() {
        return new NaiveScheduler(nodes, tasks);
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Running> tasks() {
        return tasks;
    }

    long sum(String nodeId, ToLongFunction<Demand> amount) {
        return tasks.stream()
                .filter(t -> t.nodeId().equals(nodeId))
                .mapToLong(t -> amount.applyAsLong(t.demand()))
                .sum();
    }

    private long active(String nodeId) {
        return tasks.stream()
                .filter(t -> t.active() && t.nodeId().equals(nodeId))
                .count();
    }

    private long activeOf(String nodeId, String serviceId) {
        return tasks.stream()
                .filter(t ->
                        t.active() && t.nodeId().equals(nodeId) && t.serviceId().equals(serviceId))
                .count();
    }

    Optional<Obstacle.Kind> obstacle(Demand demand, Node node) {
        if (node.state() != Node.State.READY || node.availability() != Node.Availability.ACTIVE) {
            return Optional.of(Obstacle.Kind.NOT_READY);
        }
        long cpu = demand.reservations().cpuNano();
        long memory = demand.reservations().memoryBytes();
        boolean asks = cpu > 0 || memory > 0;
        boolean fits = sum(node.id(), d -> d.reservations().cpuNano()) + cpu
                        <= node.capacity().cpuNano()
                && sum(node.id(), d -> d.reservations().memoryBytes()) + memory
                        <= node.capacity().memoryBytes();
        if (asks && !fits) {
            return Optional.of(Obstacle.Kind.RESOURCES);
        }
        Placement placement = demand.placement();
        for (String constraint : placement.constraints()) {
            boolean equal = constraint.contains("==");
            String host = constraint.substring("node.hostname==".length());
            if (node.hostname().equals(host) != equal) {
                return Optional.of(Obstacle.Kind.CONSTRAINT);
            }
        }
        for (String port : demand.hostPorts()) {
            if (tasks.stream()
                    .anyMatch(t -> t.nodeId().equals(node.id())
                            && t.demand().hostPorts().contains(port))) {
                return Optional.of(Obstacle.Kind.HOST_PORT);
            }
        }
        if (placement.maxReplicasPerNode() > 0
                && activeOf(node.id(), demand.serviceId()) >= placement.maxReplicasPerNode()) {
            return Optional.of(Obstacle.Kind.MAX_REPLICAS);
        }
        return Optional.empty();
    }

    List<String> best(Demand demand) {
        Comparator<Node> order = Comparator.<Node>comparingLong(n -> activeOf(n.id(), demand.serviceId()))
                .thenComparingLong(n -> active(n.id()));
        List<Node> fitting =
                nodes.stream().filter(n -> obstacle(demand, n).isEmpty()).toList();
        return fitting.stream()
                .filter(n -> fitting.stream().noneMatch(other -> order.compare(other, n) < 0))
                .map(Node::id)
                .toList();
    }

    List<String> place(Demand demand, int count) {
        List<String> placed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> best = best(demand);
            if (best.isEmpty()) {
                break;
            }
            tasks.add(new Running(demand.serviceId(), demand, best.getFirst(), true));
            placed.add(best.getFirst());
        }
        return placed;
    }

    /** Homeless tasks per service after the node is lost; who stays becomes part of this Swarm. */
    Map<String, Integer> lose(String nodeId, Map<String, Demand> demands) {
        Map<String, Integer> moving = new LinkedHashMap<>();
        tasks.stream()
                .filter(t -> t.active() && t.nodeId().equals(nodeId))
                .forEach(t -> moving.merge(t.serviceId(), 1, Integer::sum));
        tasks.removeIf(t -> t.nodeId().equals(nodeId));
        nodes.removeIf(n -> n.id().equals(nodeId));
        Map<String, Integer> homeless = new LinkedHashMap<>();
        moving.keySet().stream()
                .map(demands::get)
                .sorted(Comparator.<Demand>comparingLong(d -> -d.reservations().memoryBytes())
                        .thenComparingLong(d -> -d.reservations().cpuNano())
                        .thenComparing(Demand::serviceId))
                .forEach(d -> {
                    int left = moving.get(d.serviceId())
                            - place(d, moving.get(d.serviceId())).size();
                    if (left > 0) {
                        homeless.put(d.serviceId(), left);
                    }
                });
        return homeless;
    }
}
