package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.swarmkeeper.telemetry.Sizing.Amount;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RightSizeTest {

    private static final Duration SHORTEST = Duration.ofHours(3);

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final long MIB = 1L << 20;

    private static Usage used(Duration span, double cores, long peak) {
        Usage usage = new Usage();
        for (Instant at = NOW.minus(span); !at.isAfter(NOW); at = at.plusSeconds(60)) {
            usage.add(at, 60, cores);
        }
        usage.peaks().add(NOW, peak, peak, true);
        return usage;
    }

    static KillRecord kill(String id, long limit, Instant at) {
        return kill(id, limit, limit, at);
    }

    static KillRecord kill(String id, long limit, long peak, Instant at) {
        return new KillRecord(
                id,
                Kill.Kind.CONTAINER,
                "s1",
                "shop_db",
                "t1",
                "c1",
                "n1",
                "w1",
                at,
                limit == 0 ? Optional.empty() : Optional.of(limit),
                Optional.of(peak),
                Optional.of(137));
    }

    @Test
    void tooLittleIsUndecidedAndSaysWhatIsMissing() {
        Sizing few = RightSize.of(used(Duration.ofHours(1), 0.5, 100 * MIB), List.of(), SHORTEST, NOW);
        assertThat(few.isDecided()).isFalse();
        assertThat(few.undecided()).isEqualTo("61 samples over 60 min; at least 100 over 3 h are needed");
        assertThat(few.cpuReservation()).isEmpty();
        assertThat(few.memoryLimit()).isEmpty();

        Usage rare = new Usage();
        for (int day = 5; day >= 0; day--) {
            rare.add(NOW.minus(Duration.ofDays(day)), 60, 0.5);
        }
        assertThat(RightSize.of(rare, List.of(), SHORTEST, NOW).isDecided()).isFalse();
        assertThat(RightSize.of(new Usage(), List.of(), SHORTEST, NOW).undecided())
                .startsWith("0 samples");
    }

    @Test
    void confidenceIsTheDaysReallyMeasured() {
        assertThat(used(Duration.ofHours(12), 1, MIB).confidence()).isCloseTo(0.5, within(0.01));
        Usage holes = new Usage();
        for (int hour = 0; hour < 48; hour++) {
            holes.add(NOW.minus(Duration.ofHours(hour)), 900, 1);
        }
        assertThat(holes.confidence()).isCloseTo(0.5, within(0.01));
    }

    /** Agents that were off, or a service that was: the peaks of before are gone, and with them all that one was sure of. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterAPauseThatNoPeakOutlivesItIsMeasuredAnew(boolean stored) {
        Usage usage = used(Duration.ofDays(14), 0.5, 4096 * MIB);
        Instant back = NOW.plus(Duration.ofDays(8));
        Usage after = stored ? Usage.read(usage.write()) : usage;
        // an agent's first sample tells memory, but no CPU
        after.peak(back, new Marks.Bounds(64 * MIB, 64 * MIB, true));
        assertThat(RightSize.of(after, List.of(), SHORTEST, back).isDecided()).isFalse();
        for (int sample = 1; sample <= 100; sample++) {
            Instant at = back.plusSeconds(10L * sample);
            after.peak(at, new Marks.Bounds(64 * MIB, 64 * MIB, true));
            after.add(at, 10, 0.01);
        }
        Instant now = back.plusSeconds(1000);
        assertThat(RightSize.of(after, List.of(), SHORTEST, now).undecided()).startsWith("100 samples over ");
        assertThat(after.confidence()).isLessThan(0.012);
        assertThat(Usage.read(after.write()).confidence()).isEqualTo(after.confidence());
    }

    /** A board without a battery for its clock starts anywhere, until the network sets it right. */
    @Test
    void whatAClockFarAheadMeasuredIsVoidOnceItIsSetRight() {
        Usage ahead = used(Duration.ofDays(2), 3, 4096 * MIB);
        Usage usage = Usage.read(ahead.write());
        Instant began = NOW.minus(Duration.ofDays(400));
        for (int sample = 0; sample < 300; sample++) {
            Instant at = began.plusSeconds(60L * sample);
            usage.peak(at, new Marks.Bounds(64 * MIB, 64 * MIB, true));
            usage.add(at, 60, 0.5);
        }
        Sizing sizing = RightSize.of(usage, List.of(), SHORTEST, began.plus(Duration.ofHours(5)));
        assertThat(sizing.samples()).isEqualTo(300);
        assertThat(sizing.cpuReservation().orElseThrow().target()).isBetween(500_000_000L, 540_000_000L);
        assertThat(sizing.memoryReservation().orElseThrow().target()).isEqualTo(64 * MIB);
    }

    @Test
    void aPauseThatSomePeaksOutliveTakesNothingBack() {
        Usage usage = used(Duration.ofDays(14), 0.5, 4096 * MIB);
        Instant back = NOW.plus(Duration.ofDays(7));
        usage.peak(back, new Marks.Bounds(64 * MIB, 64 * MIB, true));
        usage.add(back, 10, 0.01);
        Sizing sizing = RightSize.of(usage, List.of(), SHORTEST, back);
        assertThat(sizing.confidence()).isGreaterThan(13);
        assertThat(sizing.memoryReservation().orElseThrow().target()).isEqualTo(64 * MIB);
        assertThat(sizing.memoryLimit().orElseThrow().target()).isGreaterThan(4096 * MIB);
    }

    @Test
    void cpuIsThe95thPercentileAndNarrowsWithTime() {
        Amount young = RightSize.of(used(Duration.ofHours(4), 0.5, MIB), List.of(), SHORTEST, NOW)
                .cpuReservation()
                .orElseThrow();
        Amount old = RightSize.of(used(Duration.ofDays(8), 0.5, MIB), List.of(), SHORTEST, NOW)
                .cpuReservation()
                .orElseThrow();
        assertThat(young.target()).isEqualTo(old.target()).isBetween(500_000_000L, 540_000_000L);
        assertThat(young.upper()).isGreaterThan(6 * young.target());
        assertThat(old.upper()).isLessThan(2 * old.target());
        assertThat(young.lower()).isLessThan(old.lower());
        assertThat(old.how()).contains("95th percentile").contains("8 days").contains("cores");
    }

    @Test
    void memoryIsTheHighestPeakAndAMargin() {
        Sizing sizing = RightSize.of(used(Duration.ofDays(2), 0.5, 400 * MIB), List.of(), SHORTEST, NOW);
        Amount limit = sizing.memoryLimit().orElseThrow();
        assertThat(limit.target()).isEqualTo(460 * MIB);
        assertThat(limit.lower()).isLessThanOrEqualTo(400 * MIB).isGreaterThan(390 * MIB);
        assertThat(limit.upper()).isGreaterThan(limit.target());
        assertThat(limit.how()).isEqualTo("highest peak of 1 day, 400 MiB, and 15 % more");
        assertThat(sizing.memoryReservation().orElseThrow().target()).isEqualTo(400 * MIB);
    }

    @Test
    void aKillAsksForMoreThanItsLimit() {
        Usage usage = used(Duration.ofDays(2), 0.5, 256 * MIB);
        Amount small = RightSize.of(usage, List.of(kill("k", 256 * MIB, NOW)), SHORTEST, NOW)
                .memoryLimit()
                .orElseThrow();
        assertThat(small.target()).isEqualTo(356 * MIB);
        assertThat(small.lower()).isEqualTo(256 * MIB);
        assertThat(small.how()).startsWith("killed for memory at a limit of 256 MiB");
        assertThat(RightSize.needed(1000 * MIB)).isEqualTo(1200 * MIB);
    }

    /** The kernel counts a kill in the container's cgroup too when it was the node that ran out. */
    @Test
    void aKillFarBelowItsLimitWasTheNodesWantAndAsksForNothing() {
        Usage usage = used(Duration.ofDays(2), 0.5, 200 * MIB);
        KillRecord ofTheNode = kill("k", 1024 * MIB, 200 * MIB, NOW);
        assertThat(RightSize.of(usage, List.of(ofTheNode), SHORTEST, NOW)
                        .memoryLimit()
                        .orElseThrow()
                        .target())
                .isEqualTo(230 * MIB);
        KillRecord unread = new KillRecord(
                "u",
                Kill.Kind.CONTAINER,
                "s1",
                "shop_db",
                "t1",
                "c1",
                "n1",
                "w1",
                NOW,
                Optional.of(1000 * MIB),
                Optional.empty(),
                Optional.of(137));
        assertThat(RightSize.of(usage, List.of(unread), SHORTEST, NOW)
                        .memoryLimit()
                        .orElseThrow()
                        .target())
                .as("of one whose peak nobody could read the limit is believed")
                .isEqualTo(1200 * MIB);
    }

    @Test
    void killsAtOneLimitDoNotRunAway() {
        Usage usage = used(Duration.ofDays(2), 0.5, 256 * MIB);
        List<KillRecord> kills = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            usage.peaks().add(NOW, 256 * MIB, 256 * MIB, true);
            kills.add(kill("k" + i, 256 * MIB, NOW.minusSeconds(i)));
            assertThat(RightSize.of(usage, kills, SHORTEST, NOW)
                            .memoryLimit()
                            .orElseThrow()
                            .target())
                    .isEqualTo(356 * MIB);
        }
    }

    @Test
    void killsOfOtherKindsOrWithoutALimitOrLongAgoAskForNothing() {
        Usage usage = used(Duration.ofDays(2), 0.5, 100 * MIB);
        KillRecord stopped = new KillRecord(
                "x",
                Kill.Kind.NOT_MEMORY,
                "s1",
                "shop_db",
                "t",
                "c",
                "n",
                "w",
                NOW,
                Optional.of(900 * MIB),
                Optional.empty(),
                Optional.of(137));
        List<KillRecord> kills =
                List.of(stopped, kill("none", 0, NOW), kill("old", 900 * MIB, NOW.minus(Duration.ofDays(9))));
        assertThat(RightSize.of(usage, kills, SHORTEST, NOW)
                        .memoryLimit()
                        .orElseThrow()
                        .target())
                .isEqualTo(115 * MIB);
    }

    @Test
    void useIsWrittenAndReadWithoutLoss() {
        Usage usage = used(Duration.ofHours(30), 0.7, 300 * MIB);
        usage.add(NOW.plusSeconds(5), 5, 12.5);
        usage.peaks().add(NOW.minus(Duration.ofDays(3)), 200, 500, false);
        Usage read = Usage.read(usage.write());
        assertThat(read.write()).isEqualTo(usage.write());
        assertThat(RightSize.of(read, List.of(), SHORTEST, NOW))
                .isEqualTo(RightSize.of(usage, List.of(), SHORTEST, NOW));
        assertThat(Usage.read(new Usage().write()).samples()).isZero();
    }

    @Test
    void peaksOfEightDaysAreKept() {
        DailyPeaks peaks = new DailyPeaks();
        for (int day = 20; day >= 0; day--) {
            peaks.add(NOW.minus(Duration.ofDays(day)), day, 2L * day, true);
        }
        assertThat(peaks.days()).hasSize(8);
        assertThat(peaks.sevenDays(NOW).orElseThrow().lowerBytes()).isEqualTo(6);
        assertThat(peaks.sevenDays(NOW).orElseThrow().upperBytes()).isEqualTo(12);
        assertThat(peaks.sevenDays(NOW).orElseThrow().since()).isEqualTo(Instant.parse("2026-11-19T00:00:00Z"));
        assertThat(peaks.highest(NOW).orElseThrow().lower()).isEqualTo(7);
        assertThat(peaks.sevenDays(NOW.plus(Duration.ofDays(30)))).isEmpty();
        assertThat(peaks.percentile(0.5, NOW.plus(Duration.ofDays(30)))).isZero();
    }

    /** The histogram against all samples sorted with their weights. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void percentilesAreThoseOfTheSamplesRoundedUpByOneBucket(long seed) {
        Random chance = new Random(seed);
        record Weighed(double cores, double weight) {}
        Histogram histogram = new Histogram();
        List<Weighed> all = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            Instant at = NOW.minusSeconds(chance.nextInt(60 * 86_400));
            double cores = Math.pow(10, chance.nextDouble() * 4 - 3);
            double seconds = 1 + chance.nextInt(10);
            histogram.add(cores, seconds, at);
            double age = Duration.between(at, NOW).toSeconds() / 86_400.0;
            all.add(new Weighed(cores, seconds * Math.pow(2, -age)));
        }
        all.sort(Comparator.comparingDouble(Weighed::cores));
        double total = all.stream().mapToDouble(Weighed::weight).sum();
        for (double share : new double[] {0.1, 0.5, 0.9, 0.95, 0.99}) {
            double sum = 0;
            double exact = 0;
            for (Weighed one : all) {
                sum += one.weight();
                exact = one.cores();
                if (sum >= share * total) {
                    break;
                }
            }
            double told = histogram.percentile(share);
            assertThat(told).isGreaterThan(exact * 0.95).isLessThan(exact * 1.11 + 0.011);
        }
    }

    @Test
    void bucketsMeetWithoutGapsAndHoldWhatBelongsToThem() {
        for (int bucket = 0; bucket < Histogram.BUCKETS - 1; bucket++) {
            double start = Histogram.start(bucket);
            double end = Histogram.start(bucket + 1);
            assertThat(end).isGreaterThan(start);
            assertThat(Histogram.bucket((start + end) / 2)).isEqualTo(bucket);
        }
        assertThat(Histogram.bucket(0)).isZero();
        assertThat(Histogram.bucket(1e9)).isEqualTo(Histogram.BUCKETS - 1);
        assertThat(new Histogram().percentile(0.95)).isZero();
    }
}
