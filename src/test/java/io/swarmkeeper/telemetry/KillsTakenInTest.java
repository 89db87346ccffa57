package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Kills, which outlive what they befell. */
class KillsTakenInTest extends IntakeFixture {

    @Test
    void killsCarryTheTimeOfOurClockAndTheNameOfTheirService() {
        Instant theirs = now.plus(Duration.ofHours(1));
        Sample sample = Samples.sample()
                .with(new Kill(
                        "k", Kill.Kind.CONTAINER, "c", "db.1", "db", theirs.toEpochMilli() - 2000, 99, null, 137))
                .build(1, theirs);
        take(intake, "w2", "b", sample);
        KillRecord kill = picture().kills().getFirst();
        assertThat(kill.at()).isEqualTo(now.minusSeconds(2));
        assertThat(kill.serviceName()).isEqualTo("db");
        assertThat(kill.hostname()).isEqualTo("w2");
        assertThat(kill.peakBytes()).isEmpty();
        assertThat(picture().killsOf("db")).containsExactly(kill);
    }

    /** An agent that is new to its node tells of every dead container that its engine still holds. */
    @Test
    void aKillOfWeeksAgoIsOfThenAndCountedOnceHoweverOftenItIsTold() {
        Map<String, KillRecord> stored = new HashMap<>();
        Instant weeksAgo = now.minus(Duration.ofDays(25));
        Instant yesterday = now.minus(Duration.ofDays(1));
        for (int process = 1; process <= 3; process++) {
            intake = intake(new KillLedger(id -> Optional.ofNullable(stored.get(id))));
            intake.snapshot(shop(), now);
            take(
                    "w1",
                    "boot" + process,
                    1,
                    Samples.sample().with(killed("old", weeksAgo)).with(killed("young", yesterday)));
            assertThat(picture().kills())
                    .extracting(KillRecord::id)
                    .isEqualTo(process == 1 ? List.of("young") : List.of());
            List<KillRecord> news = intake.takeUnsavedKills();
            assertThat(news).extracting(KillRecord::id).hasSize(process == 1 ? 2 : 0);
            news.forEach(k -> stored.put(k.id(), k));
            now = now.plusSeconds(60);
        }
        assertThat(stored.get("old").at()).isEqualTo(weeksAgo);
        assertThat(stored.get("young").at()).isEqualTo(yesterday);
    }

    @Test
    void aKillOlderThanAnyThatIsKeptIsNotTakenForANewOneAndATimeToComeIsTheSamples() {
        take(
                "w1",
                "b",
                1,
                Samples.sample()
                        .with(killed("ancient", now.minus(KillLedger.KEEP)))
                        .with(killed("ahead", now.plusSeconds(1))));
        assertThat(picture().kills()).extracting(KillRecord::id, KillRecord::at).containsExactly(tuple("ahead", now));
    }

    private static Kill killed(String id, Instant at) {
        return new Kill(id, Kill.Kind.CONTAINER, "c-" + id, "web.1", "web", at.toEpochMilli(), MIB, null, 137);
    }

    @Test
    void whatAContainerHadWhenItWasKilledIsThePeakThatNoSampleSaw() {
        take("w1", "b", 1, Samples.sample().with(task("web.1", "web", 0.5, 100)));
        take("w1", "b", 2, Samples.sample().with(kill("k1", "web", 512 * MIB, 511 * MIB)));
        take("w1", "b", 3, Samples.sample().with(kill("k2", "db", 64 * MIB, 64 * MIB)));
        assertThat(picture().service("web").orElseThrow().peak().orElseThrow().lowerBytes())
                .isEqualTo(511 * MIB);
    }

    private Kill kill(String id, String service, long limit, Long peak) {
        return new Kill(
                id, Kill.Kind.CONTAINER, "c-" + id, service + ".1", service, now.toEpochMilli(), limit, peak, 137);
    }
}
