package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.util.Optional;

/**
 * One task that failed or was rejected. Remembered because the engine forgets: it keeps only a few ended tasks per slot.
 *
 * @param slot {@code 3} for a replica, {@code on w2} for a global service's task: as it stands in a sentence
 * @param template hash of the task's own spec
 * @param error the engine's words, never empty
 */
public record Failure(
        String taskId,
        String serviceId,
        String slot,
        String template,
        Instant at,
        String error,
        Optional<Integer> exitCode) {

    /** Empty if the task did not fail. */
    public static Optional<Failure> of(Task task) {
        return switch (task.state()) {
            case FAILED, REJECTED ->
                Optional.of(new Failure(
                        task.id(),
                        task.serviceId(),
                        slot(task),
                        task.templateHash(),
                        task.stateSince(),
                        task.error().isEmpty() ? task.state().name().toLowerCase(java.util.Locale.ROOT) : task.error(),
                        task.exitCode()));
            case NEW,
                    ALLOCATED,
                    PENDING,
                    ASSIGNED,
                    ACCEPTED,
                    PREPARING,
                    READY,
                    STARTING,
                    RUNNING,
                    COMPLETE,
                    SHUTDOWN,
                    REMOVE,
                    ORPHANED -> Optional.empty();
        };
    }

    /** The same for all tasks that take each other's place. */
    static String slot(Task task) {
        return task.slot() > 0
                ? Integer.toString(task.slot())
                : "on " + task.nodeId().orElse("no node");
    }
}
