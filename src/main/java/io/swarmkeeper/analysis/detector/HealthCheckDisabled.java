package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import java.util.Optional;

/** Somebody switched the image's own check off. */
final class HealthCheckDisabled extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.HEALTH_CHECK_DISABLED;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        boolean disabled =
                service.template().healthCheck().filter(HealthCheck::isDisabled).isPresent();
        if (!disabled || service.isJob()) {
            return Optional.empty();
        }
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        "The health check of %s is switched off".formatted(Words.name(service.name())),
                        "Its spec says NONE, which also switches off what the image may bring: a task that hangs stays in service.")
                .with("test", "NONE"));
    }
}
