package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fewer tasks run than are wanted. How long is told by the engine's own times: a slot has been empty since the oldest of
 * its latest tasks that never got to run was made. Tasks that ended as they should (a restart policy that lets them) are
 * not missed, nor are jobs.
 */
final class UnderReplicated extends PerService {

    private final Duration after;

    /** @param after how long it may last: an update or a restart takes a moment */
    UnderReplicated(Duration after) {
        this.after = after;
    }

    @Override
    public FindingCode code() {
        return FindingCode.UNDER_REPLICATED;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        long desired = situation.desired(service);
        if (service.isJob() || desired == 0) {
            return Optional.empty();
        }
        Map<String, List<Task>> slots = new HashMap<>();
        for (Task task : situation.snapshot().tasksOf(service.id())) {
            if (task.desiredState() != Task.State.REMOVE) {
                slots.computeIfAbsent(Failure.slot(task), k -> new ArrayList<>())
                        .add(task);
            }
        }
        long running = 0;
        long finished = 0;
        Instant since = situation.now();
        String why = "";
        for (List<Task> slot : slots.values()) {
            slot.sort(Comparator.comparing(Task::createdAt).reversed());
            if (slot.stream().anyMatch(Task::isRunning)) {
                running++;
            } else if (mayEnd(service, slot.getFirst())) {
                finished++;
            } else if (slot.stream().anyMatch(Task::isWanted)) {
                Instant empty = emptySince(slot);
                since = empty.isBefore(since) ? empty : since;
                why = why.isEmpty() ? reason(slot) : why;
            }
        }
        long missing = desired - running - finished;
        if (missing <= 0) {
            return Optional.empty();
        }
        String name = Words.name(service.name());
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        running == 0
                                ? name + " does not run"
                                : "%s runs with %d of %d tasks".formatted(name, running, desired),
                        "%d of %d tasks run%s.%s"
                                .formatted(
                                        running,
                                        desired,
                                        finished == 0 ? "" : " and " + finished + " ended as they should",
                                        why.isEmpty() ? " The engine gives no reason." : " The engine says: " + why))
                .with("running", running)
                .with("desired", desired)
                .with("missing", missing)
                .with("reason", why)
                .lasting(since, after));
    }

    /** The last task of the slot ended well, and the restart policy leaves it at that. */
    private static boolean mayEnd(Service service, Task last) {
        return last.state() == Task.State.COMPLETE
                && !service.template().restartPolicy().condition().equals("any");
    }

    /** @param newestFirst at least one task */
    private static Instant emptySince(List<Task> newestFirst) {
        Instant since = newestFirst.getFirst().createdAt();
        for (Task task : newestFirst) {
            boolean mayHaveRun = task.state() == Task.State.RUNNING
                    || task.state().isTerminal()
                            && task.state() != Task.State.REJECTED
                            && !task.containerId().isEmpty();
            if (mayHaveRun) {
                break;
            }
            since = task.createdAt();
        }
        return since;
    }

    private static String reason(List<Task> newestFirst) {
        for (Task task : newestFirst) {
            if (!task.error().isEmpty()) {
                return Words.text(task.error());
            }
        }
        Task newest = newestFirst.getFirst();
        // An exhausted network gives a task no error at all (reference: networks).
        return newest.state() == Task.State.NEW ? "nothing; a task that stays new mostly waits for an address" : "";
    }
}
