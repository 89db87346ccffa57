package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Round trips from one node to another, by one way. Times in milliseconds.
 *
 * <p>No record: at 200 nodes there are 73,000 of these, and plain numbers take a third of the memory of optional ones.
 */
public final class PairLatency {

    /** By source, destination, path and network. */
    public static final Comparator<PairLatency> BY_NAME = Comparator.comparing(PairLatency::source)
            .thenComparing(PairLatency::dest)
            .thenComparing(PairLatency::path)
            .thenComparing(PairLatency::network)
            .thenComparing(PairLatency::sourceId)
            .thenComparing(PairLatency::destId);

    private final String sourceId;
    private final String source;
    private final String destId;
    private final String dest;
    private final RoundTrip.Path path;
    private final String network;
    private final boolean own;
    private final Instant at;
    private final int sent;
    private final int received;
    private final double p50;
    private final double p95;
    private final double p99;
    private final double p95TenMinutes;
    private final double sustained;
    private final boolean lost;
    private final int mtuBytes;
    private final int largestBytes;
    private final @Nullable Instant largestAt;

    /**
     * @param network name of the overlay; empty for the underlay
     * @param own true for the overlay by which the agents know each other
     * @param at end of the newest round: the figures are of the minute before it
     * @param sent probes in that minute
     * @param received of them
     * @param p50 empty, like p95 and p99, if nothing came back
     * @param p95TenMinutes of the ten minutes before {@code at}, to see where it goes
     * @param sustained what lasts: the lower of the 95th percentiles of the older and the newer half of that minute's
     *     rounds (of the last two rounds, where a minute has fewer). One bad round does not raise it. Empty while there
     *     was only one
     * @param lost true if nothing came back in any of those rounds, and there were two or more
     * @param mtuBytes of the interface that the probes left by
     * @param largestBytes largest packet that came through unfragmented
     * @param largestAt when that was looked at
     */
    public PairLatency(
            String sourceId,
            String source,
            String destId,
            String dest,
            RoundTrip.Path path,
            String network,
            boolean own,
            Instant at,
            int sent,
            int received,
            Optional<Double> p50,
            Optional<Double> p95,
            Optional<Double> p99,
            Optional<Double> p95TenMinutes,
            Optional<Double> sustained,
            boolean lost,
            Optional<Integer> mtuBytes,
            Optional<Integer> largestBytes,
            Optional<Instant> largestAt) {
        this.sourceId = sourceId;
        this.source = source;
        this.destId = destId;
        this.dest = dest;
        this.path = path;
        this.network = network;
        this.own = own;
        this.at = at;
        this.sent = sent;
        this.received = received;
        this.p50 = p50.orElse(Double.NaN);
        this.p95 = p95.orElse(Double.NaN);
        this.p99 = p99.orElse(Double.NaN);
        this.p95TenMinutes = p95TenMinutes.orElse(Double.NaN);
        this.sustained = sustained.orElse(Double.NaN);
        this.lost = lost;
        this.mtuBytes = mtuBytes.orElse(-1);
        this.largestBytes = largestBytes.orElse(-1);
        this.largestAt = largestAt.orElse(null);
    }

    public String sourceId() {
        return sourceId;
    }

    /** Host name of the node that asked. */
    public String source() {
        return source;
    }

    public String destId() {
        return destId;
    }

    /** Host name of the node that answered, or did not. */
    public String dest() {
        return dest;
    }

    public RoundTrip.Path path() {
        return path;
    }

    /** Name of the overlay; empty for the underlay. */
    public String network() {
        return network;
    }

    /** True for the overlay by which the agents know each other. */
    public boolean own() {
        return own;
    }

    /** End of the newest round: the figures are of the minute before it. */
    public Instant at() {
        return at;
    }

    /** Probes in that minute. */
    public int sent() {
        return sent;
    }

    public int received() {
        return received;
    }

    /** Median; empty if nothing came back. */
    public Optional<Double> p50() {
        return figure(p50);
    }

    public Optional<Double> p95() {
        return figure(p95);
    }

    public Optional<Double> p99() {
        return figure(p99);
    }

    /** Of the ten minutes before {@link #at}, to see where it goes. */
    public Optional<Double> p95TenMinutes() {
        return figure(p95TenMinutes);
    }

    /** What lasts: one bad round does not raise it. Empty while there was only one round. */
    public Optional<Double> sustained() {
        return figure(sustained);
    }

    /** Nothing came back in any round of the last minute, or in the last two where it had fewer. */
    public boolean isLost() {
        return lost;
    }

    /** Of the interface that the probes left by. */
    public Optional<Integer> mtuBytes() {
        return mtuBytes < 0 ? Optional.empty() : Optional.of(mtuBytes);
    }

    /** Largest packet that came through unfragmented. */
    public Optional<Integer> largestBytes() {
        return largestBytes < 0 ? Optional.empty() : Optional.of(largestBytes);
    }

    /** When that was looked at. */
    public Optional<Instant> largestAt() {
        return Optional.ofNullable(largestAt);
    }

    /** Share of the probes that did not come back, 0 to 1. */
    public double loss() {
        return sent == 0 ? 0 : (double) (sent - received) / sent;
    }

    /** False if the pair was last looked at longer ago than this. */
    public boolean isWithin(Duration age, Instant now) {
        return !at.isBefore(now.minus(age));
    }

    private static Optional<Double> figure(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PairLatency o
                && sourceId.equals(o.sourceId)
                && source.equals(o.source)
                && destId.equals(o.destId)
                && dest.equals(o.dest)
                && path == o.path
                && network.equals(o.network)
                && own == o.own
                && at.equals(o.at)
                && sent == o.sent
                && received == o.received
                && Double.compare(p50, o.p50) == 0
                && Double.compare(p95, o.p95) == 0
                && Double.compare(p99, o.p99) == 0
                && Double.compare(p95TenMinutes, o.p95TenMinutes) == 0
                && Double.compare(sustained, o.sustained) == 0
                && lost == o.lost
                && mtuBytes == o.mtuBytes
                && largestBytes == o.largestBytes
                && Objects.equals(largestAt, o.largestAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sourceId, destId, path, network, at);
    }

    @Override
    public String toString() {
        return "%s to %s by %s %s: p95 %s ms of %d/%d at %s"
                .formatted(source, dest, path, network, p95, received, sent, at);
    }
}
