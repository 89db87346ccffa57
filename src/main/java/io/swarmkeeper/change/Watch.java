package io.swarmkeeper.change;

import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Judges, look by look, whether a service's tasks have come to run on its present spec. The engine's "completed" counts
 * for nothing (reference: swarm pitfalls 0.6). Remembers only since when a task has been stuck; not safe for threads.
 */
final class Watch {

    /** What one look shows. */
    sealed interface Sight {
        /** Every wanted task runs on the present spec and every former one has stopped. */
        record Running(Set<String> taskIds) implements Sight {}

        /** On its way. @param progress for people */
        record Waiting(String progress) implements Sight {}

        /** It will not come to run. @param why for people */
        record Broken(String why) implements Sight {}
    }

    private final Specs.Wanted wanted;
    private final Set<String> before;
    private final Duration stuck;
    private final Predicate<String> nodeAnswers;
    private final Map<String, Instant> stuckSince = new HashMap<>();

    /**
     * @param before ids of tasks whose failures are of the past
     * @param stuck how long a task may be new, or pending with an error, while none of the service is still stopping
     * @param nodeAnswers tells by node id whether its engine can still stop a task
     */
    Watch(Specs.Wanted wanted, Set<String> before, Duration stuck, Predicate<String> nodeAnswers) {
        this.wanted = wanted;
        this.before = before;
        this.stuck = stuck;
        this.nodeAnswers = nodeAnswers;
    }

    /**
     * @param current the tasks made from the present spec
     * @param all every task of the service
     */
    Sight look(LiveService live, List<Task> current, List<Task> all, Instant now) {
        for (Task task : current) {
            if (!before.contains(task.id()) && hasFailed(task)) {
                return new Sight.Broken(describe(task));
            }
        }
        String update = live.updateState().orElse("");
        if (update.equals("paused") || update.startsWith("rollback")) {
            return new Sight.Broken("the engine's own update is %s: %s".formatted(update, live.updateMessage()));
        }
        if (all.stream().anyMatch(this::isStopping)) {
            // It still holds what a new task may be waiting for: its room, its host port, its address.
            stuckSince.clear();
            return running(current, all);
        }
        for (Task task : current) {
            if (task.isWanted() && isStuck(task, now)) {
                return new Sight.Broken(describe(task) + " for over " + stuck.toSeconds() + " s");
            }
        }
        return running(current, all);
    }

    /** A task that ended on its own or was refused; one that was told to stop has not failed. */
    static boolean hasFailed(Task task) {
        return switch (task.state()) {
            case FAILED, REJECTED, COMPLETE -> true;
            case NEW, ALLOCATED, PENDING, ASSIGNED, ACCEPTED, PREPARING, READY, STARTING, RUNNING -> false;
            case SHUTDOWN, REMOVE, ORPHANED -> false;
        };
    }

    private boolean isStuck(Task task, Instant now) {
        boolean suspect = task.state() == Task.State.NEW
                || task.state() == Task.State.PENDING && !task.error().isEmpty();
        String key = task.id() + task.state();
        if (!suspect) {
            return false;
        }
        Instant since = stuckSince.computeIfAbsent(key, k -> now);
        return Duration.between(since, now).compareTo(stuck) > 0;
    }

    /** The same without judging failures: for a way back, where anything that still may come to run is welcome. */
    Sight running(List<Task> current, List<Task> all) {
        Set<String> currentIds = current.stream().map(Task::id).collect(Collectors.toSet());
        Set<String> running = new HashSet<>();
        Set<Integer> slots = new HashSet<>();
        long onTheWay = 0;
        long former = 0;
        for (Task task : all) {
            boolean isCurrent = currentIds.contains(task.id());
            if (isCurrent && task.isRunning()) {
                running.add(task.id());
                slots.add(task.slot());
            } else if (task.isWanted()) {
                onTheWay++;
            } else if (isStopping(task)) {
                former++;
            }
        }
        boolean enough = switch (wanted) {
            case Specs.Wanted.Replicas(long count) -> slots.size() >= count;
            case Specs.Wanted.EveryNode() -> true;
            case Specs.Wanted.Job() -> true;
        };
        return enough && onTheWay == 0 && former == 0
                ? new Sight.Running(running)
                : new Sight.Waiting("%d running on the new spec, %d on the way, %d stopping"
                        .formatted(running.size(), onTheWay, former));
    }

    /** Told to stop and not stopped yet, where that may still be heard of. */
    private boolean isStopping(Task task) {
        return !task.isWanted()
                && task.state().holdsResources()
                && task.nodeId().map(nodeAnswers::test).orElse(false);
    }

    static String describe(Task task) {
        String what = (task.slot() > 0 ? "replica " + task.slot() : "a task") + " is "
                + task.state().name().toLowerCase(Locale.ROOT);
        String exit =
                task.exitCode().filter(c -> c != 0).map(c -> ", exit code " + c).orElse("");
        String said = task.error().isEmpty() ? task.message() : task.error();
        return what + exit + (said.isEmpty() ? "" : ", the engine says: " + said);
    }
}
