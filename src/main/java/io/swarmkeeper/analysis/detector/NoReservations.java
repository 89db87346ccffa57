package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.Optional;

/** A service that the scheduler counts as free: it will be put where there is no room. */
final class NoReservations extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.NO_RESERVATIONS;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        Resources reserved = service.template().reservations();
        if (reserved.hasCpu() && reserved.hasMemory()) {
            return Optional.empty();
        }
        String lacking = reserved.hasCpu() ? "memory" : reserved.hasMemory() ? "CPU" : "neither memory nor CPU";
        String title = reserved.isNone() || !reserved.hasCpu() && !reserved.hasMemory()
                ? "%s reserves nothing"
                : "%s reserves no " + lacking;
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        title.formatted(Words.name(service.name())),
                        "It reserves %s, so the scheduler takes it for free and puts it on nodes without room."
                                .formatted(
                                        reserved.hasCpu() || reserved.hasMemory()
                                                ? Words.resources(reserved) + " but no " + lacking
                                                : lacking))
                .with("reservedCpuNano", reserved.cpuNano())
                .with("reservedMemoryBytes", reserved.memoryBytes())
                .with("tasks", situation.desired(service)));
    }
}
