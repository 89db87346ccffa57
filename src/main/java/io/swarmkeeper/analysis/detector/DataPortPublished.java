package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Port;
import io.swarmkeeper.swarm.Service.PublishMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A data store that everyone can reach who reaches a node: a published port listens on every address, and Docker's
 * firewall rules come before the host's own. The port inside the container counts, whatever number it is published as.
 */
final class DataPortPublished extends PerService {

    private final Set<Integer> dataPorts;

    DataPortPublished(Set<Integer> dataPorts) {
        this.dataPorts = Set.copyOf(dataPorts);
    }

    @Override
    public FindingCode code() {
        return FindingCode.DATA_PORT_PUBLISHED;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES);
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        List<Port> open = service.ports().stream()
                .filter(p -> dataPorts.contains(p.target()))
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        List<String> ports = open.stream()
                .map(p -> "%s/%d as %s on %s"
                        .formatted(
                                p.protocol(),
                                p.target(),
                                p.published() == 0 ? "a port of the engine's choice" : Integer.toString(p.published()),
                                p.mode() == PublishMode.INGRESS ? "every node" : "the nodes it runs on"))
                .toList();
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        Words.name(service.name()) + " is open to everyone who reaches a node",
                        "It publishes %s. Services of the Swarm reach it over their network without that."
                                .formatted(Words.list(ports)))
                .with("ports", ports));
    }
}
