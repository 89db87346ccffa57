package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        model.addAttribute("headline", headline(snapshot, findings));
        model.addAttribute(
                "nodes",
                snapshot.nodes().stream()
                        .sorted(NodeCard.ORDER)
                        .map(n -> NodeCard.of(n, snapshot, findings, simulation))
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

    @GetMapping("/nodes/{id}")
    String node(Model model, @PathVariable String id) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Node node = snapshot.nodes().stream()
                .filter(n -> n.id().equals(id) || n.hostname().equals(id))
                .findFirst()
                .orElseThrow(() -> new UnknownThingException(
                        "The latest snapshot has no node with the id or name " + Wording.name(id) + "."));
        Simulation simulation = Simulation.of(snapshot);
        List<Finding> found = findings.on(Subject.Kind.NODE, node.id()).toList();
        model.addAttribute("card", NodeCard.of(node, snapshot, findings, simulation));
        model.addAttribute(
                "headline",
                found.stream()
                        .filter(Finding::isOpen)
                        .findFirst()
                        .map(f -> Wording.clip(f.title(), 240))
                        .orElse(Wording.name(node.hostname()) + (node.takesTasks() ? " is well" : " takes no tasks")));
        model.addAttribute("facts", facts(node));
        model.addAttribute("labels", labels("node.labels.", node.labels()));
        model.addAttribute("engineLabels", labels("engine.labels.", node.engineLabels()));
        model.addAttribute("findings", view.rows(found.stream()));
        model.addAttribute("tasks", tasks(node, snapshot));
        model.addAttribute("loss", loss(node, snapshot, simulation));
        return "nodes/detail";
    }

    /** A task with what it holds. */
    record Held(String service, String href, String task, Tag state, When since, String cpu, String memory) {}

    private List<Held> tasks(Node node, Snapshot snapshot) {
        return snapshot.tasksOn(node.id()).stream()
                .filter(t -> t.state().holdsResources() || t.isWanted())
                .sorted(Comparator.comparingLong((Task t) -> t.reservations().memoryBytes())
                        .reversed())
                .map(t -> new Held(
                        snapshot.findService(t.serviceId())
                                .map(s -> Wording.name(s.name()))
                                .orElse(t.serviceId()),
                        "/services/" + FindingRow.encode(t.serviceId()),
                        t.slot() > 0 ? Integer.toString(t.slot()) : "",
                        new Tag(
                                switch (NodeCard.look(t)) {
                                    case "x" -> "bad";
                                    case "wait" -> "warn";
                                    default -> "good";
                                },
                                Wording.words(t.state())),
                        view.when(t.stateSince()),
                        ServiceRow.cpu(t.reservations()),
                        ServiceRow.memory(t.reservations())))
                .toList();
    }

    /** What would happen without this node, one line each, worst first. */
    private static List<String> loss(Node node, Snapshot snapshot, Simulation simulation) {
        if (snapshot.nodes().size() < 2) {
            return List.of("It is the only node: without it nothing runs.");
        }
        Simulation.Loss loss = simulation.lose(node.id());
        int displaced =
                loss.displaced().values().stream().mapToInt(Integer::intValue).sum();
        if (displaced == 0) {
            return List.of("No task would have to move.");
        }
        List<String> lines = new ArrayList<>();
        loss.homeless()
                .forEach((serviceId, count) -> lines.add("%s of %s would fit nowhere: %s"
                        .formatted(
                                Wording.count(count, "task"),
                                snapshot.findService(serviceId)
                                        .map(Service::shortName)
                                        .orElse(serviceId),
                                loss.because().getOrDefault(serviceId, "no suitable node"))));
        int homeless =
                loss.homeless().values().stream().mapToInt(Integer::intValue).sum();
        lines.add(
                homeless == 0
                        ? Wording.sentence(Wording.count(displaced, "task")) + " would move and fit on the other nodes."
                        : Wording.sentence(Wording.count(displaced - homeless, "task"))
                                + " would find a place on the other nodes.");
        return lines;
    }

    private static List<ServiceSheet.Fact> facts(Node node) {
        List<ServiceSheet.Fact> facts = new ArrayList<>();
        facts.add(new ServiceSheet.Fact("Address", node.address().isEmpty() ? "not given" : node.address()));
        facts.add(
                new ServiceSheet.Fact("Cores", Quantities.cores(node.capacity().cpuNano())));
        facts.add(
                new ServiceSheet.Fact("Memory", Quantities.bytes(node.capacity().memoryBytes())));
        node.capacity().generic().forEach((kind, n) -> facts.add(new ServiceSheet.Fact(kind, n.toString())));
        facts.add(new ServiceSheet.Fact("Engine", node.engineVersion()));
        facts.add(new ServiceSheet.Fact("Platform", node.os() + "/" + node.architecture()));
        facts.add(new ServiceSheet.Fact("Availability", Wording.words(node.availability())));
        if (!node.stateMessage().isEmpty()) {
            facts.add(new ServiceSheet.Fact("The managers say", Wording.clip(node.stateMessage(), 300)));
        }
        facts.add(new ServiceSheet.Fact("Id", node.id()));
        return facts;
    }

    private static List<ServiceSheet.Entry> labels(String prefix, Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .limit(200)
                        .map(e -> ServiceSheet.Entry.of(prefix + e.getKey(), Masking.value(e.getKey(), e.getValue())))
                        .toList();
    }
}
