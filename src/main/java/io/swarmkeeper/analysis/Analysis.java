package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.Snapshot;

/** The findings of the latest snapshot, and of any other that someone wants judged. */
public interface Analysis {

    /** Of the latest snapshot; {@link Findings#none} before there is one. */
    Findings latest();

    /** Judges this snapshot now, with exemptions and the remembered since-times; stores and publishes nothing. */
    Findings analyse(Snapshot snapshot);
}
