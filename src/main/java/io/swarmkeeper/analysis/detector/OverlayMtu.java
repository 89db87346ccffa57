package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.telemetry.PairLatency;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An overlay whose interface promises larger packets than get through. */
final class OverlayMtu implements Detector {

    private static final int MOST_PAIRS = 50;

    @Override
    public FindingCode code() {
        return FindingCode.OVERLAY_MTU;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.NETWORKS, Part.MEASUREMENTS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Pairs pairs = situation.pairs();
        return pairs.judge(code(), (network, all) -> {
            List<PairLatency> tight = all.stream()
                    .filter(p -> largest(p) < promised(p))
                    .sorted(Comparator.comparingInt(OverlayMtu::largest).thenComparing(PairLatency.BY_NAME))
                    .toList();
            return tight.isEmpty() ? Optional.empty() : Optional.of(observe(network, tight, all.size(), pairs));
        });
    }

    private Observation observe(String network, List<PairLatency> tight, int measured, Pairs pairs) {
        PairLatency worst = tight.getFirst();
        return pairs.observe(
                        code(),
                        Severity.WARNING,
                        network,
                        "Large packets do not get through %s".formatted(Words.name(network)),
                        "Its interfaces are set to %d bytes, but from %s to %s at most %d bytes get through in one piece (%d of %d pairs)."
                                .formatted(
                                        promised(worst),
                                        Words.name(worst.source()),
                                        Words.name(worst.dest()),
                                        largest(worst),
                                        tight.size(),
                                        measured))
                .with("mtuBytes", (long) promised(worst))
                .with("largestBytes", (long) largest(worst))
                .with(
                        "pairs",
                        tight.stream()
                                .limit(MOST_PAIRS)
                                .map(p -> "%s → %s %d"
                                        .formatted(Words.name(p.source()), Words.name(p.dest()), largest(p)))
                                .toList())
                .with("tightPairs", (long) tight.size())
                .with("measuredPairs", (long) measured);
    }

    /** Not looked at yet: no reason to think that anything is wrong with a pair whose probes come back. */
    private static int largest(PairLatency pair) {
        return pair.largestBytes().orElse(Integer.MAX_VALUE);
    }

    private static int promised(PairLatency pair) {
        return pair.mtuBytes().orElse(0);
    }
}
