package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.ServiceUse;
import java.time.Duration;
import java.util.Optional;

/** A CPU limit that holds its service back. */
final class CpuThrottled extends Measured {

    private final int percent;
    private final Duration after;

    /**
     * @param percent share of the periods of 15 minutes above which a service is held back
     * @param after how long it must be above it without a break: a start alone is no fault
     */
    CpuThrottled(int percent, Duration after) {
        this.percent = percent;
        this.after = after;
    }

    @Override
    public FindingCode code() {
        return FindingCode.CPU_THROTTLED;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        return service.template().limits().hasCpu();
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        Optional<Double> share = use.flatMap(ServiceUse::throttledShare);
        if (share.filter(s -> s * 100 > percent).isEmpty()) {
            return Optional.empty();
        }
        long limit = service.template().limits().cpuNano();
        Observation seen = situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        "The CPU limit of %s holds it back".formatted(Words.name(service.name())),
                        "In %s of the periods of 15 minutes in which it ran, its tasks used up what their limit of %s gives them and had to wait."
                                .formatted(Quantities.percent(share.get(), 1), Quantities.cores(limit)))
                .with("throttledPercent", Math.round(share.get() * 100))
                .with("percent", (long) percent)
                .with("limitCpuNano", limit);
        Optional<Double> cores = use.flatMap(ServiceUse::cores);
        return Optional.of(cores.map(c -> seen.with("usedCpuNano", Math.round(c * 1e9)))
                .orElse(seen)
                .lasting(situation.now(), after));
    }
}
