package io.swarmkeeper.web.api;

import io.swarmkeeper.telemetry.HealthRuns;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.Sizing;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What nodes and services use, as agents measured it. Null is what nobody measured, never zero. */
final class UsageViews {

    private UsageViews() {}

    /**
     * What a node uses now.
     *
     * @param at end of the interval it was measured over
     * @param cpuNano averaged over it; null in an agent's first sample
     * @param memoryBytes in use and not to be had by giving back page cache
     * @param source {@code host} or {@code cgroup}
     */
    record NodeUsageView(Instant at, @Nullable Long cpuNano, long memoryBytes, String source) {

        /** Null if it is not measured now. */
        static @Nullable NodeUsageView of(Optional<NodeLoad> load) {
            return load.flatMap(l -> l.now()
                            .map(now -> new NodeUsageView(now.at(), nano(now.cores()), now.memoryBytes(), l.source())))
                    .orElse(null);
        }
    }

    /**
     * What a service uses.
     *
     * @param at of the newest measurement of a task; null, like cpuNano and memoryBytes, if none is measured now
     * @param cpuNano summed over its measured tasks
     * @param memoryBytes the highest working set of one task
     * @param measuredTasks of {@code runningTasks}
     * @param throttledPercent of the CPU periods of 15 minutes under a limit, those in which it was held back; null if
     *     there was none
     * @param peak of one task's memory, over seven days; null if none is known
     * @param health null if no health check was seen to run
     */
    record ServiceUsageView(
            @Nullable Instant at,
            @Nullable Long cpuNano,
            @Nullable Long memoryBytes,
            int measuredTasks,
            long runningTasks,
            @Nullable Double throttledPercent,
            @Nullable PeakView peak,
            SizingView sizing,
            @Nullable HealthRunsView health) {

        /** Null if nothing was ever measured of it. */
        static @Nullable ServiceUsageView of(Optional<ServiceUse> use) {
            return use.map(ServiceUsageView::of).orElse(null);
        }

        private static ServiceUsageView of(ServiceUse use) {
            return new ServiceUsageView(
                    use.tasks().stream()
                            .map(TaskUse::at)
                            .max(Comparator.naturalOrder())
                            .orElse(null),
                    nano(use.cores()),
                    use.memoryBytes().orElse(null),
                    use.tasks().size(),
                    use.running(),
                    use.throttledShare().map(s -> Math.round(s * 1000) / 10.0).orElse(null),
                    use.peak().map(PeakView::of).orElse(null),
                    SizingView.of(use.sizing()),
                    use.health()
                            .filter(h -> h.runs() > 0)
                            .map(HealthRunsView::of)
                            .orElse(null));
        }
    }

    /**
     * The most memory that one task needed, also if only a kill for memory saw it.
     *
     * @param neededBytes for certain
     * @param highWaterMarkBytes the kernel's, file cache included
     * @param highWaterMarkRead false if it could not be read: a peak between two samples may have been higher
     */
    record PeakView(long neededBytes, long highWaterMarkBytes, boolean highWaterMarkRead, Instant since) {
        private static PeakView of(ServiceUse.Peak peak) {
            return new PeakView(peak.lowerBytes(), peak.upperBytes(), peak.marked(), peak.since());
        }
    }

    /**
     * What one task should be given, as far as its use says.
     *
     * @param confidenceDays of measured use
     * @param undecided why there are no numbers yet; null if there are
     */
    record SizingView(
            long samples,
            double confidenceDays,
            @Nullable String undecided,
            @Nullable SizeView cpuReservationNano,
            @Nullable SizeView memoryLimitBytes,
            @Nullable SizeView memoryReservationBytes) {
        private static SizingView of(Sizing sizing) {
            return new SizingView(
                    sizing.samples(),
                    Math.round(sizing.confidence() * 100) / 100.0,
                    sizing.isDecided() ? null : sizing.undecided(),
                    SizeView.of(sizing.cpuReservation()),
                    SizeView.of(sizing.memoryLimit()),
                    SizeView.of(sizing.memoryReservation()));
        }
    }

    /** @param how it came about, for people */
    record SizeView(long target, long lower, long upper, String how) {
        private static @Nullable SizeView of(Optional<Sizing.Amount> amount) {
            return amount.map(a -> new SizeView(a.target(), a.lower(), a.upper(), a.how()))
                    .orElse(null);
        }
    }

    /**
     * Runs of its health checks in 24 hours.
     *
     * @param p95Millis null if it cannot be told
     * @param failingTasks ids of those whose last three runs all failed
     */
    record HealthRunsView(
            Instant since,
            long runs,
            long failed,
            @Nullable Long p95Millis,
            long timeoutMillis,
            List<String> failingTasks) {
        private static HealthRunsView of(HealthRuns runs) {
            return new HealthRunsView(
                    runs.since(),
                    runs.runs(),
                    runs.failed(),
                    runs.p95Millis().orElse(null),
                    runs.timeoutMillis(),
                    runs.failing());
        }
    }

    private static @Nullable Long nano(Optional<Double> cores) {
        return cores.map(c -> Math.round(c * 1e9)).orElse(null);
    }
}
