package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.util.Optional;

/**
 * What one task of a service should be given, as far as its use says. Knows nothing of forks, heaps and the node's room:
 * remediation adds these.
 *
 * @param samples of containers that it was made from
 * @param span from the first to the last of them
 * @param confidence days of use seen: the lesser of the span and of the time really measured. 1 is a day; bounds narrow
 *     as it grows
 * @param undecided why there are no numbers yet, in words; empty text if there are
 * @param cpuReservation in cpuNano
 * @param memoryLimit in bytes; likewise memoryReservation
 */
public record Sizing(
        long samples,
        Duration span,
        double confidence,
        String undecided,
        Optional<Amount> cpuReservation,
        Optional<Amount> memoryLimit,
        Optional<Amount> memoryReservation) {

    /**
     * @param lower a value below this is too small, whatever is still unseen; above {@code upper}, too large
     * @param how it came about, for people
     */
    public record Amount(long target, long lower, long upper, String how) {}

    public boolean isDecided() {
        return undecided.isEmpty();
    }

    /** What a container that died of this limit needs at least; in bytes. After RecordOOM of the Vertical Pod Autoscaler. */
    public static long afterKill(long limitBytes) {
        return RightSize.needed(limitBytes);
    }

    static Sizing undecided(long samples, Duration span, double confidence, String why) {
        return new Sizing(samples, span, confidence, why, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
