package io.swarmkeeper.change;

import io.swarmkeeper.change.LastCheck.Verdict;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Approved, nothing written: everything is checked once more, see {@link LastCheck}. What only needs patience is waited
 * for, as long as the approval holds; why is on the timeline.
 */
final class Starting implements Phase {

    private final Work work;
    private final Change change;
    private final LastCheck lastCheck;
    private final WaitingNote waiting;
    private boolean begins;

    Starting(Work work, Change change) {
        this.work = work;
        this.change = change;
        this.lastCheck = new LastCheck(work, change);
        this.waiting = new WaitingNote(work, change);
    }

    @Override
    public Move giveUp() {
        return Move.FAIL;
    }

    @Override
    public Duration look() throws SwarmUnavailableException {
        begins = false;
        try {
            return check();
        } finally {
            if (!begins) {
                // Whoever waits, for whatever and however long, must not keep others waiting.
                work.applyTurn().giveBack(change.id());
            }
        }
    }

    private Duration check() throws SwarmUnavailableException {
        Optional<String> outdated = lastCheck.outdated();
        if (outdated.isPresent()) {
            return end(Move.EXPIRE, outdated.get() + lastReason());
        }
        Optional<Verdict> early = lastCheck.beforehand();
        if (early.isPresent()) {
            return act(early.get());
        }
        // From here on, so that the snapshot shows what the change before has done.
        Optional<Long> other = work.applyTurn().take(change.id());
        if (other.isPresent()) {
            return wait("it is the turn of change %d".formatted(other.get()));
        }
        return act(lastCheck.onFresh());
    }

    private Duration act(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Fits(Snapshot snapshot) -> begin(snapshot);
            case Verdict.NotYet(String why) -> why.isEmpty() ? work.settings().poll() : wait(why);
            case Verdict.Never(Move move, String why, boolean anew) ->
                end(move, why + (anew ? " Nothing was written; ask for the fix again." : " Nothing was written."));
        };
    }

    private Duration begin(Snapshot snapshot) {
        begins = true;
        Set<String> ready = snapshot.nodes().stream()
                .filter(n -> n.state() == Node.State.READY)
                .map(Node::id)
                .collect(Collectors.toSet());
        work.journal()
                .move(
                        change,
                        Move.START,
                        Journal.SELF,
                        "Checked on a fresh snapshot: spec, placement and approval are as planned",
                        () -> work.store().saveProgress(change.id(), Progress.begun(ready)));
        return Duration.ZERO;
    }

    private Duration end(Move move, String note) {
        work.journal().move(change, move, Journal.SELF, note);
        return Duration.ZERO;
    }

    private Duration wait(String why) {
        waiting.say(why);
        return work.settings().bakePoll();
    }

    private String lastReason() {
        return waiting.last().isEmpty() ? "" : " Last reason: " + waiting.last() + ".";
    }
}
