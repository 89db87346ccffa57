package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.HealthRuns;
import io.swarmkeeper.telemetry.ServiceUse;
import java.util.Optional;

/** A health check that takes so long that a busy moment will make it fail. */
final class HealthCheckSlow extends Measured {

    private final int percent;
    private final int fewest;

    /**
     * @param percent of its timeout that the 95th percentile of its runs may take
     * @param fewest runs from which that can be told
     */
    HealthCheckSlow(int percent, int fewest) {
        this.percent = percent;
        this.fewest = fewest;
    }

    @Override
    public FindingCode code() {
        return FindingCode.HEALTH_CHECK_SLOW;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        return !service.isJob() && HealthChecks.of(service, situation) != HealthChecks.Answer.NO;
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        Optional<HealthRuns> slow = use.flatMap(ServiceUse::health)
                .filter(this::isEnough)
                .filter(h -> h.p95Millis().orElse(0L) * 100 > h.timeoutMillis() * percent);
        return slow.map(h -> situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        "The health check of %s is nearly too slow".formatted(Words.name(service.name())),
                        "One run in twenty takes %d ms or longer, which is %s of the timeout of %d ms; %s were seen."
                                .formatted(
                                        h.p95Millis().orElseThrow(),
                                        Quantities.percent(h.p95Millis().orElseThrow(), h.timeoutMillis()),
                                        h.timeoutMillis(),
                                        Quantities.count(h.runs(), "run")))
                .with("p95Millis", h.p95Millis().orElseThrow())
                .with("timeoutMillis", h.timeoutMillis())
                .with("runs", h.runs())
                .with("percent", (long) percent));
    }

    private boolean isEnough(HealthRuns runs) {
        return runs.runs() >= fewest
                && runs.timeoutMillis() > 0
                && runs.p95Millis().isPresent();
    }

    @Override
    boolean isKnown(Service service, Optional<ServiceUse> use, Situation situation) {
        return situation.eyes().areOn(service)
                && use.flatMap(ServiceUse::health).filter(this::isEnough).isPresent();
    }

    @Override
    String lacking() {
        return "some of their tasks run where no agent is heard, or fewer than %d runs of the check were seen"
                .formatted(fewest);
    }
}
