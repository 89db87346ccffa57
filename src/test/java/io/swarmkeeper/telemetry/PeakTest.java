package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.telemetry.ServiceUse.Peak;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one peak of a service: what samples saw, and what only a kill did. Sizes in MiB. */
class PeakTest {

    private static final Instant NOW = Instant.parse("2026-11-23T22:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-11-21T00:00:00Z");

    private static KillRecord kill(Kill.Kind kind, Instant at, Long limit, Long peak) {
        return new KillRecord(
                "k",
                kind,
                "web",
                "web",
                "web.1",
                "c",
                "w1",
                "w1",
                at,
                Optional.ofNullable(limit),
                Optional.ofNullable(peak),
                Optional.of(137));
    }

    @ParameterizedTest
    @CsvSource({
        // kind, limit, peak of the kill, then what is expected: lower, upper, only the kill saw it
        "CONTAINER,  512, 511, 511, 511, true",
        "CHILD,      512, 512, 512, 512, true",
        "CONTAINER,  128, 128, 128, 150, false", // the mark of another container was higher
        "CONTAINER,  64,  64,  100, 150, false",
        "NOT_MEMORY, 512, 511, 100, 150, false",
        "CONTAINER,  ,    511, 100, 150, false", // the node's want
        "CONTAINER,  512, ,    100, 150, false" // nobody could read it
    })
    void aKillAtALimitRaisesIt(Kill.Kind kind, Long limit, Long had, long lower, long upper, boolean killed) {
        Peak sampled = new Peak(100, 150, false, SINCE);
        assertThat(Peak.with(Optional.of(sampled), List.of(kill(kind, NOW.minusSeconds(60), limit, had)), NOW))
                .contains(new Peak(lower, upper, false, SINCE, killed));
    }

    @Test
    void aServiceThatLivedOnlyBetweenSamplesHasThePeakOfItsKill() {
        Instant at = NOW.minus(Duration.ofDays(1));
        assertThat(Peak.with(Optional.empty(), List.of(kill(Kill.Kind.CONTAINER, at, 512L, 511L)), NOW))
                .contains(new Peak(511, 511, true, Instant.parse("2026-11-22T00:00:00Z"), true));
        assertThat(Peak.with(Optional.empty(), List.of(), NOW)).isEmpty();
    }

    @Test
    void killsOfTheSameSevenDaysCountAsSamplesDo() {
        Optional<Peak> sampled = Optional.of(new Peak(100, 150, true, SINCE));
        KillRecord first = kill(Kill.Kind.CONTAINER, Instant.parse("2026-11-17T00:00:00Z"), 512L, 511L);
        KillRecord before = kill(Kill.Kind.CONTAINER, Instant.parse("2026-11-16T23:59:59Z"), 512L, 511L);
        assertThat(Peak.with(sampled, List.of(before), NOW)).isEqualTo(sampled);
        assertThat(Peak.with(sampled, List.of(before, first), NOW))
                .contains(new Peak(511, 511, true, Instant.parse("2026-11-17T00:00:00Z"), true));
    }
}
