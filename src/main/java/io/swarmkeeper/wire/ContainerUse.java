package io.swarmkeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * One container over one interval.
 *
 * @param containerId full id
 * @param serviceId empty if the Swarm did not start it; so is taskId
 * @param name as its engine calls it, for containers that are no task
 * @param startedMillis by the node's engine
 * @param running false in the last word about a container that ended
 * @param cores CPU used, in cores, averaged over the interval; null when there is only one reading yet
 * @param memoryBytes working set: usage less inactive file cache, as {@code docker stats} counts it
 * @param cacheBytes file cache in its cgroup, which counts in the high-water mark and can be given back
 * @param peakBytes the kernel's high-water mark since the container started, file cache included; null when nobody could
 *     read it (kernels before 5.19 on cgroup v2; a container that ended before it was looked at)
 * @param limitBytes 0 = none
 * @param limitCores 0 = none
 * @param periods CPU periods in the interval in which it ran under a CPU limit
 * @param throttledPeriods of them, those in which it was held back
 * @param receivedBytes over all its networks in the interval; null, like sentBytes, on the host's network
 * @param readBytes from block devices in the interval, as writtenBytes to them
 * @param pids processes and threads
 * @param oomKills processes in it that the kernel killed for memory since it started
 * @param health {@code healthy}, {@code unhealthy}, {@code starting}; empty if it has no check. Of one that ended, what it
 *     was at its end: {@code unhealthy} if its check had failed as often in a row as its retries allow
 */
public record ContainerUse(
        String containerId,
        String taskId,
        String serviceId,
        String name,
        long startedMillis,
        boolean running,
        @Nullable Double cores,
        @Nullable Long memoryBytes,
        @Nullable Long cacheBytes,
        @Nullable Long peakBytes,
        long limitBytes,
        double limitCores,
        long periods,
        long throttledPeriods,
        @Nullable Long receivedBytes,
        @Nullable Long sentBytes,
        @Nullable Long readBytes,
        @Nullable Long writtenBytes,
        @Nullable Long pids,
        @Nullable Long oomKills,
        String health) {}
