package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.Optional;

/**
 * How much of the Swarm was under eyes: what nobody saw may still be there.
 *
 * @param hours observed, all nodes together: an hour in which half of the ready nodes were measured counts half
 * @param weekHours of those hours, the ones in the last seven days, 0 to 168
 * @param since when the first of them began
 * @param taskShare of the running tasks, those measured now, 0 to 1; empty while nothing runs
 * @param nodeShare of the ready nodes, those measured now, 0 to 1; empty while none is ready
 */
public record Coverage(
        double hours,
        double weekHours,
        Optional<Instant> since,
        Optional<Double> taskShare,
        Optional<Double> nodeShare) {

    public static final Coverage NONE = new Coverage(0, 0, Optional.empty(), Optional.empty(), Optional.empty());
}
