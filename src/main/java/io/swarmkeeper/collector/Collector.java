package io.swarmkeeper.collector;

import io.swarmkeeper.swarm.Snapshot;
import java.util.Optional;

/** The latest snapshot, and the way to a newer one. Safe for any thread. */
public interface Collector {

    /** The last snapshot taken, however old; empty if there never was one. */
    Optional<Snapshot> latest();

    /**
     * Reads everything again now and waits for it; concurrent callers share one read that began after they asked.
     *
     * @throws SwarmUnavailableException if the engine cannot be read; the latest snapshot stays as it was
     */
    Snapshot fresh() throws SwarmUnavailableException;

    /**
     * Somebody on a node saw a task start, end or change its health: reads the tasks in a moment, and again a little
     * later, because the managers hear of it after the node does. Many calls cost few reads. Never waits.
     */
    void tasksChanged();

    Connection connection();

    /** What was read so far, how often and how fast. */
    CollectorStatistics statistics();
}
