package io.swarmkeeper.analysis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What fixes a Swarm was given, so that one taken away later (a {@code docker stack deploy} of the old file, a hand at
 * the wrong moment) is found as {@link FindingCode#FIX_REVERTED}. Room change tells of each change that succeeded, and
 * of each that was undone. Kept in the database; safe for any thread.
 */
public interface AppliedFixes {

    /** Remembers a fix that was proven. One with the same change id is replaced. */
    void record(AppliedFix fix);

    /** Forgets it, because it was taken back on purpose. Does nothing if it is not known. */
    void withdraw(long changeId);

    /** All that are remembered, oldest first. */
    List<AppliedFix> list();

    /**
     * One fix that was proven on a service.
     *
     * @param changeId number of the change
     * @param serviceName finds the service again if it was deleted and made anew under another id
     * @param title what was done, e.g. {@code Limit sophia_redis to 2.0 cores and 4 GiB}
     * @param values what the fix wrote into the spec
     */
    record AppliedFix(
            long changeId,
            String serviceId,
            String serviceName,
            Optional<FindingCode> code,
            String title,
            List<Value> values,
            Instant at) {
        public AppliedFix {
            values = List.copyOf(values);
        }
    }

    /**
     * One written place of the spec; the same as an operation of the plan's patch.
     *
     * @param pointer RFC 6901 pointer into the service's raw spec, e.g. {@code /TaskTemplate/Resources/Limits}
     * @param before JSON text of what stood there; empty if nothing did
     * @param after JSON text of what the fix wrote; empty if it removed the place
     */
    record Value(String pointer, Optional<String> before, Optional<String> after) {}
}
