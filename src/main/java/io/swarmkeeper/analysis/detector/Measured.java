package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.ServiceUse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A detector that judges services by what agents measured. Services of which it cannot tell are named by one undecided
 * observation on the Swarm, however many they are.
 */
abstract class Measured implements Detector {

    private static final int MOST_NAMES = 50;

    @Override
    public final Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.SERVICES, Part.TASKS, Part.MEASUREMENTS);
    }

    @Override
    public final List<Observation> detect(Situation situation) {
        List<Observation> seen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Service service : situation.services()) {
            if (!situation.isAwake(service) || !concerns(service, situation)) {
                continue;
            }
            Optional<ServiceUse> use = situation.measurements().service(service.id());
            Optional<Observation> observation = judge(service, use, situation);
            observation.ifPresent(seen::add);
            if (observation.isEmpty() && !isKnown(service, use, situation)) {
                unknown.add(service.name());
            }
        }
        blindSpot(code(), unknown, "service", lacking(), situation).ifPresent(seen::add);
        return seen;
    }

    /** False if the question does not arise for this service. */
    abstract boolean concerns(Service service, Situation situation);

    /** @param use empty if nothing is known of it */
    abstract Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation);

    /** True if seeing nothing wrong means that all is well. */
    boolean isKnown(Service service, Optional<ServiceUse> use, Situation situation) {
        return situation.eyes().areOn(service);
    }

    /** What is missing where it cannot tell; a sentence without its end. */
    String lacking() {
        return "some of their tasks run where no agent is heard, or are in no sample";
    }

    /** Empty if nothing is unknown, or if nothing at all is measured: then the code is undecided as a whole. */
    static Optional<Observation> blindSpot(
            FindingCode code, List<String> unknown, String singular, String lacking, Situation situation) {
        if (unknown.isEmpty() || !situation.eyes().areOpen()) {
            return Optional.empty();
        }
        List<String> names = unknown.stream().sorted().toList();
        return Optional.of(situation
                .observe(
                        code,
                        Severity.WARNING,
                        "Nothing can be said about %s of %s"
                                .formatted(code.code(), Quantities.count(names.size(), singular)),
                        "Of %s it is not known: %s.".formatted(Words.list(names), lacking))
                .with(singular + "s", names.stream().limit(MOST_NAMES).toList())
                .with("unknown", (long) names.size())
                .undecided());
    }
}
