package io.swarmkeeper.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom a node probes in a round: the next few on a ring of all nodes, so that each is probed by as many, and one more that
 * is another each round, so that every pair is seen in time though the cost does not grow with their square.
 */
final class Peers {

    private static final int NEIGHBOURS = 3;

    private Peers() {}

    /** @param ids of all nodes, own one included or not; @param round counts up */
    static List<String> of(String own, List<String> ids, long round) {
        List<String> others = ids.stream()
                .filter(id -> !id.equals(own))
                .distinct()
                .sorted(Comparator.<String>naturalOrder())
                .toList();
        if (others.isEmpty()) {
            return List.of();
        }
        // the ring as seen from here: those after us first
        List<String> ring = new ArrayList<>();
        others.stream().filter(id -> id.compareTo(own) > 0).forEach(ring::add);
        others.stream().filter(id -> id.compareTo(own) < 0).forEach(ring::add);
        Set<String> chosen = new LinkedHashSet<>(ring.subList(0, Math.min(NEIGHBOURS, ring.size())));
        List<String> rest = ring.subList(chosen.size(), ring.size());
        if (!rest.isEmpty()) {
            chosen.add(rest.get((int) (round % rest.size())));
        }
        return List.copyOf(chosen);
    }
}
