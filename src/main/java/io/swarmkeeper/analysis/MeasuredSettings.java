package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.detector.UseThresholds;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The settings of findings that agents' measurements decide; parts of {@link FindingsProperties}. */
final class MeasuredSettings {

    private MeasuredSettings() {}

    /** @throws IllegalArgumentException if a warning would come after what it warns of */
    static void checkOrder(String code, int warningPercent, int criticalPercent) {
        if (warningPercent > criticalPercent) {
            throw new IllegalArgumentException(
                    "swarmkeeper.findings.%s.warning-percent is %d, but must be at most critical-percent, %d"
                            .formatted(code, warningPercent, criticalPercent));
        }
    }

    /** @param within how far back a kill counts; default 7 days, as long as kills are shown */
    record OomKilled(
            @DefaultValue("7d") @DurationMin(minutes = 1) @DurationMax(days = 7)
            Duration within) {}

    /**
     * @param percent share of the CPU periods of 15 minutes in which tasks were held back; default 25
     * @param after how long it must be above that without a break; default 5 min
     */
    record CpuThrottled(
            @DefaultValue("25") @Min(1) @Max(99) int percent,

            @DefaultValue("5m") @DurationMin(seconds = 0) @DurationMax(hours = 24)
            Duration after) {}

    /** @param percent of its memory limit that a task may have needed; default 90 */
    record LimitBelowPeak(
            @DefaultValue("90") @Min(1) @Max(100) int percent) {}

    /**
     * @param factor how many times the right size may be reserved; default 2
     * @param span of measured use from which on the right size is trusted; default 7 days
     */
    record OverReserved(
            @DefaultValue("2") @Min(1) @Max(100) int factor,

            @DefaultValue("7d") @DurationMin(minutes = 1) @DurationMax(days = 30)
            Duration span) {}

    /**
     * @param percent of a node's cores in use; default 80
     * @param window of which each minute must be above that, whole minutes; default 10 min
     */
    record NodeCpuSaturated(
            @DefaultValue("80") @Min(1) @Max(99) int percent,

            @DefaultValue("10m") @DurationMin(minutes = 1) @DurationMax(minutes = 55)
            Duration window) {}

    /**
     * @param percent of a node's memory in use, without page cache that can be given back; default 70
     * @param window of which each minute must be above that, whole minutes; default 10 min
     */
    record NodeMemorySaturated(
            @DefaultValue("70") @Min(1) @Max(99) int percent,

            @DefaultValue("10m") @DurationMin(minutes = 1) @DurationMax(minutes = 55)
            Duration window) {}

    /** @param after how long nothing may be heard of a node's agent; default 60 s */
    record NodeAgentMissing(
            @DefaultValue("60s") @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration after) {}

    /** @param within how long a task that the engine killed for its check counts; default 10 min */
    record HealthCheckFailing(
            @DefaultValue("10m") @DurationMin(seconds = 10) @DurationMax(hours = 24)
            Duration within) {}

    /**
     * @param percent of its timeout that the 95th percentile of a check's runs may take; default 50
     * @param runs from which on that can be told; default 20
     */
    record HealthCheckSlow(
            @DefaultValue("50") @Min(1) @Max(100) int percent,
            @DefaultValue("20") @Min(1) @Max(500) int runs) {}

    /**
     * @param perMinute connections a minute, on average, from which on two services are chatty; default 30
     * @param span from the first to the last of them, from which on that is no burst; default 1 h
     */
    record ChattyServicesApart(
            @DefaultValue("30") @Min(1) int perMinute,

            @DefaultValue("1h") @DurationMin(seconds = 10) @DurationMax(days = 30)
            Duration span) {}

    /** @param millis that the 95th percentile of the round trips of a pair of nodes may take; default 10 */
    record OverlayLatency(
            @DefaultValue("10") @Min(1) @Max(60_000) int millis) {}

    /**
     * @param warningPercent of a file system's bytes or inodes in use, above which it is a warning; default 80
     * @param criticalPercent above which it is critical; default 92
     * @param after how long it must be above without a break; default 2 min
     */
    record DiskFilling(
            @DefaultValue("80") @Min(1) @Max(99) int warningPercent,
            @DefaultValue("92") @Min(1) @Max(99) int criticalPercent,

            @DefaultValue("2m") @DurationMin(seconds = 0) @DurationMax(hours = 24)
            Duration after) {

        DiskFilling {
            checkOrder("disk-filling", warningPercent, criticalPercent);
        }
    }

    /** @param millis that the 95th percentile of small synchronous writes may take; default 20 */
    record SlowDisk(@DefaultValue("20") @Min(1) @Max(60_000) int millis) {}

    static UseThresholds thresholds(FindingsProperties all) {
        return new UseThresholds(
                all.oomKilled().within(),
                all.cpuThrottled().percent(),
                all.cpuThrottled().after(),
                all.limitBelowPeak().percent(),
                all.overReserved().factor(),
                all.overReserved().span(),
                all.nodeCpuSaturated().percent(),
                all.nodeCpuSaturated().window(),
                all.nodeMemorySaturated().percent(),
                all.nodeMemorySaturated().window(),
                all.nodeAgentMissing().after(),
                all.healthCheckFailing().within(),
                all.healthCheckSlow().percent(),
                all.healthCheckSlow().runs(),
                all.chattyServicesApart().perMinute(),
                all.chattyServicesApart().span(),
                all.overlayLatency().millis(),
                all.diskFilling().warningPercent(),
                all.diskFilling().criticalPercent(),
                all.diskFilling().after(),
                all.slowDisk().millis());
    }
}
