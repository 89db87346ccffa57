package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * How often a service's tasks were held back, minute by minute over the last fifteen. Only what ran under the CPU limit
 * of the newest container counts: once the limit is another one, what the old one did is history. Not thread-safe.
 */
final class Throttling {

    private static final int MINUTES = 15;

    private final long[] minute = new long[MINUTES];
    private final long[] periods = new long[MINUTES];
    private final long[] throttled = new long[MINUTES];

    private long newestStart = Long.MIN_VALUE;
    private double limit;

    /**
     * @param startedMillis of the container, by its node's engine
     * @param limitCores in force
     */
    void add(Instant at, long startedMillis, double limitCores, long ran, long held) {
        if (startedMillis >= newestStart) {
            newestStart = startedMillis;
            if (Double.compare(limitCores, limit) != 0) {
                limit = limitCores;
                Arrays.fill(periods, 0);
                Arrays.fill(throttled, 0);
            }
        }
        if (Double.compare(limitCores, limit) != 0) {
            return;
        }
        long now = Math.floorDiv(at.getEpochSecond(), 60L);
        int slot = (int) Math.floorMod(now, (long) MINUTES);
        if (minute[slot] > now || ran <= 0) {
            return;
        }
        if (minute[slot] < now) {
            minute[slot] = now;
            periods[slot] = 0;
            throttled[slot] = 0;
        }
        periods[slot] += ran;
        throttled[slot] += Math.min(ran, Math.max(0, held));
    }

    Optional<Double> share(Instant now) {
        long newest = Math.floorDiv(now.getEpochSecond(), 60L);
        long ran = 0;
        long held = 0;
        for (int i = 0; i < MINUTES; i++) {
            if (minute[i] > newest - MINUTES && minute[i] <= newest) {
                ran += periods[i];
                held += throttled[i];
            }
        }
        return ran == 0 ? Optional.empty() : Optional.of((double) held / ran);
    }
}
