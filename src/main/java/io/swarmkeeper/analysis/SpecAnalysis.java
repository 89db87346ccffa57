package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.analysis.detector.Observation;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What detectors say of specs alone, where there is no Swarm to look at: of a stack file, for one. Pure. */
public final class SpecAnalysis {

    /** Codes that need neither node nor task nor image to be decided. */
    public static final Set<FindingCode> CODES = Set.copyOf(EnumSet.of(
            FindingCode.NO_RESOURCE_LIMITS,
            FindingCode.NO_RESERVATIONS,
            FindingCode.SINGLE_REPLICA,
            FindingCode.NO_UPDATE_POLICY,
            FindingCode.HEALTH_CHECK_DISABLED,
            FindingCode.FLAT_OVERLAY,
            FindingCode.DATA_PORT_PUBLISHED,
            FindingCode.STATE_ON_TMPFS,
            FindingCode.MUTABLE_IMAGE_TAG));

    private SpecAnalysis() {}

    /** @param snapshot with services and networks, and nothing else; judged by the default thresholds */
    public static List<Observation> observe(Snapshot snapshot) {
        Situation situation = new Situation(
                snapshot, snapshot.collectedAt(), List.of(), List.of(), Measurements.none(snapshot.collectedAt()));
        return Detectors.all(FindingsProperties.defaults()).stream()
                .filter(d -> CODES.contains(d.code()))
                .flatMap(d -> d.detect(situation).stream())
                .toList();
    }
}
