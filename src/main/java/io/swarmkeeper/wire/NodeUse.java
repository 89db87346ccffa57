package io.swarmkeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * One node's own use over an interval.
 *
 * @param cores CPU used, in cores, averaged over the interval; null in a process's first sample
 * @param capacityCores as its engine counts them
 * @param memoryBytes in use and not to be had by giving back page cache: MemTotal less MemAvailable, or the working set
 *     of the node's cgroup
 * @param capacityBytes all of its memory
 * @param source {@code host} ({@code /proc}) or {@code cgroup}
 */
public record NodeUse(
        @Nullable Double cores, double capacityCores, long memoryBytes, long capacityBytes, String source) {}
