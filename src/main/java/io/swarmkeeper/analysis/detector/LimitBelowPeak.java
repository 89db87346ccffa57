package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.ServiceUse.Peak;
import java.util.Optional;

/**
 * A memory limit that the service has nearly needed already. Only what it needed for certain counts: file cache that
 * filled the rest can be given back.
 */
final class LimitBelowPeak extends Measured {

    private final int percent;

    /** @param percent of the limit that a peak may reach */
    LimitBelowPeak(int percent) {
        this.percent = percent;
    }

    @Override
    public FindingCode code() {
        return FindingCode.LIMIT_BELOW_PEAK;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        return service.template().limits().hasMemory();
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        long limit = service.template().limits().memoryBytes();
        Optional<Peak> peak = use.flatMap(ServiceUse::peak).filter(p -> p.lowerBytes() > limit / 100.0 * percent);
        return peak.map(p -> situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        "%s needs nearly all of its memory limit".formatted(Words.name(service.name())),
                        "One of its tasks needed %s since %s (UTC), which is %s of the limit of %s. At the limit its processes are killed."
                                .formatted(
                                        Quantities.bytes(p.lowerBytes()),
                                        Words.day(p.since()),
                                        Quantities.percent(p.lowerBytes(), limit),
                                        Quantities.bytes(limit)))
                .with("peakBytes", p.lowerBytes())
                .with("highWaterMarkBytes", p.upperBytes())
                .with("highWaterMarkRead", p.marked())
                .with("limitBytes", limit)
                .with("percent", (long) percent));
    }

    @Override
    boolean isKnown(Service service, Optional<ServiceUse> use, Situation situation) {
        // on a node whose kernel counts no memory, a task is measured without it
        return situation.eyes().areOn(service)
                && use.filter(u ->
                                u.tasks().stream().allMatch(t -> t.memoryBytes().isPresent()))
                        .flatMap(ServiceUse::peak)
                        .map(Peak::marked)
                        .orElse(false);
    }

    @Override
    String lacking() {
        return "some of their tasks run where no agent is heard, or their kernel's high-water mark could not be read, so that a peak between two samples may have been higher";
    }
}
