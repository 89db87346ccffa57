package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A bad update of this service stays, or takes all tasks at once. Jobs are not updated in place. */
final class NoUpdatePolicy extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.NO_UPDATE_POLICY;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        UpdatePolicy policy = service.updatePolicy();
        List<String> faults = new ArrayList<>();
        if (policy.failureAction() != FailureAction.ROLLBACK) {
            faults.add("a failed update is not rolled back (failure action %s%s)"
                    .formatted(
                            policy.failureAction().name().toLowerCase(Locale.ROOT),
                            service.updatePolicyGiven() ? "" : ", the engine's default"));
        }
        if (policy.parallelism() == 0) {
            faults.add("all tasks are replaced at once (parallelism 0)");
        }
        if (faults.isEmpty() || service.isJob()) {
            return Optional.empty();
        }
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        policy.failureAction() != FailureAction.ROLLBACK
                                ? "A bad update of %s would stay".formatted(Words.name(service.name()))
                                : "An update of %s takes all its tasks at once".formatted(Words.name(service.name())),
                        sentence(String.join(" and ", faults)))
                .with("failureAction", policy.failureAction().name().toLowerCase(Locale.ROOT))
                .with("parallelism", policy.parallelism())
                .with("order", policy.order().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .with("given", service.updatePolicyGiven()));
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }
}
