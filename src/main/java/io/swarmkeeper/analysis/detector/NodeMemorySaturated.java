package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A node that will soon have to kill somebody. Page cache that can be given back is not counted. */
final class NodeMemorySaturated extends NodeSaturated {

    NodeMemorySaturated(int percent, Duration window) {
        super(percent, window);
    }

    @Override
    public FindingCode code() {
        return FindingCode.NODE_MEMORY_SATURATED;
    }

    @Override
    Optional<Double> taken(TaskUse task) {
        return task.memoryBytes().map(Long::doubleValue);
    }

    @Override
    Optional<Double> shareNow(NodeLoad load) {
        return load.memoryShare();
    }

    @Override
    OptionalDouble lowestShare(NodeLoad load, Duration window) {
        return load.lowestMemoryShare(window);
    }

    @Override
    String say(double amount) {
        return Quantities.bytes(Math.round(amount));
    }

    @Override
    String resource() {
        return "memory";
    }
}
