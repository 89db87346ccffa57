package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static List<String> nodes(int number) {
        return IntStream.range(0, number).mapToObj(i -> "n%03d".formatted(i)).toList();
    }

    @Test
    void nobodyProbesItselfAndALoneNodeProbesNobody() {
        assertThat(Peers.of("n000", nodes(1), 7)).isEmpty();
        assertThat(Peers.of("n001", nodes(3), 1)).containsExactlyInAnyOrder("n000", "n002");
    }

    @Test
    void everyPairIsSeenInAsManyRoundsAsThereAreNodesAndTheCostOfARoundIsBounded() {
        List<String> all = nodes(40);
        Set<String> pairs = new HashSet<>();
        for (int round = 0; round < all.size(); round++) {
            Map<String, Integer> asked = new HashMap<>();
            for (String own : all) {
                List<String> chosen = Peers.of(own, all, round);
                assertThat(chosen).hasSize(4).doesNotContain(own).doesNotHaveDuplicates();
                chosen.forEach(peer -> {
                    pairs.add(own + peer);
                    asked.merge(peer, 1, Integer::sum);
                });
            }
            assertThat(asked)
                    .as("each is asked by its three neighbours at least")
                    .hasSize(40);
            assertThat(asked.values()).allMatch(n -> n >= 3);
        }
        assertThat(pairs).hasSize(40 * 39);
    }
}
