package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every pair of nodes that was measured in the last half hour. Neighbours are measured all the time, others in turn:
 * each pair's figures carry the time they are of. Not thread-safe.
 */
final class LatencyMesh {

    private static final Duration KEEP = Duration.ofMinutes(30);

    private record Pair(
            String source, String sourceId, String dest, String destId, RoundTrip.Path path, String network) {}

    /** The rounds of a pair that is measured now and then are let go long before what they came to. */
    private static final class Entry {
        private @Nullable LatencyWindow window;
        private @Nullable PairLatency summary;
        /** Where the summary stands, once there is one. */
        private @Nullable Shelf shelf;

        private int place;
    }

    private final Map<Pair, Entry> pairs = new HashMap<>();

    private final Shelf recent = new Shelf();
    private final Shelf earlier = new Shelf();

    /**
     * Summaries in no order, as an array to copy: at 200 nodes there are 73,000, and a walk through the map each second
     * would cost.
     */
    private static final class Shelf {
        private final List<PairLatency> summaries = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();

        void put(Entry entry, PairLatency summary) {
            Shelf before = entry.shelf;
            entry.summary = summary;
            if (before == this) {
                summaries.set(entry.place, summary);
                return;
            }
            if (before != null) {
                before.remove(entry);
            }
            entry.shelf = this;
            entry.place = summaries.size();
            summaries.add(summary);
            entries.add(entry);
        }

        /** The last one takes its place. */
        private void remove(Entry entry) {
            PairLatency lastSummary = summaries.removeLast();
            Entry last = entries.removeLast();
            if (last != entry) {
                summaries.set(entry.place, lastSummary);
                entries.set(entry.place, last);
                last.place = entry.place;
            }
        }
    }

    /**
     * @param own true for the overlay by which the agents know each other
     * @return false if it says nothing of a pair: a node's way to itself, or no probe was sent
     */
    boolean take(String sourceId, String source, RoundTrip trip, Instant at, boolean own) {
        if (trip.peerNodeId().equals(sourceId) || trip.sent() <= 0) {
            return false;
        }
        Pair pair = new Pair(source, sourceId, trip.peerHostname(), trip.peerNodeId(), trip.path(), trip.network());
        Entry entry = pairs.computeIfAbsent(pair, p -> new Entry());
        LatencyWindow window = entry.window == null ? new LatencyWindow(entry.summary) : entry.window;
        entry.window = window;
        if (window.add(trip, at)) {
            PairLatency summary = window.summary(
                    sourceId, source, trip.peerNodeId(), trip.peerHostname(), trip.path(), trip.network(), own);
            recent.put(entry, summary);
        }
        return true;
    }

    /**
     * @param nodeIds of the Swarm: pairs with others are forgotten
     * @return of what nothing is known any more, not even under another id
     */
    Set<NamedPair> forget(Instant now, Set<String> nodeIds) {
        Set<NamedPair> forgotten = new HashSet<>();
        pairs.values().removeIf(entry -> {
            PairLatency summary = entry.summary;
            if (summary == null || entry.shelf == null) {
                return false;
            }
            if (!summary.isWithin(KEEP, now)
                    || !nodeIds.contains(summary.sourceId())
                    || !nodeIds.contains(summary.destId())) {
                entry.shelf.remove(entry);
                forgotten.add(NamedPair.of(summary));
                return true;
            }
            if (!summary.isWithin(LatencyWindow.LONG, now)) {
                entry.window = null;
            }
            (summary.isWithin(Latencies.RECENT, now) ? recent : earlier).put(entry, summary);
            return false;
        });
        if (!forgotten.isEmpty()) {
            recent.summaries.forEach(known -> forgotten.remove(NamedPair.of(known)));
            earlier.summaries.forEach(known -> forgotten.remove(NamedPair.of(known)));
        }
        return forgotten;
    }

    Latencies list() {
        return new Latencies(recent.summaries, earlier.summaries);
    }
}
