package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.swarmkeeper.telemetry.Series.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {

    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    private static Series steady(Instant from, int seconds, double cores, long memory) {
        Series series = Series.ofNode();
        for (int s = 5; s <= seconds; s += 5) {
            series = series.plus(from.plusSeconds(s), 5, cores, memory);
        }
        return series;
    }

    @Test
    void anIntervalIsSpreadOverTheSlotsItLiesIn() {
        Series series = Series.ofNode()
                .plus(START.plusSeconds(8), 8, 1.0, 100L)
                .plus(START.plusSeconds(14), 6, 4.0, 400L)
                .plus(START.plusSeconds(30), 16, 4.0, 400L);
        List<Point> points = series.points();
        assertThat(points).hasSize(3);
        assertThat(points.getFirst().at()).isEqualTo(START.plusSeconds(10));
        assertThat(points.getFirst().cores().orElseThrow()).isCloseTo((8 * 1 + 2 * 4) / 10.0, within(1e-6));
        assertThat(points.getFirst().memoryBytes()).contains(160L);
        assertThat(points.getFirst().measured()).isCloseTo(1, within(1e-6));
        assertThat(points.get(1).cores().orElseThrow()).isCloseTo(4, within(1e-6));
    }

    @Test
    void whatWasNotMeasuredIsAGapAndNotZero() {
        Series series =
                Series.ofNode().plus(START.plusSeconds(10), 10, null, 100L).plus(START.plusSeconds(40), 10, 2.0, null);
        assertThat(series.points()).hasSize(2);
        assertThat(series.points().getFirst().cores()).isEmpty();
        assertThat(series.points().getFirst().memoryBytes()).contains(100L);
        assertThat(series.points().getLast().cores()).contains(2.0);
        assertThat(series.points().getLast().memoryBytes()).isEmpty();
        assertThat(Series.ofNode().points()).isEmpty();
        assertThat(Series.ofNode().plus(START, 5, null, null).isEmpty()).isTrue();
    }

    @Test
    void addingLeavesTheOldOneAsItWas() {
        Series before = steady(START, 600, 1, 100);
        List<Point> points = before.points();
        Series after = before;
        for (int s = 605; s < 9000; s += 5) {
            after = after.plus(START.plusSeconds(s), 5, 9.0, 900L);
        }
        assertThat(before.points()).isEqualTo(points);
        assertThat(after.points())
                .hasSizeBetween(359, 360)
                .allMatch(p -> p.cores().orElseThrow() > 8.9);
    }

    @Test
    void anHourIsKeptAndOlderIsLeftOut() {
        Series series = steady(START, 3 * 3600, 1, 100);
        List<Point> points = series.points();
        assertThat(points).hasSize(360);
        assertThat(points.getFirst().at()).isEqualTo(START.plusSeconds(2 * 3600 + 10));
        Series same = series.plus(START.plusSeconds(60), 5, 50.0, 100L);
        assertThat(same.points()).isEqualTo(points);
    }

    @Test
    void coresOfAServiceAddUpAndItsMemoryIsTheHighest() {
        Series series = Series.ofService();
        for (int s = 10; s <= 60; s += 10) {
            series = series.plus(START.plusSeconds(s), 10, 0.5, 100L).plus(START.plusSeconds(s), 10, 0.25, 300L);
        }
        // The last whole slot may still lack a node.
        assertThat(series.points()).hasSize(5);
        assertThat(series.points()).allSatisfy(p -> {
            assertThat(p.cores().orElseThrow()).isCloseTo(0.75, within(1e-6));
            assertThat(p.memoryBytes()).isEqualTo(Optional.of(300L));
            assertThat(p.measured()).isCloseTo(2, within(1e-6));
        });
    }

    @Test
    void theLowestMinuteDecides() {
        Series busy = steady(START, 600, 3.6, 800);
        assertThat(busy.lowestCores(Duration.ofMinutes(10)).orElseThrow()).isCloseTo(3.6, within(1e-4));
        assertThat(busy.lowestMemory(Duration.ofMinutes(10)).orElseThrow()).isCloseTo(800, within(0.1));

        Series calmMinute = Series.ofNode();
        for (int s = 5; s <= 600; s += 5) {
            calmMinute = calmMinute.plus(START.plusSeconds(s), 5, s > 300 && s <= 360 ? 1.0 : 3.6, 800L);
        }
        assertThat(calmMinute.lowestCores(Duration.ofMinutes(10)).orElseThrow()).isCloseTo(1, within(1e-4));
        assertThat(calmMinute.lowestCores(Duration.ofMinutes(4)).orElseThrow()).isCloseTo(3.6, within(1e-4));
    }

    @Test
    void aWindowThatWasNotMeasuredToNinetyPercentSaysNothing() {
        assertThat(steady(START, 500, 3.6, 800).lowestCores(Duration.ofMinutes(10)))
                .isEmpty();
        assertThat(steady(START, 540, 3.6, 800).lowestCores(Duration.ofMinutes(10)))
                .isPresent();
        Series holes = Series.ofNode();
        for (int s = 10; s <= 1200; s += 10) {
            if (s % 80 != 0) {
                holes = holes.plus(START.plusSeconds(s), 10, 3.6, 800L);
            }
        }
        assertThat(holes.lowestCores(Duration.ofMinutes(10))).isEmpty();
        assertThat(Series.ofNode().lowestCores(Duration.ofMinutes(1))).isEmpty();
        assertThat(steady(START, 7200, 1, 1).lowestCores(Duration.ofHours(2))).isEmpty();
    }

    /** Against second by second bookkeeping. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyIntervalsGiveWhatSecondsGive(long seed) {
        Random chance = new Random(seed);
        double[] cores = new double[4 * 3600];
        boolean[] covered = new boolean[cores.length];
        Series series = Series.ofNode();
        int second = chance.nextInt(20);
        while (second < cores.length - 60) {
            int length = 1 + chance.nextInt(12);
            double used = chance.nextInt(800) / 100.0;
            if (chance.nextInt(6) > 0) {
                for (int s = second; s < second + length; s++) {
                    cores[s] = used;
                    covered[s] = true;
                }
                series = series.plus(START.plusSeconds(second + length), length, used, null);
            }
            second += length;
        }
        List<Point> points = series.points();
        assertThat(points).isNotEmpty();
        for (Point point : points) {
            int end = (int) Duration.between(START, point.at()).toSeconds();
            double sum = 0;
            int seconds = 0;
            for (int s = end - 10; s < end; s++) {
                sum += covered[s] ? cores[s] : 0;
                seconds += covered[s] ? 1 : 0;
            }
            assertThat(point.cores().orElseThrow()).isCloseTo(sum / seconds, within(1e-3));
            assertThat(point.measured()).isCloseTo(seconds / 10.0, within(1e-5));
        }
    }
}
