package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A node as lists show it: its tasks as boxes, what is used and held of what it has.
 *
 * @param standing leader, manager or worker, and availability if it is not active
 * @param agent of the node, as it stands; empty if agents are not asked
 * @param capacities CPU, then memory
 * @param remark the worst thing found on it, in words; empty if nothing
 */
record NodeCard(
        String id,
        String hostname,
        List<Tag> tags,
        String standing,
        String address,
        String engine,
        String platform,
        Optional<AgentRow> agent,
        Optional<String> remark,
        List<Box> boxes,
        String boxesText,
        List<Capacity> capacities) {

    /** Managers first. */
    static final Comparator<Node> ORDER = Comparator.comparing(Node::role).thenComparing(Node::hostname);

    /** Most boxes drawn on one node; the text beside them always counts all. */
    private static final int MAX_BOXES = 400;

    /**
     * One task.
     *
     * @param look empty while it runs, {@code wait} before, {@code x} when it failed
     */
    record Box(String name, String state, String look, String href) {}

    static NodeCard of(
            Node node,
            Snapshot snapshot,
            Findings findings,
            Simulation simulation,
            Measurements measurements,
            Instant now) {
        List<Task> tasks = snapshot.tasksOn(node.id()).stream()
                .filter(NodeCard::isShown)
                .sorted(Comparator.comparing((Task t) -> serviceName(t, snapshot))
                        .thenComparing(Task::slot))
                .toList();
        long failing = tasks.stream().filter(t -> look(t).equals("x")).count();
        Resources held = simulation.reserved(node.id());
        Optional<NodeLoad.Now> use = measurements.node(node.id()).flatMap(NodeLoad::now);
        return new NodeCard(
                node.id(),
                Wording.name(node.hostname()),
                tags(node, findings),
                standing(node),
                node.address(),
                node.engineVersion(),
                node.os() + "/" + node.architecture(),
                measurements.asked() ? Optional.of(AgentRow.of(node, measurements, now)) : Optional.empty(),
                findings.on(Subject.Kind.NODE, node.id())
                        .filter(Finding::isOpen)
                        .findFirst()
                        .map(f -> Wording.clip(f.explanation(), 200)),
                tasks.stream().limit(MAX_BOXES).map(t -> box(t, snapshot)).toList(),
                Wording.count(tasks.size(), "task") + (failing == 0 ? "" : ", " + failing + " failing"),
                List.of(
                        Capacity.cpu(
                                measurements.asked(),
                                use.flatMap(NodeLoad.Now::cores),
                                held.cpuNano(),
                                node.capacity().cpuNano()),
                        Capacity.memory(
                                measurements.asked(),
                                use.map(NodeLoad.Now::memoryBytes),
                                held.memoryBytes(),
                                node.capacity().memoryBytes())));
    }

    /** What is on the node now, and what failed there and was not yet replaced. */
    private static boolean isShown(Task task) {
        return task.state().holdsResources() || task.isWanted();
    }

    private static Box box(Task task, Snapshot snapshot) {
        Optional<Service> service = snapshot.findService(task.serviceId());
        String name = service.map(Service::shortName).orElse("deleted service");
        return new Box(
                Wording.clip(task.slot() > 0 ? name + "." + task.slot() : name, 60),
                Wording.words(task.state()),
                look(task),
                "/services/" + FindingRow.encode(task.serviceId()));
    }

    static String look(Task task) {
        return switch (task.state()) {
            case RUNNING, COMPLETE -> "";
            case NEW, ALLOCATED, PENDING, ASSIGNED, ACCEPTED, PREPARING, READY, STARTING -> "wait";
            case SHUTDOWN, FAILED, REJECTED, REMOVE, ORPHANED -> "x";
        };
    }

    private static String serviceName(Task task, Snapshot snapshot) {
        return snapshot.findService(task.serviceId()).map(Service::name).orElse("");
    }

    static List<Tag> tags(Node node, Findings findings) {
        List<Tag> state = List.of(
                switch (node.state()) {
                    case READY ->
                        switch (node.availability()) {
                            case ACTIVE -> new Tag("good", "ready");
                            case PAUSE -> new Tag("warn", "paused");
                            case DRAIN -> new Tag("warn", "drained");
                        };
                    case DOWN -> new Tag("bad", "down");
                    case DISCONNECTED -> new Tag("bad", "disconnected");
                    case UNKNOWN -> new Tag("wait", "unknown");
                });
        boolean needed = findings.find(FindingCode.NODE_LOSS_UNSURVIVABLE, node.id())
                .filter(Finding::isOpen)
                .isPresent();
        return needed ? List.of(state.getFirst(), new Tag("warn", "not expendable")) : state;
    }

    private static String standing(Node node) {
        return node.manager()
                .map(m -> m.leader()
                        ? "leader"
                        : m.reachability() == Node.Reachability.REACHABLE
                                ? "manager"
                                : "manager, " + Wording.words(m.reachability()))
                .orElse("worker");
    }
}
