package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.FlowResolver.Edge;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which services were seen talking, since when, how often and on how many days. Not thread-safe.
 */
final class FlowLedger {

    static final Duration KEEP = Duration.ofDays(90);
    /** Beyond that a Swarm's ports are being scanned, and more edges would tell nobody anything. */
    static final int MOST = 20_000;

    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final Comparator<Flow> ORDER = Comparator.comparing(Flow::client)
            .thenComparing(Flow::server)
            .thenComparing(Flow::network)
            .thenComparing(Flow::protocol)
            .thenComparing(Flow::port);

    /**
     * @param recentDays bit n set: seen n days before the day of {@code last}; tells a late word about yesterday from
     *     news
     */
    record Entry(Edge edge, Instant first, Instant last, long connections, int days, long recentDays) {

        static Entry of(Edge edge, Instant at, long opened) {
            return new Entry(edge, at, at, opened, 1, 1);
        }

        Entry seen(Instant at, long opened) {
            long ahead = day(at) - day(last);
            long bits = recentDays;
            int newDays = days;
            if (ahead > 0) {
                bits = ahead < Long.SIZE ? bits << ahead | 1 : 1;
                newDays++;
            } else if (ahead > -Long.SIZE && (bits & 1L << -ahead) == 0) {
                bits |= 1L << -ahead;
                newDays++;
            }
            return new Entry(
                    edge,
                    at.isBefore(first) ? at : first,
                    at.isAfter(last) ? at : last,
                    connections + opened,
                    newDays,
                    bits);
        }

        private static long day(Instant at) {
            return Math.floorDiv(at.getEpochSecond(), DAY_SECONDS);
        }
    }

    private final Map<Edge, Entry> entries = new HashMap<>();
    private Set<Edge> unsaved = new HashSet<>();
    private @Nullable List<Flow> listed;
    private long listedFor = -1;

    void load(List<Entry> stored) {
        stored.forEach(e -> entries.put(e.edge(), e));
        listed = null;
    }

    void see(Edge edge, Instant at, long opened) {
        Entry known = entries.get(edge);
        if (known == null && entries.size() >= MOST) {
            return;
        }
        entries.put(edge, known == null ? Entry.of(edge, at, opened) : known.seen(at, opened));
        unsaved.add(edge);
        listed = null;
    }

    List<Flow> list(Snapshot snapshot) {
        List<Flow> current = listed;
        if (current == null || listedFor != snapshot.sequence()) {
            Map<String, String> ids = new HashMap<>();
            for (Network network : snapshot.networks()) {
                ids.put(network.name(), network.id());
            }
            current = entries.values().stream()
                    .map(e -> flow(e, Optional.ofNullable(ids.get(e.edge().network()))))
                    .sorted(ORDER)
                    .toList();
            listed = current;
            listedFor = snapshot.sequence();
        }
        return current;
    }

    private static Flow flow(Entry entry, Optional<String> networkId) {
        Edge edge = entry.edge();
        return new Flow(
                edge.client(),
                edge.server(),
                networkId,
                edge.network(),
                edge.protocol(),
                edge.port(),
                entry.first(),
                entry.last(),
                entry.connections(),
                entry.days());
    }

    void prune(Instant now) {
        if (entries.values().removeIf(e -> e.last().isBefore(now.minus(KEEP)))) {
            unsaved.retainAll(entries.keySet());
            listed = null;
        }
    }

    /** What changed since the last call. */
    List<Entry> takeUnsaved() {
        List<Entry> taken = unsaved.stream().map(entries::get).toList();
        unsaved = new HashSet<>();
        return taken;
    }

    /** These could not be saved after all. */
    void putBack(List<Entry> failed) {
        failed.stream().map(Entry::edge).filter(entries::containsKey).forEach(unsaved::add);
    }
}
