package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.util.ArrayList;
import java.util.List;

/** A node whose capacity is all promised: nothing is left for the system, for a start-first update or a lost neighbour. */
final class NodeOvercommitted implements Detector {

    private final int percent;

    /** @param percent reserved share of CPU or memory above which a node is overcommitted */
    NodeOvercommitted(int percent) {
        this.percent = percent;
    }

    @Override
    public FindingCode code() {
        return FindingCode.NODE_OVERCOMMITTED;
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Observation> seen = new ArrayList<>();
        for (Node node : situation.nodes()) {
            Resources capacity = node.capacity();
            Resources reserved = situation.simulation().reserved(node.id());
            boolean cpu = isOver(reserved.cpuNano(), capacity.cpuNano());
            boolean memory = isOver(reserved.memoryBytes(), capacity.memoryBytes());
            if (node.state() == Node.State.READY && (cpu || memory)) {
                String what = cpu && memory ? "CPU and memory are" : cpu ? "CPU is" : "memory is";
                seen.add(situation
                        .observe(
                                code(),
                                Severity.WARNING,
                                node,
                                Words.name(node.hostname()) + " has hardly anything left to give",
                                "Its %s reserved over %d %%: %s of %s, and %s of %s."
                                        .formatted(
                                                what,
                                                percent,
                                                Quantities.cores(reserved.cpuNano()),
                                                Quantities.cores(capacity.cpuNano()),
                                                Quantities.bytes(reserved.memoryBytes()),
                                                Quantities.bytes(capacity.memoryBytes())))
                        .with("reservedCpuNano", reserved.cpuNano())
                        .with("cpuNano", capacity.cpuNano())
                        .with("reservedMemoryBytes", reserved.memoryBytes())
                        .with("memoryBytes", capacity.memoryBytes())
                        .with("percent", (long) percent));
            }
        }
        return seen;
    }

    private boolean isOver(long reserved, long capacity) {
        return capacity > 0 && reserved > capacity / 100.0 * percent;
    }
}
