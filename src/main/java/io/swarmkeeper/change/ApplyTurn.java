package io.swarmkeeper.change;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Only one change of the whole Swarm is between its simulation and its tasks running: two at once could be simulated
 * into the same free room.
 */
final class ApplyTurn {

    private static final long NOBODY = 0;

    private final AtomicLong holder = new AtomicLong(NOBODY);

    /** @return number of the change that has the turn instead; empty if this one has it now */
    Optional<Long> take(long changeId) {
        long before = holder.compareAndExchange(NOBODY, changeId);
        return before == NOBODY || before == changeId ? Optional.empty() : Optional.of(before);
    }

    /** Does nothing if this change does not have it. */
    void giveBack(long changeId) {
        holder.compareAndSet(changeId, NOBODY);
    }
}
