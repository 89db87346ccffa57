package io.swarmkeeper.web.api;

import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run one replica, ended ones too.
 *
 * @param slot replica number; null for global services
 * @param nodeId null until the scheduler has chosen
 * @param error the engine's word on why it failed or waits; null if none
 * @param exitCode null until its container has ended
 */
record TaskView(
        String id,
        String serviceId,
        @Nullable String serviceName,
        @Nullable Integer slot,
        @Nullable String nodeId,
        @Nullable String nodeHostname,
        String state,
        String desiredState,
        Instant stateSince,
        String message,
        @Nullable String error,
        @Nullable Integer exitCode,
        String image,
        AmountView reservations,
        Instant createdAt,
        Instant updatedAt) {

    static List<TaskView> listOf(Stream<Task> tasks, Snapshot snapshot) {
        return tasks.map(t -> of(t, snapshot)).toList();
    }

    private static TaskView of(Task task, Snapshot snapshot) {
        return new TaskView(
                task.id(),
                task.serviceId(),
                snapshot.findService(task.serviceId()).map(s -> s.name()).orElse(null),
                task.slot() == 0 ? null : task.slot(),
                task.nodeId().orElse(null),
                task.nodeId().flatMap(snapshot::findNode).map(n -> n.hostname()).orElse(null),
                Words.of(task.state()),
                Words.of(task.desiredState()),
                task.stateSince(),
                Shown.text(task.message()),
                task.error().isEmpty() ? null : Shown.text(task.error()),
                task.exitCode().orElse(null),
                Shown.text(task.image()),
                AmountView.of(task.reservations()),
                task.createdAt(),
                task.updatedAt());
    }
}
