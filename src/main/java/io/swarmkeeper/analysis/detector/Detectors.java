package io.swarmkeeper.analysis.detector;

import java.util.List;

/** All detectors there are: one for each finding code, in the order of the codes. */
public final class Detectors {

    private Detectors() {}

    public static List<Detector> all(Thresholds thresholds) {
        return List.of(
                new NoResourceLimits(),
                new NoReservations(),
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
                new NoHealthCheck(),
                new HealthCheckDisabled(),
                new NoPlacementTier(thresholds.noPlacementTierPercent()),
                new ConstraintUnsatisfiable(),
                new FlatOverlay(),
                new AddressesRunningOut(thresholds.addressesWarningPercent(), thresholds.addressesCriticalPercent()),
                new DataPortPublished(thresholds.dataPorts()),
                new TraefikNetworkAmbiguous(),
                new UnpinnedLocalVolume(),
                new SharedLocalVolume(),
                new StateOnTmpfs(),
                new NoBackup(),
                new NoMetricsStack(thresholds.metricsImages()),
                new NoNodeExporter(thresholds.exporterImages()),
                new MutableImageTag(),
                new FixReverted());
    }
}
