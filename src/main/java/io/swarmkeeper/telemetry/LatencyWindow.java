package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Round trips of one pair by one way over ten minutes. Not thread-safe. */
final class LatencyWindow {

    private static final Duration SHORT = Duration.ofMinutes(1);
    static final Duration LONG = Duration.ofMinutes(10);

    /** @param micros sorted */
    private record Round(Instant at, int sent, long[] micros) {}

    private final Deque<Round> rounds = new ArrayDeque<>(4);
    private @Nullable Integer mtu;
    private @Nullable Integer largest;
    private @Nullable Instant largestAt;

    /** @param known what rounds that are let go came to; null if there were none */
    LatencyWindow(@Nullable PairLatency known) {
        if (known != null) {
            mtu = known.mtuBytes().orElse(null);
            largest = known.largestBytes().orElse(null);
            largestAt = known.largestAt().orElse(null);
        }
    }

    /** @param at of the round; one older than the newest known is left out */
    boolean add(RoundTrip trip, Instant at) {
        if (!rounds.isEmpty() && at.isBefore(rounds.getLast().at())) {
            return false;
        }
        long[] micros =
                trip.micros().stream().mapToLong(Long::longValue).sorted().toArray();
        rounds.addLast(new Round(at, trip.sent(), micros));
        while (!rounds.getFirst().at().isAfter(at.minus(LONG))) {
            rounds.removeFirst();
        }
        if (trip.mtuBytes() != null) {
            mtu = trip.mtuBytes();
        }
        if (trip.largestBytes() != null) {
            largest = trip.largestBytes();
            largestAt = at;
        }
        return true;
    }

    PairLatency summary(
            String sourceId,
            String source,
            String destId,
            String dest,
            RoundTrip.Path path,
            String network,
            boolean own) {
        Instant at = rounds.getLast().at();
        long[] minute = since(at.minus(SHORT));
        List<Round> looked = lookedAt(at);
        int sent = rounds.stream()
                .filter(r -> r.at().isAfter(at.minus(SHORT)))
                .mapToInt(Round::sent)
                .sum();
        return new PairLatency(
                sourceId,
                source,
                destId,
                dest,
                path,
                network,
                own,
                at,
                sent,
                minute.length,
                percentile(minute, 0.5),
                percentile(minute, 0.95),
                percentile(minute, 0.99),
                percentile(since(at.minus(LONG)), 0.95),
                sustained(looked),
                isLost(looked),
                Optional.ofNullable(mtu),
                Optional.ofNullable(largest),
                Optional.ofNullable(largestAt));
    }

    /** The rounds of the minute, or the last two where a minute has fewer. */
    private List<Round> lookedAt(Instant at) {
        List<Round> all = List.copyOf(rounds);
        int inMinute =
                (int) all.stream().filter(r -> r.at().isAfter(at.minus(SHORT))).count();
        return all.subList(Math.max(0, all.size() - Math.max(2, inMinute)), all.size());
    }

    /** By rounds, not by probes: an agent gives a round up early when nothing comes back, and pairs that take turns have few. */
    private static boolean isLost(List<Round> looked) {
        return looked.size() >= 2 && looked.stream().allMatch(r -> r.micros().length == 0);
    }

    /** The better of their older and newer half. */
    private static Optional<Double> sustained(List<Round> looked) {
        int half = looked.size() / 2;
        Optional<Double> older = percentile(sorted(looked.subList(0, half).stream()), 0.95);
        Optional<Double> newer = percentile(sorted(looked.subList(half, looked.size()).stream()), 0.95);
        return older.flatMap(o -> newer.map(n -> Math.min(o, n)));
    }

    private long[] since(Instant from) {
        return sorted(rounds.stream().filter(r -> r.at().isAfter(from)));
    }

    private static long[] sorted(Stream<Round> some) {
        return some.flatMapToLong(r -> LongStream.of(r.micros())).sorted().toArray();
    }

    /** The smallest value that at least this share of all are not above; in milliseconds. */
    private static Optional<Double> percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Optional.empty();
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return Optional.of(sorted[Math.max(1, rank) - 1] / 1000.0);
    }
}
