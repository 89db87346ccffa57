package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.detector.HealthChecks.Answer;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import java.util.Optional;

/** Nobody notices when a task hangs. The image's own check counts, where an engine at hand holds the image or agents see its containers. */
final class NoHealthCheck extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.NO_HEALTH_CHECK;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        Optional<HealthCheck> own = service.template().healthCheck().filter(h -> !h.isInherited());
        if (own.isPresent() || service.isJob()) {
            // A check that is switched off is health-check-disabled.
            return Optional.empty();
        }
        Answer image = HealthChecks.ofImage(service, situation);
        if (image == Answer.YES) {
            return Optional.empty();
        }
        boolean gateway = situation.profile(service).kind() == Kind.GATEWAY;
        Severity severity = gateway ? Severity.CRITICAL : Severity.WARNING;
        String name = Words.name(service.name());
        String imageName =
                Words.name(ImageReference.parse(service.template().image()).shortForm());
        Observation seen = image == Answer.UNKNOWN
                ? situation
                        .observe(
                                code(),
                                severity,
                                service,
                                name + " may have no health check",
                                "Its spec has none. Whether image %s brings one is not known: the engine Swarmkeeper talks to does not hold that image, and no agent sees all of its containers."
                                        .formatted(imageName))
                        .undecided()
                : situation.observe(
                        code(),
                        severity,
                        service,
                        "Nobody notices when %s hangs".formatted(name),
                        "Neither its spec nor image %s has a health check, so a task that runs but does not answer stays in service."
                                .formatted(imageName));
        return Optional.of(seen.with("spec", "none")
                .with("image", service.template().image())
                .with("imageHealthCheck", image == Answer.UNKNOWN ? "unknown" : "none")
                .with("gateway", gateway));
    }
}
