package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Traefik has to guess over which network it reaches a service, and guesses wrong now and then: 502, 504 (traefik#979,
 * #3535). The label must carry the network's real name, with the stack in front.
 */
final class TraefikNetworkAmbiguous extends PerService {

    /** Traefik 3's Swarm provider; Traefik 2 in Swarm mode. */
    private static final List<String> LABELS = List.of("traefik.swarm.network", "traefik.docker.network");

    @Override
    public FindingCode code() {
        return FindingCode.TRAEFIK_NETWORK_AMBIGUOUS;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES, Part.NETWORKS);
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        if (!isRouted(service.labels())) {
            return Optional.empty();
        }
        List<Network> networks = service.networks().stream()
                .flatMap(a -> situation.snapshot().findNetwork(a.networkId()).stream())
                .toList();
        List<String> names = networks.stream().map(Network::name).toList();
        Optional<String> label =
                LABELS.stream().filter(service.labels()::containsKey).findFirst();
        String named = label.map(service.labels()::get).orElse("");
        String service1 = Words.name(service.name());
        Observation seen;
        if (label.isEmpty() && names.size() > 1) {
            seen = situation.observe(
                    code(),
                    Severity.WARNING,
                    service,
                    "Traefik must guess how to reach " + service1,
                    "It is on %d networks (%s) and no label %s says which one Traefik shares."
                            .formatted(names.size(), Words.list(names), String.join(" or ", LABELS)));
        } else if (label.isPresent()
                && networks.stream().noneMatch(n -> n.name().equals(named) || n.id().equals(named))) {
            boolean exists = situation.snapshot().networks().stream()
                    .anyMatch(n -> n.name().equals(named));
            seen = situation.observe(
                    code(),
                    Severity.WARNING,
                    service,
                    "Traefik is told a wrong network for " + service1,
                    "Label %s says %s, %s; it is on %s."
                            .formatted(
                                    label.get(),
                                    Words.name(named),
                                    exists ? "which the service is not on" : "but there is no such network",
                                    Words.list(names)));
        } else {
            return Optional.empty();
        }
        return Optional.of(
                seen.with("networks", names).with("label", label.orElse("none")).with("labelNames", named));
    }

    private static boolean isRouted(Map<String, String> labels) {
        Optional<String> enable = Optional.ofNullable(labels.get("traefik.enable"));
        if (enable.isPresent()) {
            return enable.get().strip().equalsIgnoreCase("true");
        }
        // Traefik exposes what has a router unless it is told not to.
        return labels.keySet().stream()
                .anyMatch(l -> l.startsWith("traefik.http.routers.") || l.startsWith("traefik.tcp.routers."));
    }
}
