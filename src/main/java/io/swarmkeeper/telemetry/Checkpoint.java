package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is counted, and up to where: saved and loaded as one, so that a restarted server goes on where it was and counts
 * nothing twice.
 *
 * @param usages by service name, as {@link Usage#write} gives them; of a checkpoint to save, those that changed
 * @param cursors by node id
 * @param observedWeek as {@link ObservedWeek#write} gives it
 */
record Checkpoint(
        Map<String, String> usages,
        List<FlowLedger.Entry> flows,
        List<KillRecord> kills,
        Map<String, Cursor> cursors,
        double observedSeconds,
        Optional<Instant> observedSince,
        String observedWeek) {

    static final Checkpoint EMPTY = new Checkpoint(Map.of(), List.of(), List.of(), Map.of(), 0, Optional.empty(), "");
}
