package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One task that failed, was rejected, or was ended for its health check. Remembered because the engine forgets: it keeps
 * only a few ended tasks per slot.
 *
 * @param slot {@code 3} for a replica, {@code on w2} for a global service's task: as it stands in a sentence
 * @param template hash of the task's own spec
 * @param error the engine's words, never empty
 * @param unhealthy the engine ended it for its health check
 */
public record Failure(
        String taskId,
        String serviceId,
        String slot,
        String template,
        Instant at,
        String error,
        Optional<Integer> exitCode,
        boolean unhealthy) {

    /** In the engine's error for such a task. */
    private static final String UNHEALTHY = "unhealthy container";

    /**
     * Empty if the task did not fail.
     *
     * @param endedUnhealthy its container was unhealthy when it ended. A task that goes with exit code 0 when it is told
     *     to is {@code complete} to the engine, without an error, even if its health check was why it was told to
     */
    public static Optional<Failure> of(Task task, boolean endedUnhealthy) {
        return switch (task.state()) {
            case FAILED, REJECTED ->
                Optional.of(of(
                        task,
                        task.error().isEmpty() ? task.state().name().toLowerCase(Locale.ROOT) : task.error(),
                        task.error().contains(UNHEALTHY)));
            case COMPLETE -> endedUnhealthy ? Optional.of(of(task, UNHEALTHY, true)) : Optional.empty();
            case NEW,
                    ALLOCATED,
                    PENDING,
                    ASSIGNED,
                    ACCEPTED,
                    PREPARING,
                    READY,
                    STARTING,
                    RUNNING,
                    SHUTDOWN,
                    REMOVE,
                    ORPHANED -> Optional.empty();
        };
    }

    private static Failure of(Task task, String error, boolean unhealthy) {
        return new Failure(
                task.id(),
                task.serviceId(),
                slot(task),
                task.templateHash(),
                task.stateSince(),
                error,
                task.exitCode(),
                unhealthy);
    }

    /** The same for all tasks that take each other's place. */
    static String slot(Task task) {
        return task.slot() > 0
                ? Integer.toString(task.slot())
                : "on " + task.nodeId().orElse("no node");
    }
}
