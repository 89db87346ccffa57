package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.wire.RoundTrip;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes that take long to reach each other over an overlay, for as long as a minute: one bad round of probes is none.
 * One observation per overlay names all pairs.
 */
final class OverlayLatency implements Detector {

    private static final int MOST_PAIRS = 50;
    private static final int NAMED_PAIRS = 4;

    private final int millis;

    /** @param millis that the 95th percentile of the round trips may take */
    OverlayLatency(int millis) {
        this.millis = millis;
    }

    @Override
    public FindingCode code() {
        return FindingCode.OVERLAY_LATENCY;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.NETWORKS, Part.MEASUREMENTS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Pairs pairs = situation.pairs();
        return pairs.judge(code(), (network, all) -> {
            List<PairLatency> slow = all.stream()
                    .filter(p ->
                            p.isLost() || p.sustained().filter(s -> s > millis).isPresent())
                    .sorted(Comparator.comparing(OverlayLatency::lasting)
                            .reversed()
                            .thenComparing(PairLatency.BY_NAME))
                    .toList();
            return slow.isEmpty()
                    ? Optional.empty()
                    : Optional.of(observe(network, slow, all.size(), pairs, situation));
        });
    }

    private Observation observe(
            String network, List<PairLatency> slow, int measured, Pairs pairs, Situation situation) {
        PairLatency worst = slow.getFirst();
        String name = Words.name(network);
        Optional<Double> underlay = situation.measurements().latencies().recent().stream()
                .filter(p -> p.path() == RoundTrip.Path.UNDERLAY
                        && p.isWithin(Latencies.RECENT, situation.now())
                        && p.sourceId().equals(worst.sourceId())
                        && p.destId().equals(worst.destId()))
                .findFirst()
                .flatMap(PairLatency::p95);
        String cause = underlay.map(u -> u > millis
                        ? " Past the overlay it takes as long (%s): the way between the nodes is slow."
                                .formatted(say(u))
                        : " Past the overlay it takes %s: the overlay itself is slow.".formatted(say(u)))
                .orElse("");
        Observation seen = pairs.observe(
                        code(),
                        Severity.CRITICAL,
                        network,
                        Pairs.common(slow)
                                .map(n -> "%s is slow to reach over %s".formatted(Words.name(n), name))
                                .orElse("Nodes are slow to reach each other over " + name),
                        "%s: more than %d ms at the 95th percentile, all the last minute (%d of %d pairs).%s"
                                .formatted(
                                        String.join(
                                                ", ",
                                                slow.stream()
                                                        .limit(NAMED_PAIRS)
                                                        .map(OverlayLatency::words)
                                                        .toList()),
                                        millis,
                                        slow.size(),
                                        measured,
                                        cause))
                .with(
                        "pairs",
                        slow.stream()
                                .limit(MOST_PAIRS)
                                .map(OverlayLatency::words)
                                .toList())
                .with("slowPairs", (long) slow.size())
                .with("measuredPairs", (long) measured)
                .with("thresholdMillis", (long) millis);
        if (worst.sustained().isPresent()) {
            seen = seen.with("worstMillis", rounded(worst.sustained().get()));
        }
        return underlay.isPresent() ? seen.with("underlayMillis", rounded(underlay.get())) : seen;
    }

    private static double lasting(PairLatency pair) {
        return pair.isLost() ? Double.MAX_VALUE : pair.sustained().orElse(0.0);
    }

    private static String words(PairLatency pair) {
        return "%s → %s %s"
                .formatted(
                        Words.name(pair.source()),
                        Words.name(pair.dest()),
                        pair.isLost() ? "lost" : say(pair.sustained().orElse(0.0)));
    }

    private static double rounded(double millis) {
        return Math.round(millis * 10) / 10.0;
    }

    private static String say(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }
}
