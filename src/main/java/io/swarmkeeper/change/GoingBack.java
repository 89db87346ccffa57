package io.swarmkeeper.change;

import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.remediation.SpecPatch;
import io.swarmkeeper.remediation.SpecWayBack;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way back: an ordinary update with the saved spec, then every task on it. A spec that is neither ours nor the saved
 * one is somebody else's and stays. An update of our own that still rolls, or that the engine paused, is no reason to
 * wait: ending it is the point.
 */
final class GoingBack implements Phase {

    private static final int TRIES = 5;

    private final Work work;
    private final Change change;
    private final Instant looksSince;
    private Progress progress;
    private int writes;
    private @Nullable Watch watch;
    private Set<String> settling = Set.of();
    private Instant settlingSince = Instant.MAX;

    GoingBack(Work work, Change change) {
        this.work = work;
        this.change = change;
        this.progress = work.store().progress(change.id());
        this.looksSince = work.clock().instant();
    }

    @Override
    public Move giveUp() {
        return Move.STRAND;
    }

    @Override
    public Duration look() throws SwarmUnavailableException {
        Optional<LiveService> found = work.control().readService(serviceId());
        if (found.isEmpty()) {
            return end(Move.STRAND, "The service is gone from the Swarm; there is nothing to go back to.");
        }
        LiveService live = found.get();
        String hash = SpecHash.of(live.specJson());
        if (isBack(hash)) {
            return watch(live);
        }
        boolean ours =
                progress.written().stream().anyMatch(spec -> SpecHash.of(spec).equals(hash));
        if (!ours) {
            String newest = progress.written().isEmpty()
                    ? change.savedSpec()
                    : progress.written().getLast();
            return end(
                    Move.STRAND,
                    "Not taken back, because somebody else changed the service meanwhile: "
                            + Specs.differences(newest, live.specJson()) + ". Theirs is left as it is.");
        }
        if (progress.wayBack().isEmpty()) {
            return announce(live);
        }
        return write(live, progress.wayBack().get());
    }

    private boolean isBack(String hash) {
        return hash.equals(SpecHash.of(change.savedSpec()))
                || progress.wayBack()
                        .map(spec -> SpecHash.of(spec).equals(hash))
                        .orElse(false);
    }

    private Duration announce(LiveService live) throws SwarmUnavailableException {
        List<Task> tasks = work.control().readTasks(serviceId());
        Set<String> current = work.control().readUpToDateTasks(serviceId()).stream()
                .map(Task::id)
                .collect(Collectors.toSet());
        String spec = SpecWayBack.of(change.savedSpec(), live.specJson());
        boolean keepsTasks = Specs.keepsTasks(spec, live.specJson());
        // A waiting task of our own spec is replaced by the write itself; any other would be stranded by it.
        if (tasks.stream().anyMatch(t -> Sequence.waitsForNode(t) && (keepsTasks || !current.contains(t.id())))) {
            spec = SpecPatch.raiseForceUpdate(spec);
        }
        Progress next = progress.turnedBack(spec, tasks.stream().map(Task::id).collect(Collectors.toSet()));
        work.store().saveProgress(change.id(), next);
        progress = next;
        work.milestones().accept("announced way back");
        return Duration.ZERO;
    }

    private Duration write(LiveService live, String spec) {
        if (writes >= TRIES) {
            return end(Move.STRAND, "The saved spec could not be written in %d tries.".formatted(TRIES));
        }
        work.journal().audit(change, "change.going-back", Journal.SELF, "saved spec over version " + live.version());
        work.milestones().accept("before write back");
        WriteResult result = work.control().updateService(serviceId(), live.version(), spec);
        work.milestones().accept("after write back");
        writes++;
        return switch (result) {
            case WriteResult.Accepted ignored -> {
                work.journal().tell(change, "written-back", "The saved spec is written over version " + live.version());
                yield Duration.ZERO;
            }
            case WriteResult.OutOfSequence() -> Duration.ZERO;
            case WriteResult.Refused(String message) ->
                end(Move.STRAND, "The engine refused the saved spec: " + message);
            case WriteResult.Unknown(String message) -> {
                work.journal().tell(change, "unclear", "No clear answer to the way back, reading again: " + message);
                yield work.settings().poll();
            }
        };
    }

    private Duration watch(LiveService live) throws SwarmUnavailableException {
        Instant now = work.clock().instant();
        if (watch == null) {
            watch = new Watch(
                    Specs.wanted(live.specJson()),
                    progress.tasksBefore(),
                    work.settings().stuck(),
                    node -> Sequence.answers(work.collector().latest(), node));
        }
        List<Task> current = work.control().readUpToDateTasks(serviceId());
        List<Task> all = work.control().readTasks(serviceId());
        return switch (watch.running(current, all)) {
            case Watch.Sight.Running(Set<String> tasks) -> settle(tasks, now);
            case Watch.Sight.Waiting(String so) -> {
                settling = Set.of();
                settlingSince = Instant.MAX;
                int nodes = Math.max(1, progress.readyNodes().size());
                yield Sequence.pastDeadline(work, looksSince, live.specJson(), nodes)
                        ? end(Move.STRAND, "The saved spec is live again, but not all its tasks run: " + so)
                        : work.settings().poll();
            }
            case Watch.Sight.Broken(String why) -> end(Move.STRAND, why);
        };
    }

    private Duration settle(Set<String> tasks, Instant now) {
        if (!tasks.equals(settling) || settlingSince.equals(Instant.MAX)) {
            settling = tasks;
            settlingSince = now;
        }
        if (now.isBefore(settlingSince.plus(work.settings().settle()))) {
            return work.settings().poll();
        }
        work.fixes().withdraw(change.id());
        return end(
                Move.RETURN,
                "The saved spec is live and %s on it%s"
                        .formatted(tasks.size() == 1 ? "1 task runs" : tasks.size() + " tasks run", cause()));
    }

    /** Why it went back at all, so that the outcome says both. */
    private String cause() {
        return change.timeline().stream()
                .filter(m -> m.state() == ChangeState.UNDOING)
                .map(Change.Moment::note)
                .filter(n -> !n.isEmpty())
                .findFirst()
                .map(n -> ". Reason: " + n)
                .orElse("");
    }

    private Duration end(Move move, String note) {
        UndoRecord.finish(work, change, move, note);
        return Duration.ZERO;
    }

    private String serviceId() {
        return change.plan().action().serviceId();
    }
}
