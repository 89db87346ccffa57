package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.scheduler.Constraint;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Constraints that no node of the Swarm meets, up or down. A key that the engine does not know is accepted by it and
 * matches nothing, for ever. A global service that is meant for nodes not here yet waits for nobody, so only an unknown
 * key counts there.
 */
final class ConstraintUnsatisfiable extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.CONSTRAINT_UNSATISFIABLE;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        List<String> written = service.template().placement().constraints();
        if (written.isEmpty() || !situation.allowed(service).isEmpty()) {
            return Optional.empty();
        }
        List<String> unknown = new ArrayList<>();
        List<String> unmet = new ArrayList<>();
        for (String text : written) {
            Constraint constraint = Constraint.parse(text);
            if (!constraint.knownKey()) {
                unknown.add(text);
            } else if (situation.nodes().stream().noneMatch(constraint::matches)) {
                unmet.add(text);
            }
        }
        boolean everywhere = service.mode() instanceof Mode.Global || service.mode() instanceof Mode.GlobalJob;
        if (unknown.isEmpty() && everywhere) {
            return Optional.empty();
        }
        String why;
        if (!unknown.isEmpty()) {
            why = "The engine knows no such key in %s%s, accepts it all the same, and it matches no node."
                    .formatted(Words.list(unknown), meant(unknown.getFirst()));
        } else if (!unmet.isEmpty()) {
            why = "None of the %d nodes has %s.".formatted(situation.nodes().size(), Words.list(unmet));
        } else {
            why = "Each of %s is met by some node, but none of the %d nodes meets all."
                    .formatted(Words.list(written), situation.nodes().size());
        }
        return Optional.of(situation
                .observe(code(), Severity.CRITICAL, service, Words.name(service.name()) + " can run on no node", why)
                .with("constraints", written)
                .with("unknownKeys", unknown)
                .with("unmet", unmet)
                .with("nodes", (long) situation.nodes().size()));
    }

    /** The commonest slips of the pen. */
    private static String meant(String constraint) {
        String lower = constraint.toLowerCase(Locale.ROOT).strip();
        if (lower.startsWith("node.label.")) {
            return " (node.labels. is meant)";
        }
        if (lower.startsWith("engine.label.")) {
            return " (engine.labels. is meant)";
        }
        if (lower.startsWith("node.name") || lower.startsWith("node.host")) {
            return " (node.hostname is meant)";
        }
        return "";
    }
}
