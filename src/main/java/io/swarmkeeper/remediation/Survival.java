package io.swarmkeeper.remediation;

import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.scheduler.Simulation.Loss;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the Swarm survives the loss of a node as well after a change as before it. Every node that takes tasks is
 * lost once; a task that would have had nowhere to go anyway is nothing new.
 */
final class Survival {

    private static final Comparator<Node> SIZE = Comparator.<Node>comparingLong(
                    n -> n.capacity().memoryBytes())
            .thenComparingLong(n -> n.capacity().cpuNano());

    private final Snapshot snapshot;
    private final Map<Node, Map<String, Integer>> homelessBefore = new LinkedHashMap<>();

    Survival(Snapshot snapshot, Simulation before) {
        this.snapshot = snapshot;
        List<Node> nodes = before.nodes().stream().filter(Node::takesTasks).toList();
        if (nodes.size() > 1) {
            nodes.forEach(n -> homelessBefore.put(n, before.lose(n.id()).homeless()));
        }
    }

    /** The node with the most memory, then cores; empty if there is none to lose. */
    Optional<Node> largest() {
        return homelessBefore.keySet().stream().max(SIZE);
    }

    /** The first loss that would be worse than before, in words; empty if none is. */
    Optional<String> worse(Simulation after) {
        for (Map.Entry<Node, Map<String, Integer>> before : homelessBefore.entrySet()) {
            Loss loss = after.lose(before.getKey().id());
            for (Map.Entry<String, Integer> homeless : loss.homeless().entrySet()) {
                int more = homeless.getValue() - before.getValue().getOrDefault(homeless.getKey(), 0);
                if (more > 0) {
                    String name = snapshot.findService(homeless.getKey())
                            .map(Service::name)
                            .orElse(homeless.getKey());
                    return Optional.of("with %s lost, %s of %s would fit nowhere: %s"
                            .formatted(
                                    before.getKey().hostname(),
                                    Quantities.count(more, "task"),
                                    name,
                                    loss.because().getOrDefault(homeless.getKey(), "no suitable node")));
                }
            }
        }
        return Optional.empty();
    }
}
