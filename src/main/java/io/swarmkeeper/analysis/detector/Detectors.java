package io.swarmkeeper.analysis.detector;

import java.util.List;

/** All detectors there are: one for each finding code, in the order of the codes. */
public final class Detectors {

    private Detectors() {}

    public static List<Detector> all(Thresholds thresholds) {
        UseThresholds use = thresholds.use();
        return List.of(
                new NoResourceLimits(),
                new NoReservations(),
                new LimitBelowPeak(use.limitBelowPeakPercent()),
                new OverReserved(use.overReservedFactor(), use.overReservedSpan()),
                new OomKilled(use.oomKilledWithin()),
                new CpuThrottled(use.cpuThrottledPercent(), use.cpuThrottledAfter()),
                new NodeCpuSaturated(use.nodeCpuPercent(), use.nodeCpuWindow()),
                new NodeMemorySaturated(use.nodeMemoryPercent(), use.nodeMemoryWindow()),
                new NodeOvercommitted(thresholds.nodeOvercommittedPercent()),
                new NodeLossUnsurvivable(),
                new SingleReplica(),
                new ReplicasOnOneNode(),
                new UnderReplicated(thresholds.underReplicatedAfter()),
                new CrashLooping(thresholds.crashLoopingFailures(), thresholds.crashLoopingWithin()),
                new UpdateStuck(thresholds.updateStuckAfter()),
                new TaskStranded(thresholds.taskStrandedAfter()),
                new NoUpdatePolicy(),
                new ManagerQuorum(),
                new NodeDown(),
                new NodeAgentMissing(use.agentMissingAfter()),
                new NoHealthCheck(),
                new HealthCheckFailing(use.healthFailingWithin()),
                new HealthCheckDisabled(),
                new HealthCheckSlow(use.healthSlowPercent(), use.healthSlowRuns()),
                new NoPlacementTier(thresholds.noPlacementTierPercent()),
                new ConstraintUnsatisfiable(),
                new ChattyServicesApart(use.chattyPerMinute(), use.chattySpan()),
                new FlatOverlay(),
                new OverlayLatency(use.latencyMillis()),
                new OverlayMtu(),
                new AddressesRunningOut(thresholds.addressesWarningPercent(), thresholds.addressesCriticalPercent()),
                new DataPortPublished(thresholds.dataPorts()),
                new TraefikNetworkAmbiguous(),
                new UnpinnedLocalVolume(),
                new SharedLocalVolume(),
                new VolumeOnRootDisk(),
                new SlowDisk(use.slowDiskMillis()),
                new DiskFilling(use.diskWarningPercent(), use.diskCriticalPercent(), use.diskAfter()),
                new StateOnTmpfs(),
                new NoBackup(),
                new NoMetricsStack(thresholds.metricsImages()),
                new NoNodeExporter(thresholds.exporterImages(), use.agentMissingAfter()),
                new MutableImageTag(),
                new FixReverted());
    }
}
