package io.swarmkeeper.change;

import io.swarmkeeper.collector.SwarmUnavailableException;
import java.time.Duration;

/** The work on a change while it is in one state. Remembers nothing that a killed server would need. */
interface Phase {

    /**
     * Looks once, and acts at most once: every move, and every announcement of a write, is stored before the next look.
     *
     * @return how long to wait before the next look
     * @throws SwarmUnavailableException if the engine could not be asked; the next look may fare better
     */
    Duration look() throws SwarmUnavailableException;

    /** How to stop if the work cannot go on: what that means depends on how far it is. */
    Move giveUp();
}
