package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.TaskUse;
import java.util.List;
import java.util.Optional;

/** Whether a service's tasks are checked: by the spec, by the image, or as agents see it on the containers themselves. */
final class HealthChecks {

    enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    private HealthChecks() {}

    /** Of the image alone, whatever the spec says. */
    static Answer ofImage(Service service, Situation situation) {
        Optional<ImageFacts> image =
                situation.snapshot().findImage(service.template().image());
        if (image.isPresent()) {
            boolean checks = image.flatMap(ImageFacts::healthCheck)
                    .filter(h -> !h.isDisabled() && !h.isInherited())
                    .isPresent();
            return checks ? Answer.YES : Answer.NO;
        }
        List<TaskUse> tasks = situation
                .measurements()
                .service(service.id())
                .map(ServiceUse::tasks)
                .orElse(List.of());
        if (tasks.stream().anyMatch(t -> !t.health().isEmpty())) {
            return Answer.YES;
        }
        // A container without a health state has no check; all of its tasks are made from the same image.
        return tasks.isEmpty() || !situation.eyes().areOn(service) ? Answer.UNKNOWN : Answer.NO;
    }

    /** As its tasks run now. */
    static Answer of(Service service, Situation situation) {
        Optional<HealthCheck> own = service.template().healthCheck().filter(h -> !h.isInherited());
        if (own.isPresent()) {
            return own.get().isDisabled() ? Answer.NO : Answer.YES;
        }
        return ofImage(service, situation);
    }
}
