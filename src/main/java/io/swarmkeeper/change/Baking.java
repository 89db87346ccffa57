package io.swarmkeeper.change;

import io.swarmkeeper.analysis.AppliedFixes.AppliedFix;
import io.swarmkeeper.analysis.AppliedFixes.Value;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Written and running: the very same tasks must keep running through the whole bake, then the finding must be gone from
 * a fresh snapshot. A Swarm task runs only once, so the same ids running at the end have run all the time, even while
 * nobody could look.
 */
final class Baking implements Phase {

    private final Work work;
    private final Change change;
    private final Progress progress;
    private final Instant began;
    private final Instant until;
    private @Nullable Instant undecidedSince;

    Baking(Work work, Change change) {
        this.work = work;
        this.change = change;
        this.progress = work.store().progress(change.id());
        this.began = Sequence.began(change);
        this.until = progress.bakingSince()
                .orElseGet(() -> work.clock().instant())
                .plus(work.settings().bake());
        work.brake().remember(progress.readyNodes());
    }

    @Override
    public Move giveUp() {
        return Move.LOSE_SIGHT;
    }

    @Override
    public Duration look() throws SwarmUnavailableException {
        Optional<LiveService> live = work.control().readService(serviceId());
        if (live.isEmpty()) {
            return end(Move.SUPERSEDE, "The service is gone from the Swarm.");
        }
        String ours = progress.written().getLast();
        String hash = SpecHash.of(live.get().specJson());
        if (!hash.equals(SpecHash.of(ours))) {
            return movedAway(live.get(), ours, hash);
        }
        if (progress.baking().isEmpty()) {
            return end(
                    Move.LOSE_SIGHT,
                    "The new spec is live, but the service has no tasks: nothing shows whether it works."
                            + " Accept it as it is or undo it.");
        }
        Optional<Duration> ended = checkTasks();
        if (ended.isPresent()) {
            return ended.get();
        }
        String update = live.get().updateState().orElse("");
        if (update.equals("paused") || update.startsWith("rollback")) {
            return end(Move.TURN_BACK, "Taken back: " + Busy.words(live.get()));
        }
        List<String> brakes = work.brake().since(began, serviceId());
        if (!brakes.isEmpty()) {
            return end(Move.LOSE_SIGHT, stopped(brakes));
        }
        Instant now = work.clock().instant();
        if (now.isBefore(until)) {
            return shorter(work.settings().bakePoll(), Duration.between(now, until));
        }
        if (update.equals("updating")) {
            // The tasks have run through the bake; the engine only has not counted its own monitor time to the end.
            return Sequence.pastDeadline(
                            work, until, ours, progress.readyNodes().size())
                    ? end(Move.LOSE_SIGHT, "All tasks run, but the engine does not end its update.")
                    : work.settings().poll();
        }
        return prove();
    }

    private Duration movedAway(LiveService live, String ours, String hash) {
        boolean takenBack = hash.equals(SpecHash.of(change.savedSpec()))
                && live.updateState().orElse("").startsWith("rollback");
        return takenBack
                ? end(Move.TURN_BACK, "The engine took the update back by itself: " + live.updateMessage())
                : end(
                        Move.SUPERSEDE,
                        "Somebody else changed the service during the bake: %s. Theirs is left as it is."
                                .formatted(Specs.differences(ours, live.specJson())));
    }

    /** @return empty if every task that must run does */
    private Optional<Duration> checkTasks() throws SwarmUnavailableException {
        Map<String, Task> tasks =
                work.control().readTasks(serviceId()).stream().collect(Collectors.toMap(Task::id, Function.identity()));
        for (String id : progress.baking()) {
            Task task = tasks.get(id);
            if (task == null || !task.isRunning()) {
                return Optional.of(lost(Optional.ofNullable(task)));
            }
        }
        return Optional.empty();
    }

    private Duration lost(Optional<Task> task) throws SwarmUnavailableException {
        String what = task.map(Watch::describe).orElse("a task is gone");
        if (task.isPresent() && Watch.hasFailed(task.get())) {
            return end(Move.TURN_BACK, "Taken back: during the bake " + what);
        }
        // It did not fail by itself: was its node lost or drained? Then the fix is neither proven nor to blame.
        Snapshot snapshot = work.collector().fresh();
        work.brake().observe(snapshot);
        List<String> reasons = new ArrayList<>(work.brake().since(began, serviceId()));
        if (reasons.isEmpty()) {
            lostNode(task, snapshot).ifPresent(why -> reasons.add(what + ", and " + why));
        }
        return reasons.isEmpty()
                ? end(Move.TURN_BACK, "Taken back: during the bake " + what)
                : end(Move.LOSE_SIGHT, stopped(reasons));
    }

    /**
     * Why the task's node could not keep it, in words; empty if it still could. A paused node keeps its tasks. Of a task
     * that is gone nobody knows the node: it may be any of those that were ready.
     */
    private Optional<String> lostNode(Optional<Task> task, Snapshot snapshot) {
        Collection<String> nodes =
                task.flatMap(Task::nodeId).<Collection<String>>map(List::of).orElse(progress.readyNodes());
        for (String id : nodes) {
            Optional<Node> node = snapshot.findNode(id);
            if (node.isEmpty()) {
                return Optional.of("its node is gone from the Swarm");
            }
            String name = node.get().hostname();
            if (node.get().state() != Node.State.READY) {
                return Optional.of("its node %s is not ready".formatted(name));
            }
            if (node.get().availability() == Node.Availability.DRAIN) {
                return Optional.of("its node %s was drained".formatted(name));
            }
        }
        return Optional.empty();
    }

    private static String stopped(List<String> brakes) {
        return "Stopped during the bake: %s. The new spec is live and not proven; accept it or undo it."
                .formatted(String.join("; ", brakes));
    }

    private Duration prove() throws SwarmUnavailableException {
        Snapshot snapshot = work.collector().fresh();
        if (!snapshot.complete()) {
            throw new SwarmUnavailableException(
                    SwarmUnavailableException.Reason.ENGINE_ERROR,
                    "The Swarm could not be read in full: " + String.join("; ", snapshot.missing()) + ".",
                    "Look at the engine.");
        }
        Optional<FindingCode> code = change.findingCode().flatMap(FindingCode::findByCode);
        Findings findings = work.analysis().analyse(snapshot);
        Optional<Finding> left = code.flatMap(
                        c -> findings.find(c, change.plan().subject().id()))
                .filter(f -> f.state() != Finding.State.UNDECIDED);
        Optional<Finding> untold =
                code.flatMap(c -> findings.undecided(c, change.plan().subject()));
        if (left.isEmpty() && untold.isPresent()) {
            return undecided(untold.get().explanation());
        }
        if (left.isPresent()) {
            return end(
                    Move.TURN_BACK,
                    "Taken back: the tasks run, but the finding is still there: "
                            + left.get().explanation());
        }
        remember(code);
        return end(
                Move.PROVE,
                "The same %s ran for %d s%s"
                        .formatted(
                                progress.baking().size() == 1
                                        ? "task"
                                        : progress.baking().size() + " tasks",
                                work.settings().bake().toSeconds(),
                                code.map(c -> " and " + c.code() + " is gone").orElse("")));
    }

    /**
     * A server that has only just started hears its agents in a moment, and what is seen may be about to count: both are
     * waited for. Counted from the first such look, and not from the end of the bake: it may be long past.
     */
    private Duration undecided(String why) {
        Instant now = work.clock().instant();
        if (undecidedSince == null) {
            undecidedSince = now;
            work.journal()
                    .tell(
                            change,
                            "waiting",
                            "The same tasks ran through the bake; whether the finding is gone cannot be told yet: "
                                    + why);
        }
        Duration left =
                Duration.between(now, undecidedSince.plus(work.settings().lost()));
        return left.isPositive()
                ? shorter(work.settings().bakePoll(), left)
                : end(
                        Move.LOSE_SIGHT,
                        "The same tasks ran through the bake, but whether the finding is gone cannot be told: " + why);
    }

    /** Told before the last move: telling twice does no harm, telling never would. */
    private void remember(Optional<FindingCode> code) {
        Plan plan = change.plan();
        List<Value> values = plan.steps().stream()
                .flatMap(s -> s.patch().stream())
                .map(o -> new Value(o.path(), o.before(), o.value()))
                .toList();
        work.fixes()
                .record(new AppliedFix(
                        change.id(),
                        serviceId(),
                        plan.subject().name(),
                        code,
                        plan.title(),
                        values,
                        work.clock().instant()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration end(Move move, String note) {
        work.journal().move(change, move, Journal.SELF, note);
        return Duration.ZERO;
    }

    private String serviceId() {
        return change.plan().action().serviceId();
    }
}
