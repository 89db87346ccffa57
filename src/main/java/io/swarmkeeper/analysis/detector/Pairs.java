package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.wire.RoundTrip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What agents measured from node to node over overlays lately, network by network. */
final class Pairs {

    private final Situation situation;
    private final Map<String, List<PairLatency>> byNetwork = new TreeMap<>();
    private final Set<String> measured = new HashSet<>();

    Pairs(Situation situation) {
        this.situation = situation;
        for (PairLatency pair : situation.measurements().latencies().recent()) {
            if (pair.path() == RoundTrip.Path.OVERLAY && pair.isWithin(Latencies.RECENT, situation.now())) {
                byNetwork
                        .computeIfAbsent(pair.network(), n -> new ArrayList<>())
                        .add(pair);
                measured.add(pair.sourceId());
                measured.add(pair.destId());
            }
        }
    }

    /** Looks at one overlay: what is wrong there, if anything. */
    interface Judge {
        Optional<Observation> look(String network, List<PairLatency> pairs);
    }

    /**
     * What is wrong on each overlay; and if that is known by the networks' names, one on the Swarm that names the nodes
     * of which no round trip is known.
     */
    List<Observation> judge(FindingCode code, Judge judge) {
        List<Observation> seen = new ArrayList<>();
        byNetwork.forEach((network, pairs) -> judge.look(network, pairs).ifPresent(seen::add));
        if (seen.stream().noneMatch(o -> o.subject().kind() == Subject.Kind.SWARM)) {
            Measured.blindSpot(
                            code,
                            unmeasured(),
                            "node",
                            "no round trip to or from them was measured in the last minutes",
                            situation)
                    .ifPresent(seen::add);
        }
        return seen;
    }

    /** On the overlay; on the Swarm if its name is none of a network's. */
    Observation observe(FindingCode code, Severity severity, String network, String title, String explanation) {
        Optional<Network> known = situation.snapshot().networks().stream()
                .filter(n -> n.name().equals(network))
                .findFirst();
        return known.map(n -> situation.observe(code, severity, n, title, explanation))
                .orElseGet(() -> situation.observe(code, severity, title, explanation));
    }

    /** {@code w2}, if it is part of all of them and no other node is; {@code w1 and w2} of one pair alone. */
    static Optional<String> common(List<PairLatency> pairs) {
        Set<String> common = new LinkedHashSet<>();
        Map<String, Integer> counts = new HashMap<>();
        for (PairLatency pair : pairs) {
            counts.merge(pair.source(), 1, Integer::sum);
            counts.merge(pair.dest(), 1, Integer::sum);
        }
        counts.forEach((node, count) -> {
            if (count == pairs.size()) {
                common.add(node);
            }
        });
        return common.size() == 1 ? common.stream().findFirst() : Optional.empty();
    }

    /** Ready nodes of which no round trip is known, where there is more than one to go between. */
    private List<String> unmeasured() {
        List<Node> meant = Eyes.meant(situation.nodes());
        return meant.size() < 2
                ? List.of()
                : meant.stream()
                        .filter(n -> !measured.contains(n.id()))
                        .map(Node::hostname)
                        .toList();
    }
}
