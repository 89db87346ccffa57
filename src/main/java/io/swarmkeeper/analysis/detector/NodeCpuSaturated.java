package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A node without CPU to spare. */
final class NodeCpuSaturated extends NodeSaturated {

    NodeCpuSaturated(int percent, Duration window) {
        super(percent, window);
    }

    @Override
    public FindingCode code() {
        return FindingCode.NODE_CPU_SATURATED;
    }

    @Override
    Optional<Double> taken(TaskUse task) {
        return task.cores();
    }

    @Override
    Optional<Double> shareNow(NodeLoad load) {
        return load.cpuShare();
    }

    @Override
    OptionalDouble lowestShare(NodeLoad load, Duration window) {
        return load.lowestCpuShare(window);
    }

    @Override
    String say(double amount) {
        return Quantities.cores(Math.round(amount * 100) * 10_000_000);
    }

    @Override
    String resource() {
        return "CPU";
    }
}
