package io.swarmkeeper.agent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One container's (or node's) cgroup, of either version. */
interface Cgroup {

    /**
     * Reads its counters now.
     *
     * @throws IOException if it is gone or a file that every cgroup has cannot be read
     */
    Reading read() throws IOException;

    /** Only how many processes the kernel killed in it for memory; null if this kernel does not count them. */
    @Nullable
    Long oomKills() throws IOException;

    /**
     * Counters since it was made.
     *
     * @param cpuNanos CPU time used
     * @param memoryBytes working set: usage less inactive file cache; null, like cacheBytes, peakBytes and oomKills, where
     *     the memory controller is off, as with Raspberry Pi OS's {@code cgroup_disable=memory}
     * @param cacheBytes file cache, active and inactive
     * @param peakBytes the kernel's high-water mark; null if this kernel keeps none
     * @param periods and throttledPeriods 0 without a CPU limit
     * @param readBytes null, like writtenBytes, if block I/O is not accounted
     */
    record Reading(
            long cpuNanos,
            @Nullable Long memoryBytes,
            @Nullable Long cacheBytes,
            @Nullable Long peakBytes,
            long periods,
            long throttledPeriods,
            @Nullable Long readBytes,
            @Nullable Long writtenBytes,
            @Nullable Long pids,
            @Nullable Long oomKills) {}
}
