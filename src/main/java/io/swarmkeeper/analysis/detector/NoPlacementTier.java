package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import java.util.Comparator;
import java.util.Optional;

/** A heavy service that may land anywhere. Compared with the smallest node that takes tasks: it may land on that one. */
final class NoPlacementTier extends PerService {

    private final int percent;

    /** @param percent of the smallest node's CPU or memory above which one task is heavy */
    NoPlacementTier(int percent) {
        this.percent = percent;
    }

    @Override
    public FindingCode code() {
        return FindingCode.NO_PLACEMENT_TIER;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        Placement placement = service.template().placement();
        boolean placed =
                !placement.constraints().isEmpty() || !placement.preferences().isEmpty();
        boolean everywhere = service.mode() instanceof Mode.Global || service.mode() instanceof Mode.GlobalJob;
        long usable = situation.nodes().stream().filter(Node::takesTasks).count();
        if (placed || everywhere || usable < 2) {
            return Optional.empty();
        }
        Resources reserved = service.template().reservations();
        Optional<Node> smallestCpu =
                smallest(situation, Comparator.comparingLong(n -> n.capacity().cpuNano()));
        Optional<Node> smallestMemory =
                smallest(situation, Comparator.comparingLong(n -> n.capacity().memoryBytes()));
        boolean cpu = smallestCpu
                .filter(n -> reserved.cpuNano() > n.capacity().cpuNano() / 100.0 * percent)
                .isPresent();
        boolean memory = smallestMemory
                .filter(n -> reserved.memoryBytes() > n.capacity().memoryBytes() / 100.0 * percent)
                .isPresent();
        if (!cpu && !memory) {
            return Optional.empty();
        }
        Node node = memory ? smallestMemory.get() : smallestCpu.get();
        String share = memory
                ? Quantities.percent(reserved.memoryBytes(), node.capacity().memoryBytes()) + " of the memory"
                : Quantities.percent(reserved.cpuNano(), node.capacity().cpuNano()) + " of the cores";
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.INFO,
                        service,
                        Words.name(service.name()) + " is heavy and may land anywhere",
                        "Each task reserves %s, %s of the smallest node %s, and no constraint or preference says where it belongs."
                                .formatted(Words.resources(reserved), share, Words.name(node.hostname())))
                .with("reservedCpuNano", reserved.cpuNano())
                .with("reservedMemoryBytes", reserved.memoryBytes())
                .with("smallestNode", node.hostname())
                .with("percent", (long) percent));
    }

    private static Optional<Node> smallest(Situation situation, Comparator<Node> by) {
        return situation.nodes().stream().filter(Node::takesTasks).min(by);
    }
}
