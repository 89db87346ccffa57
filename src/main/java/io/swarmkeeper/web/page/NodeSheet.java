package io.swarmkeeper.web.page;

import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one node's page says about it. */
final class NodeSheet {

    private NodeSheet() {}

    static List<Plot> plots(Node node, Measurements measurements, Resources held, Instant now) {
        List<Plot> plots = new ArrayList<>();
        measurements.node(node.id()).map(NodeLoad::series).ifPresent(series -> {
            Plot.cpu(
                            "plot-cpu",
                            "CPU",
                            series,
                            now,
                            List.of(
                                    new Plot.Line("held", held.cpuNano() / 1e9),
                                    new Plot.Line("capacity", node.capacity().cpuNano() / 1e9)))
                    .ifPresent(plots::add);
            Plot.memory(
                            "plot-memory",
                            "Memory",
                            series,
                            now,
                            List.of(
                                    new Plot.Line("held", held.memoryBytes()),
                                    new Plot.Line("capacity", node.capacity().memoryBytes())))
                    .ifPresent(plots::add);
        });
        return plots;
    }

    /** A task with what it holds and uses; what is not measured is {@code -}. */
    record Held(
            String service,
            String href,
            String task,
            Tag state,
            When since,
            String cpu,
            String cpuUsed,
            String memory,
            String memoryUsed) {}

    static List<Held> tasks(Node node, Snapshot snapshot, Measurements measurements, SwarmView view) {
        return snapshot.tasksOn(node.id()).stream()
                .filter(t -> t.state().holdsResources() || t.isWanted())
                .sorted(Comparator.comparingLong((Task t) -> t.reservations().memoryBytes())
                        .reversed())
                .map(t -> held(t, snapshot, UseSheet.ofTask(measurements.service(t.serviceId()), t.id()), view))
                .toList();
    }

    private static Held held(Task t, Snapshot snapshot, Optional<TaskUse> use, SwarmView view) {
        return new Held(
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
                Measured.cores(use.flatMap(TaskUse::cores)),
                ServiceRow.memory(t.reservations()),
                Measured.bytes(use.flatMap(TaskUse::memoryBytes)));
    }

    /** What would happen without this node, one line each, worst first. */
    static List<String> loss(Node node, Snapshot snapshot, Simulation simulation) {
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

    static List<ServiceSheet.Fact> facts(Node node) {
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

    static List<ServiceSheet.Entry> labels(String prefix, Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .limit(200)
                        .map(e -> ServiceSheet.Entry.of(prefix + e.getKey(), Masking.value(e.getKey(), e.getValue())))
                        .toList();
    }
}
