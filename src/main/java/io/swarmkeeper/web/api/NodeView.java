package io.swarmkeeper.web.api;

import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One machine.
 *
 * @param manager standing in the quorum; null on a worker
 * @param capacity what the scheduler counts with
 * @param reserved by the tasks that hold resources here now
 * @param usage null if it is not measured now
 */
record NodeView(
        String id,
        String hostname,
        String role,
        String availability,
        String state,
        String stateMessage,
        String address,
        @Nullable ManagerView manager,
        Map<String, String> labels,
        Map<String, String> engineLabels,
        String os,
        String architecture,
        String engineVersion,
        AmountView capacity,
        AmountView reserved,
        UsageViews.@Nullable NodeUsageView usage,
        TaskCount tasks,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    record ManagerView(boolean leader, String reachability, String address) {}

    /** @param holding tasks that hold resources here, whether they run yet or not */
    record TaskCount(long running, long holding) {}

    static List<NodeView> listOf(Snapshot snapshot, Measurements measurements) {
        Simulation now = Simulation.of(snapshot);
        return snapshot.nodes().stream()
                .map(n -> of(n, snapshot, now, measurements.node(n.id())))
                .toList();
    }

    private static NodeView of(Node node, Snapshot snapshot, Simulation now, Optional<NodeLoad> load) {
        List<Task> tasks = snapshot.tasksOn(node.id());
        return new NodeView(
                node.id(),
                node.hostname(),
                Words.of(node.role()),
                Words.of(node.availability()),
                Words.of(node.state()),
                node.stateMessage(),
                node.address(),
                node.manager()
                        .map(m -> new ManagerView(m.leader(), Words.of(m.reachability()), m.address()))
                        .orElse(null),
                Shown.labels(node.labels()),
                Shown.labels(node.engineLabels()),
                node.os(),
                node.architecture(),
                node.engineVersion(),
                AmountView.exactly(node.capacity()),
                AmountView.exactly(now.reserved(node.id())),
                UsageViews.NodeUsageView.of(load),
                new TaskCount(
                        tasks.stream().filter(Task::isRunning).count(),
                        tasks.stream().filter(t -> t.state().holdsResources()).count()),
                node.version(),
                node.createdAt(),
                node.updatedAt());
    }
}
