package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.Sizing.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From use to sizes, after the Vertical Pod Autoscaler and krr: CPU by the 95th percentile, memory by the highest peak
 * and a margin. Bounds are wide while little was seen and narrow with time; the target does not move for that.
 *
 * <p>A kill asks for more than the limit it happened at, and nothing else: the peak of a killed container is that limit,
 * so ten kills at one limit ask for no more than one does.
 */
final class RightSize {

    static final long FEWEST_SAMPLES = 100;

    private static final double MARGIN = 1.15;
    private static final double KILL_FACTOR = 1.2;
    private static final long KILL_STEP = 100L << 20;
    private static final double CORE = 1e9;
    private static final Duration KILLS_COUNT = Duration.ofDays(DailyPeaks.DAYS);

    private RightSize() {}

    /**
     * @param kills of this service, any order
     * @param shortest span of use that sizes may be made from
     */
    static Sizing of(Usage usage, List<KillRecord> kills, Duration shortest, Instant now) {
        Duration span = usage.span();
        double confidence = usage.confidence();
        if (usage.samples() < FEWEST_SAMPLES || span.compareTo(shortest) < 0) {
            String why = "%s over %s; at least %d over %s are needed"
                    .formatted(
                            Quantities.count(usage.samples(), "sample"),
                            Quantities.duration(span),
                            FEWEST_SAMPLES,
                            Quantities.duration(shortest));
            return Sizing.undecided(usage.samples(), span, confidence, why);
        }
        double widen = 1 + 1 / confidence;
        double narrow = Math.pow(1 + 0.001 / confidence, -2);
        return new Sizing(
                usage.samples(),
                span,
                confidence,
                "",
                Optional.of(cpu(usage, widen, narrow)),
                memoryLimit(usage, kills, widen, narrow, now),
                memoryReservation(usage, widen, narrow, now));
    }

    private static Amount cpu(Usage usage, double widen, double narrow) {
        long target = nano(usage.cpu().percentile(0.95));
        return new Amount(
                target,
                Math.min(target, Math.round(nano(usage.cpu().percentile(0.5)) * narrow)),
                Math.round(nano(usage.cpu().percentile(0.99)) * widen),
                "95th percentile of %s over %s, those of a day ago counting half: %s"
                        .formatted(
                                Quantities.count(usage.samples(), "sample"),
                                Quantities.duration(usage.span()),
                                Quantities.cores(target)));
    }

    private static Optional<Amount> memoryLimit(
            Usage usage, List<KillRecord> kills, double widen, double narrow, Instant now) {
        Optional<DailyPeaks.Day> peak = usage.peaks().highest(now);
        Optional<KillRecord> kill = worst(kills, now);
        if (peak.isEmpty()) {
            return Optional.empty();
        }
        long fromPeak = Math.round(peak.get().lower() * MARGIN);
        long lower = Math.round(usage.peaks().percentile(0.5, now) * narrow);
        String how = "highest peak of %s, %s%s, and 15 %% more"
                .formatted(
                        Quantities.count(usage.peaks().days().size(), "day"),
                        Quantities.bytes(peak.get().lower()),
                        peak.get().marked() ? "" : " (as sampled: not every high-water mark could be read)");
        long target = fromPeak;
        if (kill.isPresent()) {
            long limit = kill.get().limitBytes().orElseThrow();
            long fromKill = needed(limit);
            lower = Math.max(lower, limit);
            if (fromKill > fromPeak) {
                target = fromKill;
                how = "killed for memory at a limit of %s on %s: 100 MiB or 20 %% more, whichever is more"
                        .formatted(Quantities.bytes(limit), kill.get().at());
            }
        }
        return Optional.of(new Amount(target, Math.min(lower, target), Math.round(target * widen), how));
    }

    private static Optional<Amount> memoryReservation(Usage usage, double widen, double narrow, Instant now) {
        return usage.peaks().highest(now).map(peak -> {
            long target = usage.peaks().percentile(0.9, now);
            return new Amount(
                    target,
                    Math.min(target, Math.round(usage.peaks().percentile(0.5, now) * narrow)),
                    Math.round(peak.lower() * widen),
                    "90th percentile of the daily peaks of %s, each day counting half of the one after it: %s"
                            .formatted(Quantities.count(usage.peaks().days().size(), "day"), Quantities.bytes(target)));
        });
    }

    /** What a container that died of this limit needs at least. */
    static long needed(long limit) {
        return Math.max(limit + KILL_STEP, Math.round(limit * KILL_FACTOR));
    }

    /** At the highest limit of the last eight days; a kill that was the node's want says nothing. */
    private static Optional<KillRecord> worst(List<KillRecord> kills, Instant now) {
        Instant oldest = now.minus(KILLS_COUNT);
        return kills.stream()
                .filter(k -> k.isOfItsLimit() && k.at().isAfter(oldest))
                .max(Comparator.comparing((KillRecord k) -> k.limitBytes().orElse(0L))
                        .thenComparing(KillRecord::at));
    }

    private static long nano(double cores) {
        return Math.round(cores * CORE);
    }
}
