package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one service uses.
 *
 * @param cores now, summed over its measured tasks; empty if none is measured
 * @param memoryBytes now, the highest working set of one task
 * @param running tasks that should be measured; those that are, are {@code tasks}
 * @param tasks by task id
 * @param series cores summed over tasks, memory of the largest task
 * @param throttledShare of the CPU periods in the last 15 minutes in which tasks ran under a CPU limit, those in which
 *     they were held back, 0 to 1; empty if there was no such period
 * @param peak of one task's memory, over seven days, kills counted in
 * @param health empty if no health check was seen to run
 */
public record ServiceUse(
        String serviceId,
        String name,
        Optional<Double> cores,
        Optional<Long> memoryBytes,
        long running,
        List<TaskUse> tasks,
        Series series,
        Optional<Double> throttledShare,
        Optional<Peak> peak,
        Sizing sizing,
        Optional<HealthRuns> health) {

    /**
     * The most memory one task needed, between two bounds. They differ where file cache fills the memory: it counts in
     * the kernel's mark, but the task could do with less.
     *
     * @param lowerBytes highest working set seen, or the kernel's high-water mark where file cache never was more than a
     *     tenth of it, or what a container had when it was killed at its limit
     * @param upperBytes the kernel's high-water mark; the same as {@code lowerBytes} where nobody could read it
     * @param marked false if no high-water mark could be read: a peak between two samples may have been higher
     * @param since the first day looked at, its beginning
     * @param killed true if only a kill for memory saw it: the container had taken all at once, between two samples
     */
    public record Peak(long lowerBytes, long upperBytes, boolean marked, Instant since, boolean killed) {

        /** One that was sampled. */
        public Peak(long lowerBytes, long upperBytes, boolean marked, Instant since) {
            this(lowerBytes, upperBytes, marked, since, false);
        }

        /**
         * With what was killed for memory since then. A kill without a limit says nothing: that was the node's want, and
         * the mark counts file cache.
         *
         * @param sampled empty if no task of the service was measured
         * @param kills of the service
         */
        public static Optional<Peak> with(Optional<Peak> sampled, List<KillRecord> kills, Instant now) {
            Optional<KillRecord> worst = kills.stream()
                    .filter(k -> k.isMemory()
                            && k.limitBytes().isPresent()
                            && k.peakBytes().isPresent())
                    .filter(k -> !k.at().isBefore(DailyPeaks.firstOfSeven(now)))
                    .max(Comparator.comparing(k -> k.peakBytes().orElseThrow()));
            if (worst.isEmpty()) {
                return sampled;
            }
            long had = worst.get().peakBytes().orElseThrow();
            Instant day = worst.get().at().truncatedTo(ChronoUnit.DAYS);
            return Optional.of(sampled.map(p -> new Peak(
                            Math.max(p.lowerBytes(), had),
                            Math.max(p.upperBytes(), had),
                            p.marked(),
                            p.since().isBefore(day) ? p.since() : day,
                            had > p.upperBytes()))
                    .orElse(new Peak(had, had, true, day, true)));
        }
    }

    public ServiceUse {
        tasks = List.copyOf(tasks);
    }
}
