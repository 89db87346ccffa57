package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;

/**
 * Pairs of nodes as they were measured in the last half hour, in no order but that the {@link #recent} ones come first:
 * at 200 nodes there are 73,000, of which five minutes touch 16,000. Immutable.
 */
public final class Latencies extends AbstractList<PairLatency> implements RandomAccess {

    /** What was measured longer ago says nothing of now; pairs that take turns are seldom measured. */
    public static final Duration RECENT = Duration.ofMinutes(5);

    /** Nothing was measured. */
    public static final Latencies NONE = new Latencies(List.of(), List.of());

    private final List<PairLatency> recent;
    private final List<PairLatency> earlier;

    /** @param earlier measured more than {@link #RECENT} before these are looked at */
    Latencies(List<PairLatency> recent, List<PairLatency> earlier) {
        this.recent = List.copyOf(recent);
        this.earlier = List.copyOf(earlier);
    }

    /** @param now when these are looked at */
    public static Latencies of(Collection<PairLatency> pairs, Instant now) {
        List<PairLatency> recent = new ArrayList<>();
        List<PairLatency> earlier = new ArrayList<>();
        pairs.forEach(pair -> (pair.isWithin(RECENT, now) ? recent : earlier).add(pair));
        return new Latencies(recent, earlier);
    }

    /** All that were measured in the last five minutes, and until they are tidied away some that were earlier. */
    public List<PairLatency> recent() {
        return recent;
    }

    @Override
    public PairLatency get(int index) {
        return index < recent.size() ? recent.get(index) : earlier.get(index - recent.size());
    }

    @Override
    public int size() {
        return recent.size() + earlier.size();
    }
}
