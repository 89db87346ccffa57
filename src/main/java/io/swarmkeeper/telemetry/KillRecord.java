package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.Kill;
import java.time.Instant;
import java.util.Optional;

/**
 * One process that was killed with signal 9, counted once however often it is told.
 *
 * @param serviceId empty, like taskId, if the container was no task
 * @param serviceName at the time; empty if nobody knew it any more
 * @param hostname at the time
 * @param limitBytes memory limit in force; empty = none
 * @param peakBytes the container's high-water mark; empty if nobody could read it
 * @param exitCode of the container; empty while it lived
 */
public record KillRecord(
        String id,
        Kill.Kind kind,
        String serviceId,
        String serviceName,
        String taskId,
        String containerId,
        String nodeId,
        String hostname,
        Instant at,
        Optional<Long> limitBytes,
        Optional<Long> peakBytes,
        Optional<Integer> exitCode) {

    /** Of its limit a container that ran into it has had at least this much: the kernel charges in batches. */
    private static final double NEAR = 0.9;

    KillRecord ofChild() {
        return new KillRecord(
                id,
                Kill.Kind.CHILD,
                serviceId,
                serviceName,
                taskId,
                containerId,
                nodeId,
                hostname,
                at,
                limitBytes,
                peakBytes,
                exitCode);
    }

    KillRecord named(String name) {
        return new KillRecord(
                id, kind, serviceId, name, taskId, containerId, nodeId, hostname, at, limitBytes, peakBytes, exitCode);
    }

    /**
     * True if it was the container's limit that was too small. The kernel counts a kill in the container's cgroup too when
     * the node ran out of memory; then the mark is below the limit, and a higher limit would only make things worse. Where
     * nobody could read the mark the limit is believed.
     */
    public boolean isOfItsLimit() {
        return isMemory()
                && limitBytes.isPresent()
                && peakBytes.map(p -> p >= NEAR * limitBytes.get()).orElse(true);
    }

    /** True if memory was why. */
    public boolean isMemory() {
        return kind != Kill.Kind.NOT_MEMORY;
    }
}
