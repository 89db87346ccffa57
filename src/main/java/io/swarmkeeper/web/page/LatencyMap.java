package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Round trips between nodes, one heat map for each way: from the rows, to the columns. Every cell says its numbers; its
 * colour only repeats them.
 *
 * @param verdict the slowest pair in words
 * @param ways the agents' overlay, the underlay, further overlays
 * @param pairs the same and more in numbers, the slowest first
 * @param left how many nodes are left out of the maps, which hold those with the slowest pairs
 * @param leftPairs how many are left out of {@code pairs}
 */
record LatencyMap(String verdict, List<Way> ways, List<Pair> pairs, int left, int leftPairs) {

    private static final int MOST_NODES = 16;
    private static final int MOST_PAIRS = 300;
    private static final int MOST_WAYS = 4;
    /** A figure older than this says so: its pair is looked at in turn, or nobody looks any more. */
    private static final Duration OLD = Duration.ofMinutes(1);
    /** Upper ends of the colours, milliseconds; the last is where the plan's target ends. */
    private static final double[] STEPS = {0.5, 1, 2, 5, 10};

    private static final Comparator<PairLatency> WORST_FIRST =
            Comparator.comparingDouble(LatencyMap::badness).reversed().thenComparing(PairLatency.BY_NAME);

    record Way(String title, String note, List<String> columns, List<Row> rows) {}

    record Row(String from, List<Cell> cells) {}

    /**
     * @param look {@code h0} to {@code h5}, {@code lost}, {@code unknown} or {@code self}
     * @param main the 95th percentile in milliseconds; {@code -} if the pair was not measured
     * @param lines what else there is to say, short
     */
    record Cell(String look, String main, List<String> lines, String label) {}

    /** @param packet largest that went through in one piece, of what the interface says it could */
    record Pair(
            String from,
            String to,
            String way,
            String p50,
            String p95,
            String tenMinutes,
            String lost,
            String packet,
            boolean cut,
            String look,
            When at,
            boolean old) {}

    /** Empty if no pair was measured. */
    static Optional<LatencyMap> of(List<PairLatency> latencies, Snapshot snapshot, Instant now) {
        List<PairLatency> known = latencies.stream()
                .filter(l -> snapshot.findNode(l.sourceId()).isPresent()
                        && snapshot.findNode(l.destId()).isPresent())
                .sorted(WORST_FIRST)
                .toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<Node> nodes = chosen(snapshot, known);
        List<Way> ways = new ArrayList<>();
        List<PairLatency> own = known.stream().filter(PairLatency::own).toList();
        ways.add(way("Overlay of the agents", own, nodes, now));
        List<PairLatency> underlay =
                known.stream().filter(l -> l.path() == RoundTrip.Path.UNDERLAY).toList();
        ways.add(way("Underlay, from node to node", underlay, nodes, now));
        known.stream()
                .filter(l -> !l.own() && l.path() == RoundTrip.Path.OVERLAY)
                .map(PairLatency::network)
                .distinct()
                .sorted()
                .limit(MOST_WAYS - 2)
                .forEach(network -> ways.add(way(
                        "Overlay " + Wording.name(network),
                        known.stream()
                                .filter(l -> !l.own() && l.network().equals(network))
                                .toList(),
                        nodes,
                        now)));
        return Optional.of(new LatencyMap(
                verdict(own.isEmpty() ? underlay : own, own.isEmpty() ? "underlay" : "overlay"),
                ways,
                known.stream().limit(MOST_PAIRS).map(l -> pair(l, now)).toList(),
                snapshot.nodes().size() - nodes.size(),
                Math.max(0, known.size() - MOST_PAIRS)));
    }

    /** Of one node, to all others. */
    static List<Pair> from(String nodeId, List<PairLatency> latencies, Instant now) {
        return latencies.stream()
                .filter(l -> l.sourceId().equals(nodeId))
                .sorted(WORST_FIRST)
                .limit(MOST_PAIRS)
                .map(l -> pair(l, now))
                .toList();
    }

    private static double badness(PairLatency latency) {
        return latency.p95().orElse(Double.MAX_VALUE);
    }

    /** All nodes, or of many those with the slowest pairs. */
    private static List<Node> chosen(Snapshot snapshot, List<PairLatency> slowestFirst) {
        Set<String> ids = new LinkedHashSet<>();
        slowestFirst.stream().flatMap(l -> Stream.of(l.sourceId(), l.destId())).forEach(id -> {
            if (ids.size() < MOST_NODES) {
                ids.add(id);
            }
        });
        return snapshot.nodes().stream()
                .filter(n -> snapshot.nodes().size() <= MOST_NODES || ids.contains(n.id()))
                .sorted(Comparator.comparing(Node::hostname).thenComparing(Node::id))
                .toList();
    }

    private static String verdict(List<PairLatency> slowestFirst, String way) {
        if (slowestFirst.isEmpty()) {
            return "";
        }
        PairLatency worst = slowestFirst.getFirst();
        String pair = "%s to %s".formatted(Wording.name(worst.source()), Wording.name(worst.dest()));
        return worst.p95()
                .map(p -> "slowest over the %s: %s, p95 %s ms".formatted(way, pair, Measured.millis(p)))
                .orElse("nothing comes back over the %s from %s".formatted(way, pair));
    }

    private static Way way(String title, List<PairLatency> latencies, List<Node> nodes, Instant now) {
        Map<String, PairLatency> byPair = new HashMap<>();
        latencies.forEach(l -> byPair.put(l.sourceId() + ' ' + l.destId(), l));
        List<Row> rows = nodes.stream()
                .map(from -> new Row(
                        Wording.clip(from.hostname(), 40),
                        nodes.stream()
                                .map(to -> cell(from, to, byPair.get(from.id() + ' ' + to.id()), now))
                                .toList()))
                .toList();
        return new Way(
                title,
                latencies.isEmpty() ? "no pair measured" : "",
                nodes.stream().map(n -> Wording.clip(n.hostname(), 40)).toList(),
                rows);
    }

    private static Cell cell(Node from, Node to, @Nullable PairLatency latency, Instant now) {
        String pair = Wording.clip(from.hostname(), 40) + " to " + Wording.clip(to.hostname(), 40);
        if (from.id().equals(to.id())) {
            return new Cell("self", "", List.of(), "");
        }
        if (latency == null) {
            return new Cell("unknown", Measured.UNKNOWN, List.of(), pair + ": not measured in the last half hour");
        }
        List<String> lines = new ArrayList<>();
        latency.p50().ifPresent(p -> lines.add("p50 " + Measured.millis(p)));
        if (latency.loss() > 0) {
            lines.add(Measured.percent(latency.loss()) + " lost");
        }
        if (isCut(latency)) {
            lines.add("packets to %d B".formatted(latency.largestBytes().orElseThrow()));
        }
        boolean old = !latency.isWithin(OLD, now);
        if (old) {
            lines.add(Quantities.ago(latency.at(), now));
        }
        String main = latency.p95().map(Measured::millis).orElse("lost");
        return new Cell(
                look(latency) + (old ? " old" : ""),
                main,
                lines,
                "%s: p95 %s ms, %s".formatted(pair, main, String.join(", ", lines)));
    }

    private static String look(PairLatency latency) {
        if (latency.p95().isEmpty()) {
            return "lost";
        }
        int step = 0;
        while (step < STEPS.length && latency.p95().get() > STEPS[step]) {
            step++;
        }
        return "h" + step;
    }

    private static boolean isCut(PairLatency latency) {
        return latency.largestBytes().isPresent()
                && latency.mtuBytes().isPresent()
                && latency.largestBytes().get() < latency.mtuBytes().get();
    }

    private static Pair pair(PairLatency latency, Instant now) {
        String way =
                latency.path() == RoundTrip.Path.UNDERLAY ? "underlay" : "overlay " + Wording.name(latency.network());
        return new Pair(
                Wording.name(latency.source()),
                Wording.name(latency.dest()),
                way,
                latency.p50().map(Measured::millis).orElse(Measured.UNKNOWN),
                latency.p95().map(Measured::millis).orElse(Measured.UNKNOWN),
                latency.p95TenMinutes().map(Measured::millis).orElse(Measured.UNKNOWN),
                "%s of %d".formatted(Measured.percent(latency.loss()), latency.sent()),
                latency.largestBytes()
                        .map(b -> b + latency.mtuBytes().map(m -> " of " + m).orElse("") + " B")
                        .orElse(Measured.UNKNOWN),
                isCut(latency),
                look(latency),
                When.of(latency.at(), now),
                !latency.isWithin(OLD, now));
    }
}
