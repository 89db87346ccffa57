package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Verdict;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.web.access.Viewer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** One screen: is the Swarm well, what is worst, how far are we, what waits for me. */
@Controller
class OverviewController {

    private static final int WORST = 6;
    /** More nodes than this are on their own page. */
    private static final int NODES = 12;

    private final SwarmView view;
    private final Changes changes;

    OverviewController(SwarmView view, Changes changes) {
        this.view = view;
        this.changes = changes;
    }

    /** A number with what it counts. @param look class for its colour, empty for none */
    record Figure(String value, String text, String look, String href) {}

    record PhaseRow(String title, Bar bar, String progress, String look, String href) {}

    @GetMapping("/")
    String overview(Model model, Viewer viewer) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Simulation simulation = Simulation.of(snapshot);
        Measurements measurements = view.measurements();
        List<ChangeRow> waiting = changes.open().stream()
                .filter(c -> ShellAdvice.waitsFor(c, viewer))
                .map(c -> ChangeRow.of(c, view))
                .toList();
        List<ChangeRow> running = changes.open().stream()
                .filter(c -> !ShellAdvice.waitsFor(c, viewer))
                .map(c -> ChangeRow.of(c, view))
                .toList();
        Verdict verdict = Verdict.of(findings);
        model.addAttribute("verdict", verdict);
        model.addAttribute("summary", summary(snapshot, findings, waiting.size()));
        model.addAttribute("figures", figures(snapshot, findings, simulation, measurements));
        model.addAttribute("worst", worst(findings));
        model.addAttribute("openCount", findings.open().size());
        model.addAttribute(
                "phases",
                Arrays.stream(Phase.values()).map(p -> phase(p, findings)).toList());
        List<Metric> metrics = view.analysis().scorecard().metrics();
        model.addAttribute(
                "metrics",
                metrics.stream().map(m -> MetricRow.of(m, view.now())).toList());
        model.addAttribute("unknownBecause", MetricRow.unknownBecause(metrics));
        model.addAttribute("waiting", waiting);
        model.addAttribute("running", running);
        model.addAttribute(
                "nodes",
                snapshot.nodes().stream()
                        .sorted(NodeCard.ORDER)
                        .limit(NODES)
                        .map(n -> NodeCard.of(n, snapshot, findings, simulation, measurements, view.now()))
                        .toList());
        model.addAttribute("nodeCount", snapshot.nodes().size());
        return "overview";
    }

    private static String summary(Snapshot snapshot, Findings findings, int waiting) {
        List<String> stacks = snapshot.services().stream()
                .flatMap(s -> s.stack().stream())
                .distinct()
                .sorted()
                .toList();
        String counts = Wording.count(snapshot.nodes().size(), "node") + ", "
                + Wording.count(snapshot.services().size(), "service") + ", "
                + Wording.count(running(snapshot), "running task");
        String changes = waiting == 0
                ? ""
                : " · " + Wording.count(waiting, "change") + (waiting == 1 ? " waits" : " wait") + " for you";
        return (stacks.isEmpty() ? "" : Wording.clip(Wording.list(stacks, 3), 80) + " · ") + counts + " · "
                + Wording.count(findings.open().size(), "finding") + changes;
    }

    private static long running(Snapshot snapshot) {
        return snapshot.services().stream()
                .mapToLong(s -> snapshot.runningTasks(s.id()))
                .sum();
    }

    private static List<Figure> figures(
            Snapshot snapshot, Findings findings, Simulation simulation, Measurements measurements) {
        int critical = findings.open(Severity.CRITICAL).size();
        long running = running(snapshot);
        long desired = snapshot.services().stream()
                .filter(s -> !s.isJob())
                .mapToLong(snapshot::desiredTasks)
                .sum();
        long runningServices = snapshot.services().stream()
                .filter(s -> !s.isJob())
                .mapToLong(s -> snapshot.runningTasks(s.id()))
                .sum();
        List<Node> takers = snapshot.nodes().stream().filter(Node::takesTasks).toList();
        Resources capacity = sum(takers.stream().map(Node::capacity));
        Resources held = sum(takers.stream().map(n -> simulation.reserved(n.id())));
        List<NodeLoad> measured =
                takers.stream().flatMap(n -> measurements.node(n.id()).stream()).toList();
        List<Figure> figures = new ArrayList<>(List.of(
                new Figure(
                        Integer.toString(critical),
                        critical == 1 ? "critical finding" : "critical findings",
                        critical > 0 ? "bad" : "good",
                        "/findings?severity=critical"),
                new Figure(
                        runningServices + " of " + desired,
                        running == 1 ? "task runs" : "tasks run",
                        runningServices < desired ? "bad" : "",
                        "/services"),
                new Figure(
                        Quantities.percent(held.cpuNano(), capacity.cpuNano()),
                        "of CPU reserved" + inUse(measured, takers.size(), NodeLoad::cpuShare, NodeLoad::capacityCores),
                        "",
                        "/nodes"),
                new Figure(
                        Quantities.percent(held.memoryBytes(), capacity.memoryBytes()),
                        "of memory reserved"
                                + inUse(measured, takers.size(), NodeLoad::memoryShare, l ->
                                        (double) l.capacityBytes()),
                        "",
                        "/nodes")));
        if (Eyes.of(measurements).open()) {
            figures.add(kills(measurements));
            figures.add(latency(measurements));
        }
        return figures;
    }

    /** Of the nodes that are measured now, as the end of a phrase; empty if none is. @param of nodes in all */
    private static String inUse(
            List<NodeLoad> nodes,
            int of,
            Function<NodeLoad, Optional<Double>> share,
            ToDoubleFunction<NodeLoad> capacity) {
        List<NodeLoad> known =
                nodes.stream().filter(n -> share.apply(n).isPresent()).toList();
        double all = known.stream().mapToDouble(capacity).sum();
        if (all <= 0) {
            return "";
        }
        double used = known.stream()
                .mapToDouble(n -> share.apply(n).orElseThrow() * capacity.applyAsDouble(n))
                .sum();
        String where = known.size() == of ? "" : " on %d of %s".formatted(known.size(), Wording.count(of, "node"));
        return ", " + Measured.percent(used / all) + " in use" + where;
    }

    private static Figure kills(Measurements measurements) {
        long kills = measurements.kills().stream().filter(KillRecord::isMemory).count();
        return new Figure(
                Quantities.count(kills, "kill"), "out of memory this week", kills > 0 ? "bad" : "", "/findings/kills");
    }

    private static Figure latency(Measurements measurements) {
        List<PairLatency> pairs = measurements.latencies().recent().stream()
                .filter(l -> l.own() && l.isWithin(Duration.ofMinutes(1), measurements.at()))
                .toList();
        long lost = pairs.stream().filter(PairLatency::isLost).count();
        if (lost > 0) {
            return new Figure(
                    Quantities.count(lost, "pair"), "of nodes lost over the overlay", "bad", "/networks#latency");
        }
        return pairs.stream()
                .flatMap(l -> l.p95().stream())
                .max(Comparator.naturalOrder())
                .map(p -> new Figure(
                        Measured.millis(p) + " ms",
                        "overlay latency, p95 of the slowest pair",
                        "",
                        "/networks#latency"))
                .orElse(new Figure(Measured.UNKNOWN, "overlay latency, not measured now", "none", "/networks#latency"));
    }

    private static Resources sum(Stream<Resources> parts) {
        return parts.reduce(
                Resources.NONE, (a, b) -> Resources.of(a.cpuNano() + b.cpuNano(), a.memoryBytes() + b.memoryBytes()));
    }

    /** The worst one of each code: ten times the same says less than ten different ones. */
    private List<FindingRow> worst(Findings findings) {
        Set<FindingCode> shown = EnumSet.noneOf(FindingCode.class);
        List<Finding> open = findings.open();
        return open.stream()
                .filter(f -> shown.add(f.code()))
                .limit(WORST)
                .map(f -> view.row(f)
                        .withOthers(
                                open.stream().filter(o -> o.code() == f.code()).count() - 1))
                .toList();
    }

    private static PhaseRow phase(Phase phase, Findings findings) {
        Findings.Progress progress = findings.progress(phase);
        boolean done = progress.decided() > 0 && progress.done() == progress.decided();
        return new PhaseRow(
                phase.title(),
                Bar.done(progress.done(), progress.decided()),
                done ? "done" : progress.done() + " of " + progress.decided(),
                done ? "good" : "",
                "/findings?phase=" + phase.number());
    }
}
