package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObservedWeekTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final ObservedWeek week = new ObservedWeek();

    private void watched(Instant from, Duration length) {
        for (Instant at = from; at.isBefore(from.plus(length)); at = at.plusSeconds(60)) {
            week.add(at, 60);
        }
    }

    private double hours(Instant now) {
        return week.hours(now);
    }

    @Test
    void whatIsOlderThanSevenDaysIsOver() {
        watched(NOW.minus(Duration.ofDays(30)), Duration.ofDays(24));
        assertThat(hours(NOW)).isCloseTo(23, within(1.01));
        watched(NOW, Duration.ofHours(1));
        assertThat(hours(NOW.plusSeconds(3599))).isCloseTo(24, within(1.01));
        assertThat(hours(NOW.plus(Duration.ofDays(8)))).isZero();
    }

    @Test
    void aWeekIsNoMoreThanOne() {
        watched(NOW.minus(Duration.ofDays(20)), Duration.ofDays(20));
        assertThat(hours(NOW)).isBetween(167.0, 168.0);
        week.add(NOW, 1e9);
        assertThat(hours(NOW)).as("an agent that told of years").isLessThanOrEqualTo(168);
    }

    @Test
    void itIsReadAsItWasWrittenAndHoldsNoMoreThanTheWeek() {
        watched(NOW.minus(Duration.ofDays(20)), Duration.ofDays(20));
        ObservedWeek read = new ObservedWeek();
        read.add(NOW, 5);
        read.load(week.write());
        assertThat(read.write()).isEqualTo(week.write());
        assertThat(read.hours(NOW)).isEqualTo(week.hours(NOW));
        assertThat(week.write().split(" ")).hasSizeLessThanOrEqualTo(169);
        read.load("");
        assertThat(read.write()).isEmpty();
    }
}
