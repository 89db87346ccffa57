package io.swarmkeeper.change;

import static io.swarmkeeper.change.ChangeState.APPLYING;
import static io.swarmkeeper.change.ChangeState.APPROVED;
import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.CANCELLED;
import static io.swarmkeeper.change.ChangeState.EXPIRED;
import static io.swarmkeeper.change.ChangeState.FAILED;
import static io.swarmkeeper.change.ChangeState.INCONCLUSIVE;
import static io.swarmkeeper.change.ChangeState.REJECTED;
import static io.swarmkeeper.change.ChangeState.REQUESTED;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.SUPERSEDED;
import static io.swarmkeeper.change.ChangeState.UNDOING;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static io.swarmkeeper.change.ChangeState.UNDO_FAILED;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can happen to a change, with the states it can happen in and the one it leads to. This is the whole
 * state machine; what is not here cannot be stored.
 */
enum Move {
    /** A second person said yes. */
    APPROVE(APPROVED, REQUESTED),
    REJECT(REJECTED, REQUESTED),
    /** Taken back by people before anything was written. */
    CANCEL(CANCELLED, REQUESTED, APPROVED),
    /** Nobody said yes in time, or the yes grew too old before the work could begin. */
    EXPIRE(EXPIRED, REQUESTED, APPROVED),
    /** Everything was checked once more; the next act is a write. */
    START(APPLYING, APPROVED),
    /** Every wanted task runs on the new spec. */
    CONVERGE(BAKING, APPLYING),
    /** The same tasks ran through the bake and the finding is gone. */
    PROVE(SUCCEEDED, BAKING),
    /** Someone else changed the service's spec; theirs is left alone. */
    SUPERSEDE(SUPERSEDED, APPROVED, APPLYING, BAKING),
    /** Nothing was written, and nothing will be. */
    FAIL(FAILED, APPROVED, APPLYING),
    /** Written, and it does harm or does not help: the way back begins. */
    TURN_BACK(UNDOING, APPLYING, BAKING),
    /** Written, and nobody can tell how it went: a person must look. */
    LOSE_SIGHT(INCONCLUSIVE, APPLYING, BAKING),
    /** A person takes an inconclusive change as it is. */
    ACCEPT(SUCCEEDED, INCONCLUSIVE),
    /** A person wants the saved spec back. */
    UNDO(UNDOING, BAKING, INCONCLUSIVE, SUCCEEDED),
    /** The saved spec runs again. */
    RETURN(UNDONE, UNDOING),
    /** The way back could not be taken to its end. */
    STRAND(UNDO_FAILED, UNDOING);

    private final ChangeState to;
    private final Set<ChangeState> from;

    Move(ChangeState to, ChangeState first, ChangeState... more) {
        this.to = to;
        this.from = EnumSet.of(first, more);
    }

    /** Where this leads from there; empty if it cannot happen there. */
    Optional<ChangeState> from(ChangeState state) {
        return from.contains(state) ? Optional.of(to) : Optional.empty();
    }
}
