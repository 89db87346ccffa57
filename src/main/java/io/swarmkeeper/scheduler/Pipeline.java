package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Placement.Platform;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The scheduler's filters for one demand, in its order (swarmkit manager/scheduler/pipeline.go, filter.go). All must
 * pass; the first that does not is the obstacle.
 */
final class Pipeline {

    private final Demand demand;
    private final List<Constraint> constraints;

    Pipeline(Demand demand) {
        this.demand = demand;
        this.constraints = Constraint.filter(demand.placement().constraints());
    }

    Optional<Obstacle> obstacle(NodeLoad load) {
        Node node = load.node();
        return ready(node)
                .or(() -> resources(load))
                .or(() -> plugin(node))
                .or(() -> constraint(node))
                .or(() -> platform(node))
                .or(() -> hostPort(load))
                .or(() -> maxReplicas(load));
    }

    boolean fits(NodeLoad load) {
        return obstacle(load).isEmpty();
    }

    /** Passes all that depends neither on the node's state nor on what it carries now. */
    boolean allows(Node node) {
        return plugin(node).or(() -> constraint(node)).or(() -> platform(node)).isEmpty();
    }

    private static Optional<Obstacle> ready(Node node) {
        if (node.takesTasks()) {
            return Optional.empty();
        }
        return obstacle(
                Obstacle.Kind.NOT_READY,
                "the node is %s and its availability %s"
                        .formatted(
                                node.state().name().toLowerCase(Locale.ROOT),
                                node.availability().name().toLowerCase(Locale.ROOT)));
    }

    private Optional<Obstacle> resources(NodeLoad load) {
        Resources wanted = demand.reservations();
        if (!wanted.hasCpu()
                && !wanted.hasMemory()
                && wanted.generic().values().stream().noneMatch(amount -> amount > 0)) {
            return Optional.empty();
        }
        List<String> lacking = new ArrayList<>();
        if (wanted.cpuNano() > load.freeCpuNano()) {
            lacking.add("needs %s, %s free"
                    .formatted(Quantities.cores(wanted.cpuNano()), Quantities.cores(load.freeCpuNano())));
        }
        if (wanted.memoryBytes() > load.freeMemoryBytes()) {
            lacking.add("needs %s, %s free"
                    .formatted(Quantities.bytes(wanted.memoryBytes()), Quantities.bytes(load.freeMemoryBytes())));
        }
        wanted.generic().forEach((kind, amount) -> {
            if (amount > load.freeGeneric(kind)) {
                lacking.add("needs %d of %s, %d free".formatted(amount, kind, load.freeGeneric(kind)));
            }
        });
        return lacking.isEmpty() ? Optional.empty() : obstacle(Obstacle.Kind.RESOURCES, String.join("; ", lacking));
    }

    private Optional<Obstacle> plugin(Node node) {
        for (String plugin : demand.plugins()) {
            boolean there = node.plugins().contains(plugin) || node.plugins().contains(plugin + ":latest");
            // Old engines report no log drivers at all; the scheduler does not hold that against them.
            boolean unreported =
                    plugin.startsWith("Log/") && node.plugins().stream().noneMatch(p -> p.startsWith("Log/"));
            if (!there && !unreported) {
                return obstacle(Obstacle.Kind.PLUGIN, "its engine does not offer " + plugin);
            }
        }
        return Optional.empty();
    }

    private Optional<Obstacle> constraint(Node node) {
        for (Constraint constraint : constraints) {
            if (!constraint.matches(node)) {
                return obstacle(Obstacle.Kind.CONSTRAINT, constraint + " does not hold");
            }
        }
        return Optional.empty();
    }

    private Optional<Obstacle> platform(Node node) {
        List<Platform> platforms = demand.placement().platforms();
        String architecture = normalized(node.architecture());
        boolean runs = platforms.isEmpty()
                || platforms.stream()
                        .anyMatch(p -> (p.os().isEmpty() || p.os().equals(node.os()))
                                && (p.architecture().isEmpty()
                                        || normalized(p.architecture()).equals(architecture)));
        return runs
                ? Optional.empty()
                : obstacle(
                        Obstacle.Kind.PLATFORM,
                        "the image does not run on %s/%s".formatted(node.os(), node.architecture()));
    }

    private static String normalized(String architecture) {
        return switch (architecture) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
    }

    private Optional<Obstacle> hostPort(NodeLoad load) {
        for (String port : demand.hostPorts()) {
            if (load.uses(port)) {
                return obstacle(Obstacle.Kind.HOST_PORT, "host port " + port + " is taken");
            }
        }
        return Optional.empty();
    }

    private Optional<Obstacle> maxReplicas(NodeLoad load) {
        long maximum = demand.placement().maxReplicasPerNode();
        int there = load.activeOf(demand.serviceId());
        return maximum > 0 && there >= maximum
                ? obstacle(Obstacle.Kind.MAX_REPLICAS, "runs %d of at most %d replicas".formatted(there, maximum))
                : Optional.empty();
    }

    private static Optional<Obstacle> obstacle(Obstacle.Kind kind, String detail) {
        return Optional.of(new Obstacle(kind, detail));
    }

    /** The engine's words: most frequent reason first, ties in filter order. */
    String explain(Iterable<NodeLoad> loads) {
        Map<Obstacle.Kind, Integer> counts = new HashMap<>();
        for (NodeLoad load : loads) {
            obstacle(load).ifPresent(o -> counts.merge(o.kind(), 1, Integer::sum));
        }
        List<Obstacle.Kind> kinds = new ArrayList<>(counts.keySet());
        kinds.sort((a, b) -> {
            int byCount = Integer.compare(counts.getOrDefault(b, 0), counts.getOrDefault(a, 0));
            return byCount != 0 ? byCount : a.compareTo(b);
        });
        if (kinds.isEmpty()) {
            return "no suitable node";
        }
        List<String> words = new ArrayList<>();
        kinds.forEach(kind -> words.add(words(kind, counts.getOrDefault(kind, 0))));
        return "no suitable node (" + String.join("; ", words) + ")";
    }

    private static String words(Obstacle.Kind kind, int nodes) {
        String on = nodes == 1 ? "1 node" : nodes + " nodes";
        return switch (kind) {
            case NOT_READY -> on + " not available for new tasks";
            case RESOURCES -> "insufficient resources on " + on;
            case PLUGIN -> "missing plugin on " + on;
            case CONSTRAINT -> "scheduling constraints not satisfied on " + on;
            case PLATFORM -> "unsupported platform on " + on;
            case HOST_PORT -> "host-mode port already in use on " + on;
            case MAX_REPLICAS -> "max replicas per node limit exceed";
        };
    }
}
