package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Verdict;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.access.Viewer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    record MetricRow(String title, String target, String value, Tag tag, String note) {}

    @GetMapping("/")
    String overview(Model model, Viewer viewer) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Simulation simulation = Simulation.of(snapshot);
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
        model.addAttribute("figures", figures(snapshot, findings, simulation));
        model.addAttribute("worst", worst(findings));
        model.addAttribute("openCount", findings.open().size());
        model.addAttribute(
                "phases",
                Arrays.stream(Phase.values()).map(p -> phase(p, findings)).toList());
        List<Metric> metrics = view.analysis().scorecard().metrics();
        model.addAttribute(
                "metrics", metrics.stream().map(OverviewController::metric).toList());
        model.addAttribute(
                "unknownBecause",
                metrics.stream()
                        .filter(m -> m.state() == Scorecard.State.UNKNOWN)
                        .map(Metric::note)
                        .distinct()
                        .limit(2)
                        .toList());
        model.addAttribute("waiting", waiting);
        model.addAttribute("running", running);
        model.addAttribute(
                "nodes",
                snapshot.nodes().stream()
                        .sorted(NodeCard.ORDER)
                        .limit(NODES)
                        .map(n -> NodeCard.of(n, snapshot, findings, simulation))
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

    private static List<Figure> figures(Snapshot snapshot, Findings findings, Simulation simulation) {
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
        return List.of(
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
                new Figure(Quantities.percent(held.cpuNano(), capacity.cpuNano()), "of CPU reserved", "", "/nodes"),
                new Figure(
                        Quantities.percent(held.memoryBytes(), capacity.memoryBytes()),
                        "of memory reserved",
                        "",
                        "/nodes"));
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

    private static MetricRow metric(Metric metric) {
        return new MetricRow(
                metric.title(), metric.target(), metric.value().orElse(""), Tag.of(metric.state()), metric.note());
    }
}
