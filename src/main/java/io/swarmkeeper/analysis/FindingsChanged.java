package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.Snapshot;

/**
 * A snapshot was analysed and something is different from before: a finding came, went, or changed its evidence.
 * Spring application event, published on the collector's thread.
 */
public record FindingsChanged(Snapshot snapshot, Findings findings) {}
