package io.swarmkeeper.collector;

import java.time.Duration;
import java.util.Map;

/**
 * What the collector has done since the server started, for metrics.
 *
 * @param snapshots taken; grows only when the Swarm's content changed
 * @param events heard on the engine's stream
 * @param losses how often a connection that stood was lost
 * @param reads by part: {@code cluster}, {@code nodes}, {@code services}, {@code tasks}, {@code networks}, {@code image}
 */
public record CollectorStatistics(long snapshots, long events, long losses, Map<String, Reads> reads) {

    /**
     * @param count all, failed ones too
     * @param last how long the last one took, parsing included
     */
    public record Reads(long count, long failures, Duration last) {}

    public CollectorStatistics {
        reads = Map.copyOf(reads);
    }
}
