package io.swarmkeeper.analysis.detector;

import java.time.Duration;
import java.util.Set;

/**
 * Every number the detectors compare with. Defaults and limits stand with the settings, {@code
 * swarmkeeper.findings.<code>.*}; what each means is said by the detector that takes it.
 *
 * @param metricsImages names of images, without registry and tag
 * @param exporterImages likewise
 * @param use of what agents measure
 */
public record Thresholds(
        int nodeOvercommittedPercent,
        Duration underReplicatedAfter,
        int crashLoopingFailures,
        Duration crashLoopingWithin,
        Duration updateStuckAfter,
        Duration taskStrandedAfter,
        int noPlacementTierPercent,
        int addressesWarningPercent,
        int addressesCriticalPercent,
        Set<Integer> dataPorts,
        Set<String> metricsImages,
        Set<String> exporterImages,
        UseThresholds use) {

    public Thresholds {
        dataPorts = Set.copyOf(dataPorts);
        metricsImages = Set.copyOf(metricsImages);
        exporterImages = Set.copyOf(exporterImages);
    }
}
