package io.swarmkeeper.analysis.detector;

import java.time.Duration;

/**
 * Every number that what agents measure is compared with. Defaults and limits stand with the settings, {@code
 * swarmkeeper.findings.<code>.*}; what each means is said by the detector that takes it.
 */
public record UseThresholds(
        Duration oomKilledWithin,
        int cpuThrottledPercent,
        Duration cpuThrottledAfter,
        int limitBelowPeakPercent,
        int overReservedFactor,
        Duration overReservedSpan,
        int nodeCpuPercent,
        Duration nodeCpuWindow,
        int nodeMemoryPercent,
        Duration nodeMemoryWindow,
        Duration agentMissingAfter,
        Duration healthFailingWithin,
        int healthSlowPercent,
        int healthSlowRuns,
        int chattyPerMinute,
        Duration chattySpan,
        int latencyMillis,
        int diskWarningPercent,
        int diskCriticalPercent,
        Duration diskAfter,
        int slowDiskMillis) {}
