package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.Comparator;
import java.util.Optional;

/** A service that may take all of its node. Memory is worse than CPU: the kernel then kills somebody, perhaps a neighbour. */
final class NoResourceLimits extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.NO_RESOURCE_LIMITS;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        Resources limits = service.template().limits();
        if (limits.hasCpu() && limits.hasMemory()) {
            return Optional.empty();
        }
        String name = Words.name(service.name());
        Optional<Node> largest = situation.allowed(service).stream()
                .max(Comparator.comparingLong(n -> n.capacity().memoryBytes()));
        String room = largest.map(n -> limits.hasMemory()
                        ? ", such as the " + Quantities.cores(n.capacity().cpuNano()) + " of "
                                + Words.name(n.hostname())
                        : ", such as the " + Quantities.bytes(n.capacity().memoryBytes()) + " of "
                                + Words.name(n.hostname()))
                .orElse("");
        Observation seen = limits.hasMemory()
                ? situation.observe(
                        code(),
                        Severity.WARNING,
                        service,
                        name + " may take all cores of its node",
                        "It has a memory limit of %s but no CPU limit: one task may use all of its node%s."
                                .formatted(Quantities.bytes(limits.memoryBytes()), room))
                : situation.observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        name + " may take all of its node",
                        "It has no memory limit%s: one task may fill all of its node%s, and the kernel then kills somebody."
                                .formatted(limits.hasCpu() ? "" : " and no CPU limit", room));
        Observation withLimits =
                seen.with("limits", limits.hasMemory() ? "memory only" : limits.hasCpu() ? "cpu only" : "none");
        return Optional.of(largest.map(n -> withLimits
                        .with("largestNode", n.hostname())
                        .with("nodeMemoryBytes", n.capacity().memoryBytes())
                        .with("nodeCpuNano", n.capacity().cpuNano()))
                .orElse(withLimits));
    }
}
