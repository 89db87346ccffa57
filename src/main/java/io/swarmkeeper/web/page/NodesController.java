package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** All nodes with their tasks as boxes, and one of them. */
@Controller
class NodesController {

    private final SwarmView view;

    NodesController(SwarmView view) {
        this.view = view;
    }

    @GetMapping("/nodes")
    String nodes(Model model) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Simulation simulation = Simulation.of(snapshot);
        Measurements measurements = view.measurements();
        List<AgentRow> agents = AgentRow.all(snapshot, measurements, view.now());
        model.addAttribute("headline", headline(snapshot, findings) + headline(measurements));
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("agents", agents);
        model.addAttribute(
                "nodes",
                snapshot.nodes().stream()
                        .sorted(NodeCard.ORDER)
                        .map(n -> NodeCard.of(n, snapshot, findings, simulation, measurements, view.now()))
                        .toList());
        model.addAttribute(
                "homeless",
                snapshot.tasks().stream()
                        .filter(t -> t.isWanted() && t.nodeId().isEmpty())
                        .limit(100)
                        .map(t -> homeless(t, snapshot))
                        .toList());
        return "nodes/list";
    }

    /** A task that waits for a node. */
    record Homeless(String service, String href, String state, When since, String why) {}

    private Homeless homeless(Task task, Snapshot snapshot) {
        return new Homeless(
                snapshot.findService(task.serviceId())
                        .map(s -> Wording.name(s.name()))
                        .orElse(task.serviceId()),
                "/services/" + FindingRow.encode(task.serviceId()),
                Wording.words(task.state()),
                view.when(task.stateSince()),
                Wording.clip(task.error().isEmpty() ? task.message() : task.error(), 300));
    }

    private String headline(Snapshot snapshot, Findings findings) {
        List<Node> down = snapshot.nodes().stream()
                .filter(n -> n.state() != Node.State.READY)
                .toList();
        if (down.size() == 1) {
            Node node = down.getFirst();
            String since = findings.find(FindingCode.NODE_DOWN, node.id())
                    .map(f -> " since " + view.when(f.since()).span())
                    .orElse("");
            return Wording.name(node.hostname()) + " is " + Wording.words(node.state()) + since;
        }
        if (down.size() > 1) {
            return down.size() + " of " + snapshot.nodes().size() + " nodes do not answer: "
                    + Wording.list(
                            down.stream().map(n -> Wording.name(n.hostname())).toList(), 4);
        }
        List<String> needed = findings.all().stream()
                .filter(f -> f.isOpen() && f.code() == FindingCode.NODE_LOSS_UNSURVIVABLE)
                .map(f -> Wording.name(f.subject().name()))
                .toList();
        String count = Wording.count(snapshot.nodes().size(), "node");
        String ready = snapshot.nodes().size() == 1 ? count + " is ready" : "All " + count + " are ready";
        return needed.isEmpty() ? ready : ready + "; " + Wording.list(needed, 3) + " cannot be lost";
    }

    /** What follows if agents that were heard once are not any more; empty text otherwise. */
    private static String headline(Measurements measurements) {
        List<AgentState> lost = measurements.agents().stream()
                .filter(a -> !a.isHeard() && a.nodeId().isPresent())
                .toList();
        if (lost.isEmpty()) {
            return "";
        }
        String names =
                Wording.list(lost.stream().map(a -> Wording.name(a.hostname())).toList(), 3);
        boolean one = lost.size() == 1;
        boolean answer = lost.stream().allMatch(a -> a.standing() == AgentState.Standing.NO_SAMPLES);
        String what =
                answer ? (one ? " measures nothing" : " measure nothing") : one ? " is not heard" : " are not heard";
        return (one ? "; the agent of " : "; the agents of ") + names + what;
    }

    private static String headline(Node node, List<Finding> found, Optional<AgentState> agent) {
        Optional<String> wrong =
                found.stream().filter(Finding::isOpen).findFirst().map(f -> Wording.clip(f.title(), 240));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        String name = Wording.name(node.hostname());
        if (!node.takesTasks()) {
            return name + " takes no tasks";
        }
        Optional<String> clock = agent.filter(a -> a.isHeard() && a.isClockOff().orElse(false))
                .flatMap(AgentState::clockOffset)
                .map(AgentRow::clock);
        return clock.map(off -> "%s runs its tasks, but its clock is %s".formatted(name, off))
                .orElseGet(() -> name
                        + (agent.filter(AgentState::isHeard).isPresent()
                                ? " is well"
                                : " is well, as far as can be seen"));
    }

    @GetMapping("/nodes/{id}")
    String node(Model model, @PathVariable String id) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Node node = SwarmView.node(snapshot, id);
        Simulation simulation = Simulation.of(snapshot);
        List<Finding> found = findings.on(Subject.Kind.NODE, node.id()).toList();
        Measurements measurements = view.measurements();
        NodeCard card = NodeCard.of(node, snapshot, findings, simulation, measurements, view.now());
        model.addAttribute("card", card);
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("pairs", LatencyMap.from(node.id(), measurements.latencies(), view.now()));
        model.addAttribute("agent", AgentRow.of(node, measurements, view.now()));
        model.addAttribute(
                "source", measurements.node(node.id()).map(NodeLoad::source).orElse(""));
        model.addAttribute("plots", NodeSheet.plots(node, measurements, simulation.reserved(node.id()), view.now()));
        model.addAttribute("headline", headline(node, found, measurements.agentOf(node.id())));
        model.addAttribute("facts", NodeSheet.facts(node));
        model.addAttribute("labels", NodeSheet.labels("node.labels.", node.labels()));
        model.addAttribute("engineLabels", NodeSheet.labels("engine.labels.", node.engineLabels()));
        model.addAttribute("findings", view.rows(found.stream()));
        model.addAttribute("tasks", NodeSheet.tasks(node, snapshot, measurements, view));
        model.addAttribute("loss", NodeSheet.loss(node, snapshot, simulation));
        return "nodes/detail";
    }
}
