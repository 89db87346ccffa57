package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Scorecard.State;
import io.swarmkeeper.analysis.Scorecard.Trend;
import io.swarmkeeper.analysis.detector.UseThresholds;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The four metrics of the plan that agents measure. Missed as soon as a finding says so; met only where everything is
 * measured; else unknown, with what is missing. Pure.
 */
final class MeasuredMetrics {

    private static final Duration WEEK = Duration.ofDays(7);
    /** Agents restart and nodes are updated: a week with so much of it observed is one. */
    private static final double ENOUGH = 0.9;

    private final Optional<Snapshot> snapshot;
    private final Findings findings;
    private final Measurements measurements;
    private final UseThresholds thresholds;
    private final Instant now;

    MeasuredMetrics(
            Optional<Snapshot> snapshot,
            Findings findings,
            Measurements measurements,
            UseThresholds thresholds,
            Instant now) {
        this.snapshot = snapshot;
        this.findings = findings;
        this.measurements = measurements;
        this.thresholds = thresholds;
        this.now = now;
    }

    List<Metric> all() {
        return List.of(
                node(
                        "node-cpu",
                        "Node CPU",
                        FindingCode.NODE_CPU_SATURATED,
                        thresholds.nodeCpuPercent(),
                        thresholds.nodeCpuWindow(),
                        l -> l.lowestCpuShare(thresholds.nodeCpuWindow()),
                        NodeLoad::cpuShare),
                node(
                        "node-memory",
                        "Node memory",
                        FindingCode.NODE_MEMORY_SATURATED,
                        thresholds.nodeMemoryPercent(),
                        thresholds.nodeMemoryWindow(),
                        l -> l.lowestMemoryShare(thresholds.nodeMemoryWindow()),
                        NodeLoad::memoryShare),
                latency(),
                kills());
    }

    /** @param share of one node, and its name */
    private record Busy(String node, double share) {}

    private Metric node(
            String name,
            String title,
            FindingCode code,
            int percent,
            Duration window,
            Function<NodeLoad, OptionalDouble> lowest,
            Function<NodeLoad, Optional<Double>> share) {
        String target = "under %d %% sustained".formatted(percent);
        Optional<Busy> busiest = measurements.allNodes().stream()
                .flatMap(l -> sustained(l, lowest, share).map(s -> new Busy(l.hostname(), s)).stream())
                .max(Comparator.comparingDouble(Busy::share));
        return busiest.map(b -> decided(
                        code,
                        name,
                        title,
                        target,
                        "%s at most, on %s".formatted(Quantities.percent(b.share(), 1), Words.name(b.node())),
                        Math.round(b.share() * 1000) / 10.0,
                        "%",
                        "The busiest of %s, of each the lowest minute in %s"
                                .formatted(
                                        Quantities.count(measurements.allNodes().size(), "measured node"),
                                        Quantities.duration(window))))
                .orElseGet(() -> Scorecards.unknown(name, title, target, missing()));
    }

    /** What the node has been using all the time; what it uses now where that is not known yet, and is more. */
    private static Optional<Double> sustained(
            NodeLoad load, Function<NodeLoad, OptionalDouble> lowest, Function<NodeLoad, Optional<Double>> share) {
        OptionalDouble known = lowest.apply(load);
        return known.isPresent() ? Optional.of(known.getAsDouble()) : share.apply(load);
    }

    private Metric latency() {
        String target = "under %d ms at the 95th percentile".formatted(thresholds.latencyMillis());
        long nodes = snapshot.map(s -> s.nodes().stream()
                        .filter(n -> n.state() == Node.State.READY)
                        .count())
                .orElse(0L);
        List<PairLatency> recent = measurements.latencies().recent().stream()
                .filter(p -> p.path() == RoundTrip.Path.OVERLAY && p.isWithin(Latencies.RECENT, now))
                .toList();
        List<PairLatency> lost = recent.stream()
                .filter(PairLatency::isLost)
                .sorted(PairLatency.BY_NAME)
                .toList();
        if (!lost.isEmpty()) {
            return lost(target, lost, recent.size());
        }
        List<PairLatency> pairs =
                recent.stream().filter(p -> p.p95().isPresent()).toList();
        Optional<PairLatency> worst = pairs.stream()
                .max(Comparator.comparingDouble(MeasuredMetrics::millis).thenComparing(PairLatency.BY_NAME.reversed()));
        if (worst.isEmpty()) {
            return Scorecards.unknown(
                    "network-latency",
                    "Network latency",
                    target,
                    nodes == 1 ? "There is no way between nodes where there is only one." : missing());
        }
        double millis = millis(worst.get());
        return decided(
                FindingCode.OVERLAY_LATENCY,
                "network-latency",
                "Network latency",
                target,
                String.format(
                        Locale.ROOT,
                        "%.1f ms at most, %s to %s",
                        millis,
                        Words.name(worst.get().source()),
                        Words.name(worst.get().dest())),
                Math.round(millis * 100) / 100.0,
                "ms",
                "The slowest of %s over overlays, in its last minute"
                        .formatted(Quantities.count(pairs.size(), "measured pair")));
    }

    /** What does not come back at all is slower than any number. */
    private static Metric lost(String target, List<PairLatency> lost, int measured) {
        PairLatency first = lost.getFirst();
        return new Metric(
                "network-latency",
                "Network latency",
                target,
                Optional.of(
                        "nothing comes back, %s to %s".formatted(Words.name(first.source()), Words.name(first.dest()))),
                Optional.empty(),
                "ms",
                State.MISSED,
                Trend.UNKNOWN,
                "Of %s over overlays, %d had every probe of the last rounds lost"
                        .formatted(Quantities.count(measured, "measured pair"), lost.size()),
                Instant.EPOCH);
    }

    private static double millis(PairLatency pair) {
        return pair.sustained().or(pair::p95).orElse(0.0);
    }

    private Metric kills() {
        long kills = measurements.kills().stream()
                .filter(KillRecord::isMemory)
                .filter(k -> k.at().isAfter(now.minus(WEEK)))
                .count();
        // what was watched before these seven days says nothing about them
        double hours = measurements.coverage().weekHours();
        boolean more = measurements.coverage().hours() > hours + 1;
        boolean week = hours >= ENOUGH * WEEK.toHours();
        String name = "oom-kills";
        String title = "Out-of-memory kills";
        String target = "0 per week";
        if (kills > 0) {
            return Scorecards.metric(
                    name,
                    title,
                    target,
                    Long.toString(kills),
                    kills,
                    "",
                    State.MISSED,
                    "Of main processes and of others, in the last seven days, cured ones too");
        }
        boolean blind = findings.all().stream()
                .anyMatch(f -> f.code() == FindingCode.OOM_KILLED && f.state() == Finding.State.UNDECIDED);
        return week && !blind
                ? Scorecards.metric(name, title, target, "0", 0, "", State.MET, "None in the last seven days")
                : Scorecards.unknown(
                        name,
                        title,
                        target,
                        hours <= 0
                                ? missing()
                                : "None was seen in %s of observation%s; %s"
                                        .formatted(
                                                Quantities.duration(Duration.ofMinutes(Math.round(hours * 60))),
                                                more ? " in the last seven days" : "",
                                                week
                                                        ? "not all services are watched now."
                                                        : "a week of it is needed to say so."));
    }

    private Metric decided(
            FindingCode code,
            String name,
            String title,
            String target,
            String value,
            double amount,
            String unit,
            String note) {
        boolean open = findings.all().stream().anyMatch(f -> f.code() == code && f.isOpen());
        Optional<Finding> undecided = findings.all().stream()
                .filter(f -> f.code() == code && f.state() == Finding.State.UNDECIDED)
                .findFirst();
        if (!open && undecided.isPresent()) {
            return Scorecards.unknown(name, title, target, undecided.get().explanation());
        }
        return Scorecards.metric(name, title, target, value, amount, unit, open ? State.MISSED : State.MET, note);
    }

    private String missing() {
        if (!measurements.troubles().isEmpty()) {
            return Words.text(String.join(" ", measurements.troubles()));
        }
        return measurements.agents().stream().anyMatch(AgentState::isHeard)
                ? "Agents have not measured it yet."
                : "Needs an agent on every node; none is heard.";
    }
}
