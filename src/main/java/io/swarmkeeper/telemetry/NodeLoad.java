package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How busy one node is.
 *
 * @param now as last measured; empty when that is too long ago to count as now, the series then has a gap
 * @param capacityCores as its engine counts them
 * @param source {@code host} or {@code cgroup}
 * @param series the last hour
 */
public record NodeLoad(
        String nodeId,
        String hostname,
        Optional<Now> now,
        double capacityCores,
        long capacityBytes,
        String source,
        Series series) {

    /**
     * @param at end of the interval
     * @param cores averaged over it; empty when there was only one reading yet
     * @param memoryBytes in use and not to be had by giving back page cache
     */
    public record Now(Instant at, Optional<Double> cores, long memoryBytes) {}

    /** Share of its capacity used now, 0 to 1. */
    public Optional<Double> cpuShare() {
        return now.flatMap(Now::cores).filter(c -> capacityCores > 0).map(c -> c / capacityCores);
    }

    /** Share of its capacity used now, 0 to 1. */
    public Optional<Double> memoryShare() {
        return now.filter(n -> capacityBytes > 0).map(n -> (double) n.memoryBytes() / capacityBytes);
    }

    /**
     * The lowest one-minute average in the window that ends with the newest measurement: it has been at least this busy
     * all the time. Empty if the node is not measured now, or less than 90 % of the window was.
     */
    public OptionalDouble lowestCpuShare(Duration window) {
        if (now.isEmpty() || capacityCores <= 0) {
            return OptionalDouble.empty();
        }
        OptionalDouble lowest = series.lowestCores(window);
        return lowest.isPresent() ? OptionalDouble.of(lowest.getAsDouble() / capacityCores) : lowest;
    }

    /** As {@link #lowestCpuShare}, for memory. */
    public OptionalDouble lowestMemoryShare(Duration window) {
        if (now.isEmpty() || capacityBytes <= 0) {
            return OptionalDouble.empty();
        }
        OptionalDouble lowest = series.lowestMemory(window);
        return lowest.isPresent() ? OptionalDouble.of(lowest.getAsDouble() / capacityBytes) : lowest;
    }
}
