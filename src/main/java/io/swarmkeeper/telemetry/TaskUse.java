package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.Optional;

/**
 * One running container of a service, as last measured.
 *
 * @param at end of the interval it was measured over
 * @param startedAt corrected to our clock
 * @param cores averaged over the interval; empty when there was only one reading yet
 * @param memoryBytes working set
 * @param cacheBytes file cache, which counts in the peak and can be given back
 * @param peakBytes the kernel's high-water mark since the container started; empty if nobody could read it
 * @param limitBytes empty = none; likewise limitCores
 * @param health {@code healthy}, {@code unhealthy}, {@code starting}; empty text if it has no check
 */
public record TaskUse(
        String taskId,
        String nodeId,
        String hostname,
        String containerId,
        Instant at,
        Instant startedAt,
        Optional<Double> cores,
        Optional<Long> memoryBytes,
        Optional<Long> cacheBytes,
        Optional<Long> peakBytes,
        Optional<Long> limitBytes,
        Optional<Double> limitCores,
        String health) {}
