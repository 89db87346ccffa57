package io.swarmkeeper.collector;

import io.swarmkeeper.swarm.Snapshot;

/** A new snapshot is the latest. Published (Spring application event) on the collector's own thread. */
public record SnapshotTaken(Snapshot snapshot) {}
