package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.Service;
import java.util.List;
import java.util.Optional;

/** A detector that looks at one service after the other. */
abstract class PerService implements Detector {

    @Override
    public final List<Observation> detect(Situation situation) {
        return situation.services().stream()
                .flatMap(s -> judge(s, situation).stream())
                .toList();
    }

    abstract Optional<Observation> judge(Service service, Situation situation);
}
