package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs of one service's health checks in the last 24 hours, or since the server started if that is less.
 *
 * @param since from when on runs are counted
 * @param runs how many; 0 if only ends were told
 * @param p95Millis how long they took, over the newest 500 of them
 * @param timeoutMillis after which the engine gives up, of the newest run
 * @param failing tasks whose last three runs all failed
 * @param endedUnhealthy tasks whose container ended when its check had failed as often in a row as the retries allow: the
 *     engine ends a task for that, and does not say so of one that then goes with exit code 0; the newest 200
 */
public record HealthRuns(
        Instant since,
        long runs,
        long failed,
        Optional<Long> p95Millis,
        long timeoutMillis,
        List<String> failing,
        List<String> endedUnhealthy) {

    public HealthRuns {
        failing = List.copyOf(failing);
        endedUnhealthy = List.copyOf(endedUnhealthy);
    }
}
