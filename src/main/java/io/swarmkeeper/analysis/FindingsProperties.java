package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.detector.Thresholds;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * {@code swarmkeeper.findings.*}: every threshold of every finding, by its code. docs/findings.md lists them; a test
 * holds both to the same defaults.
 *
 * @param grace how long a finding may be gone before it starts anew when it returns; default 10 s. Longer than a
 *     snapshot that was taken in the middle of something, shorter than a real cure
 */
@ConfigurationProperties("swarmkeeper.findings")
record FindingsProperties(
        @DefaultValue("10s") @DurationMin(seconds = 0) @DurationMax(minutes = 10)
        Duration grace,

        @DefaultValue NodeOvercommitted nodeOvercommitted,
        @DefaultValue UnderReplicated underReplicated,
        @DefaultValue CrashLooping crashLooping,
        @DefaultValue UpdateStuck updateStuck,
        @DefaultValue TaskStranded taskStranded,
        @DefaultValue NoPlacementTier noPlacementTier,
        @DefaultValue AddressesRunningOut addressesRunningOut,
        @DefaultValue DataPortPublished dataPortPublished,
        @DefaultValue NoMetricsStack noMetricsStack,
        @DefaultValue NoNodeExporter noNodeExporter,
        @DefaultValue MeasuredSettings.OomKilled oomKilled,
        @DefaultValue MeasuredSettings.CpuThrottled cpuThrottled,
        @DefaultValue MeasuredSettings.LimitBelowPeak limitBelowPeak,
        @DefaultValue MeasuredSettings.OverReserved overReserved,
        @DefaultValue MeasuredSettings.NodeCpuSaturated nodeCpuSaturated,
        @DefaultValue MeasuredSettings.NodeMemorySaturated nodeMemorySaturated,
        @DefaultValue MeasuredSettings.NodeAgentMissing nodeAgentMissing,
        @DefaultValue MeasuredSettings.HealthCheckFailing healthCheckFailing,
        @DefaultValue MeasuredSettings.HealthCheckSlow healthCheckSlow,
        @DefaultValue MeasuredSettings.ChattyServicesApart chattyServicesApart,
        @DefaultValue MeasuredSettings.OverlayLatency overlayLatency,
        @DefaultValue MeasuredSettings.DiskFilling diskFilling,
        @DefaultValue MeasuredSettings.SlowDisk slowDisk) {

    /** @param percent reserved share of a node's CPU or memory above which it is overcommitted; default 90 */
    record NodeOvercommitted(
            @DefaultValue("90") @Min(1) @Max(100) int percent) {}

    /** @param after how long fewer tasks than wanted may run; default 30 s */
    record UnderReplicated(
            @DefaultValue("30s") @DurationMin(seconds = 0) @DurationMax(hours = 24)
            Duration after) {}

    /**
     * @param failures failed tasks of one slot that make a loop; default 3
     * @param within the time in which they must happen; default 10 min
     */
    record CrashLooping(
            @DefaultValue("3") @Min(2) @Max(100) int failures,

            @DefaultValue("10m") @DurationMin(seconds = 10) @DurationMax(hours = 24)
            Duration within) {}

    /** @param after time without progress, beyond the service's own delay and monitor time; default 5 min */
    record UpdateStuck(
            @DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration after) {}

    /** @param after how long a pending task must have been seen to fit; default 60 s */
    record TaskStranded(
            @DefaultValue("60s") @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration after) {}

    /** @param percent of the smallest node's CPU or memory above which one task is heavy; default 25 */
    record NoPlacementTier(
            @DefaultValue("25") @Min(1) @Max(100) int percent) {}

    /**
     * @param warningPercent of a subnet's addresses in need, above which it is a warning; default 80
     * @param criticalPercent from which it is critical; default 100, full
     */
    record AddressesRunningOut(
            @DefaultValue("80") @Min(1) @Max(100) int warningPercent,
            @DefaultValue("100") @Min(1) @Max(100) int criticalPercent) {

        AddressesRunningOut {
            MeasuredSettings.checkOrder("addresses-running-out", warningPercent, criticalPercent);
        }
    }

    /** @param ports ports inside containers that serve data; published, they are open to everyone */
    record DataPortPublished(
            @DefaultValue({
                "1433", "1521", "2379", "3306", "5432", "5672", "5984", "6379", "7687", "8123", "8529", "9042", "9092",
                "9200", "9300", "11211", "27017"
            })
            Set<@Min(1) @Max(65535) Integer> ports) {}

    /** @param images names of images, without registry and tag, that collect metrics */
    record NoMetricsStack(
            @DefaultValue({
                "prometheus",
                "victoria-metrics",
                "vmagent",
                "vmsingle",
                "mimir",
                "thanos",
                "alloy",
                "opentelemetry-collector",
                "opentelemetry-collector-contrib",
                "telegraf",
                "netdata"
            })
            @NotEmpty
            Set<String> images) {}

    /** @param images names of images, without registry and tag, that measure the node they run on */
    record NoNodeExporter(
            @DefaultValue({
                "node-exporter",
                "node_exporter",
                "prometheus-node-exporter",
                "windows-exporter",
                "windows_exporter",
                "telegraf",
                "netdata"
            })
            @NotEmpty
            Set<String> images) {}

    /** As far back as any detector looks for failed tasks. */
    Duration failureMemory() {
        return crashLooping.within().compareTo(healthCheckFailing.within()) > 0
                ? crashLooping.within()
                : healthCheckFailing.within();
    }

    /** Of the settings' own defaults, without a context: they stand here and nowhere else. */
    static Thresholds defaults() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("swarmkeeper.findings", FindingsProperties.class)
                .thresholds();
    }

    Thresholds thresholds() {
        return new Thresholds(
                nodeOvercommitted.percent(),
                underReplicated.after(),
                crashLooping.failures(),
                crashLooping.within(),
                updateStuck.after(),
                taskStranded.after(),
                noPlacementTier.percent(),
                addressesRunningOut.warningPercent(),
                addressesRunningOut.criticalPercent(),
                dataPortPublished.ports(),
                noMetricsStack.images(),
                noNodeExporter.images(),
                MeasuredSettings.thresholds(this));
    }
}
