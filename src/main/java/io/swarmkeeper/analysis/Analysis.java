package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;

/** The findings of the latest snapshot, and of any other that someone wants judged. */
public interface Analysis {

    /** Of the latest snapshot; {@link Findings#none} before there is one. */
    Findings latest();

    /**
     * Judges this snapshot now, with exemptions and the remembered since-times; stores and publishes nothing. Unlike in
     * {@link #latest}, what is seen but has not lasted long enough to count is there too, undecided: of nothing that is
     * being seen may anybody say that it is gone.
     */
    Findings analyse(Snapshot snapshot);

    /** Of the latest snapshot; every metric unknown before there is one. */
    Scorecard scorecard();

    /** What kind of service this is, judged with what this snapshot knows of its image and tasks. */
    ServiceProfile profile(Service service, Snapshot snapshot);
}
