package io.swarmkeeper.change;

import io.swarmkeeper.change.LastCheck.Verdict;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.remediation.SpecPatch;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the plan's steps, one update each, and watches every task come to run. Which spec is about to be written is
 * stored first; whether it was is then always read off the live service, so a killed server never writes it twice.
 */
final class Applying implements Phase {

    private static final int TRIES = 2;

    private final Work work;
    private final Change change;
    private final Instant began;
    private final Instant looksSince;
    private final WaitingNote waiting;
    private boolean checked;
    private Progress progress;
    private int outOfSequence;
    private int unknown;
    private @Nullable Watch watch;

    /** @param checked true if it was only just checked that the plan may be written */
    Applying(Work work, Change change, boolean checked) {
        this.work = work;
        this.change = change;
        this.checked = checked;
        this.waiting = new WaitingNote(work, change);
        this.progress = work.store().progress(change.id());
        this.began = Sequence.began(change);
        this.looksSince = work.clock().instant();
        work.brake().remember(progress.readyNodes());
    }

    @Override
    public Move giveUp() {
        return progress.written().isEmpty() ? Move.FAIL : Move.LOSE_SIGHT;
    }

    @Override
    public Duration look() throws SwarmUnavailableException {
        Optional<LiveService> found = work.control().readService(serviceId());
        if (found.isEmpty()) {
            return end(Move.SUPERSEDE, "The service is gone from the Swarm.");
        }
        LiveService live = found.get();
        String hash = SpecHash.of(live.specJson());
        String intended = progress.intended().orElse("");
        if (!intended.isEmpty() && hash.equals(SpecHash.of(intended))) {
            return watch(live, intended);
        }
        if (!hash.equals(SpecHash.of(before()))) {
            return superseded(intended.isEmpty() ? before() : intended, live);
        }
        if (!intended.isEmpty() && wasTakenBack(live)) {
            return end(Move.TURN_BACK, "The engine took the update back by itself: " + live.updateMessage());
        }
        Optional<Duration> unfit = checkAgain();
        if (unfit.isPresent()) {
            return unfit.get();
        }
        return intended.isEmpty() ? announce(live) : write(live, intended);
    }

    /**
     * A change that is taken up again before its first write: it may have been left hours ago, on another Swarm.
     *
     * @return empty if it may be written; else how long to wait before the next look
     */
    private Optional<Duration> checkAgain() throws SwarmUnavailableException {
        if (checked || progress.step() > 0) {
            return Optional.empty();
        }
        return switch (new LastCheck(work, change).takenUp(began)) {
            case Verdict.Fits ignored -> {
                checked = true;
                yield Optional.empty();
            }
            case Verdict.NotYet verdict -> {
                if (pastDeadline(before())) {
                    yield Optional.of(leave("No write was possible in time%s.".formatted(verdict.because())));
                }
                waiting.say(verdict.why());
                yield Optional.of(verdict.pause(work.settings()));
            }
            case Verdict.Never never -> Optional.of(leave(never.why()));
        };
    }

    private Duration leave(String why) {
        return end(
                giveUp(),
                progress.intended().isEmpty()
                        ? why + " Nothing was written."
                        : why + " The old spec is live, but a write was announced and may have been sent."
                                + " Look at the service, then undo this change or accept it as it is.");
    }

    /** The old spec is live though ours was accepted; or a rollback ended that had not begun when ours was announced. */
    private boolean wasTakenBack(LiveService live) {
        return progress.accepted()
                || live.updateState().orElse("").startsWith("rollback")
                        && !update(live).equals(progress.updateBefore());
    }

    private static String update(LiveService live) {
        return live.updateState().orElse("") + " " + live.updateMessage();
    }

    private Duration announce(LiveService live) throws SwarmUnavailableException {
        if (Busy.isBusy(live)) {
            if (pastDeadline(live.specJson())) {
                return end(giveUp(), "No write was possible in time: " + Busy.words(live) + ".");
            }
            // that the update of its own step before is not over yet goes without saying
            if (progress.step() == 0 || !live.updateState().orElse("").equals("updating")) {
                waiting.say(Busy.words(live));
            }
            return work.settings().poll();
        }
        List<Task> tasks = work.control().readTasks(serviceId());
        // Once more, from the text itself: it may have been altered since the start, or while no server ran.
        Optional<Plan> plan = PlanSeal.approved(work.store(), change.id());
        if (plan.isEmpty()) {
            return end(giveUp(), "The stored plan is not the one that was approved. This step was not written.");
        }
        List<Operation> patch = plan.get().steps().get(progress.step()).patch();
        String spec = SpecPatch.apply(live.specJson(), patch);
        boolean raises = patch.stream().anyMatch(o -> o.path().equals(Specs.FORCE_UPDATE));
        List<Task> waiting = tasks.stream().filter(Sequence::waitsForNode).toList();
        if (!waiting.isEmpty() && !raises) {
            spec = SpecPatch.raiseForceUpdate(spec);
            work.journal()
                    .tell(
                            change,
                            "forced",
                            "%d of its tasks wait for a node, so ForceUpdate is raised in the same write: %s"
                                    .formatted(waiting.size(), Watch.describe(waiting.getFirst())));
        }
        keep(progress.announced(spec, update(live), tasks.stream().map(Task::id).collect(Collectors.toSet())));
        work.milestones().accept("announced step " + progress.step());
        return Duration.ZERO;
    }

    private Duration write(LiveService live, String intended) {
        List<String> brakes = work.brake().since(began, serviceId());
        if (!brakes.isEmpty() && unknown > 0) {
            return end(
                    Move.LOSE_SIGHT,
                    "Stopped before writing again: %s. Whether the first write arrives is not known."
                            .formatted(String.join("; ", brakes)));
        }
        if (!brakes.isEmpty()) {
            return end(
                    progress.earlier().isEmpty() ? Move.FAIL : Move.LOSE_SIGHT,
                    "Stopped before writing: " + String.join("; ", brakes) + ".");
        }
        if (outOfSequence >= TRIES) {
            return end(
                    progress.earlier().isEmpty() ? Move.FAIL : Move.TURN_BACK,
                    "The service's version kept moving while its spec stayed the same. This step was not written.");
        }
        if (unknown >= TRIES) {
            return end(
                    Move.LOSE_SIGHT,
                    "The engine gave no clear answer to the write, twice, and still shows the old spec."
                            + " Look at the engine, then undo this change or accept it as it is.");
        }
        work.journal()
                .audit(
                        change,
                        "change.writing",
                        Journal.SELF,
                        "step %d of %d, version %d"
                                .formatted(
                                        progress.step() + 1,
                                        change.plan().steps().size(),
                                        live.version()));
        work.milestones().accept("before write");
        WriteResult result = work.control().updateService(serviceId(), live.version(), intended);
        work.milestones().accept("after write");
        return switch (result) {
            case WriteResult.Accepted(List<String> warnings) -> accepted(live.version(), warnings);
            case WriteResult.OutOfSequence() -> {
                outOfSequence++;
                yield Duration.ZERO;
            }
            case WriteResult.Refused(String message) ->
                end(
                        progress.earlier().isEmpty() ? Move.FAIL : Move.TURN_BACK,
                        "The engine refused the write: " + message);
            case WriteResult.Unknown(String message) -> {
                unknown++;
                work.journal().tell(change, "unclear", "No clear answer to the write, reading again: " + message);
                yield Duration.ZERO;
            }
        };
    }

    private Duration accepted(long version, List<String> warnings) {
        keep(progress.nowAccepted());
        String said = warnings.isEmpty() ? "" : "; the engine warns: " + String.join("; ", warnings);
        work.journal().tell(change, "written", "Written over version " + version + said);
        return Duration.ZERO;
    }

    private Duration watch(LiveService live, String intended) throws SwarmUnavailableException {
        if (watch == null) {
            watch = new Watch(
                    Specs.wanted(intended),
                    progress.tasksBefore(),
                    work.settings().stuck(),
                    this::answers);
        }
        List<Task> current = work.control().readUpToDateTasks(serviceId());
        List<Task> all = work.control().readTasks(serviceId());
        return switch (watch.look(live, current, all, work.clock().instant())) {
            case Watch.Sight.Broken(String why) -> end(Move.TURN_BACK, "Taken back: " + why);
            case Watch.Sight.Running(Set<String> tasks) -> converged(tasks);
            case Watch.Sight.Waiting(String so) -> {
                List<String> brakes = work.brake().since(began, serviceId());
                if (!brakes.isEmpty()) {
                    yield end(
                            Move.LOSE_SIGHT,
                            "Stopped while rolling out (%s): %s".formatted(so, String.join("; ", brakes)));
                }
                yield pastDeadline(intended)
                        ? end(Move.TURN_BACK, "Taken back: not all tasks ran in time (%s)".formatted(so))
                        : work.settings().poll();
            }
        };
    }

    private Duration converged(Set<String> tasks) {
        if (progress.step() + 1 < change.plan().steps().size()) {
            keep(progress.stepDone());
            watch = null;
            work.journal().tell(change, "step-done", "Step %d runs".formatted(progress.step()));
            return Duration.ZERO;
        }
        Progress next = progress.bakes(tasks, work.clock().instant());
        work.journal()
                .move(
                        change,
                        Move.CONVERGE,
                        Journal.SELF,
                        (tasks.size() == 1 ? "1 task runs" : tasks.size() + " tasks run") + " on the new spec",
                        () -> work.store().saveProgress(change.id(), next));
        return Duration.ZERO;
    }

    private Duration superseded(String ours, LiveService live) {
        String what = progress.written().isEmpty() ? "Nothing was written." : "Theirs is left as it is.";
        return end(
                Move.SUPERSEDE,
                "Somebody else changed the service: %s. %s".formatted(Specs.differences(ours, live.specJson()), what));
    }

    private boolean pastDeadline(String spec) {
        int nodes = work.collector().latest().map(s -> s.nodes().size()).orElse(1);
        return Sequence.pastDeadline(work, looksSince, spec, nodes);
    }

    private boolean answers(String nodeId) {
        return Sequence.answers(work.collector().latest(), nodeId);
    }

    private String before() {
        return progress.earlier().isEmpty()
                ? change.savedSpec()
                : progress.earlier().getLast();
    }

    private void keep(Progress next) {
        work.store().saveProgress(change.id(), next);
        progress = next;
    }

    private Duration end(Move move, String note) {
        work.journal().move(change, move, Journal.SELF, note);
        return Duration.ZERO;
    }

    private String serviceId() {
        return change.plan().action().serviceId();
    }
}
