package io.swarmkeeper.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One round of UDP probes from this node to another.
 *
 * @param path which way they went
 * @param network name of the overlay; empty for the underlay
 * @param sent probes; those that are not in {@code micros} were lost
 * @param micros round-trip times of those that came back, microseconds, in the order they were sent
 * @param mtuBytes of the interface they left by; null if not looked at
 * @param largestBytes largest IP packet that came through unfragmented, IP header included; null if not looked at in
 *     this round, or if nothing came back
 */
public record RoundTrip(
        String peerNodeId,
        String peerHostname,
        Path path,
        String network,
        int sent,
        List<Long> micros,
        @Nullable Integer mtuBytes,
        @Nullable Integer largestBytes) {

    /** Over which network. */
    public enum Path {
        OVERLAY,
        UNDERLAY
    }

    public RoundTrip {
        micros = List.copyOf(micros);
    }
}
