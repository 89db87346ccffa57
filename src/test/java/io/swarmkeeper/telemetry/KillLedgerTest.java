package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillLedgerTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Map<String, KillRecord> stored = new HashMap<>();
    private final KillLedger ledger = new KillLedger(id -> Optional.ofNullable(stored.get(id)));

    private static KillRecord kill(String id, Kill.Kind kind, Instant at, Long peak, Integer exitCode) {
        return new KillRecord(
                id,
                kind,
                "s1",
                "shop_db",
                "t1",
                "c1",
                "n1",
                "w1",
                at,
                Optional.of(100L),
                Optional.ofNullable(peak),
                Optional.ofNullable(exitCode));
    }

    @Test
    void aKillToldAgainIsCountedOnceAndKeepsItsTime() {
        assertThat(ledger.take(kill("a", Kill.Kind.CONTAINER, NOW, 5L, 137))).isTrue();
        assertThat(ledger.take(kill("a", Kill.Kind.CONTAINER, NOW.plusSeconds(60), 5L, 137)))
                .isFalse();
        assertThat(ledger.list(NOW))
                .singleElement()
                .satisfies(k -> assertThat(k.at()).isEqualTo(NOW));
    }

    @Test
    void aChildsDeathMayTurnOutToBeTheContainersAndNotTheOtherWayRound() {
        ledger.take(kill("a", Kill.Kind.CHILD, NOW, null, null));
        assertThat(ledger.take(kill("a", Kill.Kind.CONTAINER, NOW, 7L, 137))).isTrue();
        assertThat(ledger.take(kill("a", Kill.Kind.CHILD, NOW, null, null))).isFalse();
        KillRecord kill = ledger.list(NOW).getFirst();
        assertThat(kill.kind()).isEqualTo(Kill.Kind.CONTAINER);
        assertThat(kill.peakBytes()).contains(7L);
        assertThat(kill.exitCode()).contains(137);
    }

    /** An agent that is started anew sees a child's old death and an end with 137, and cannot know what lay between. */
    @Test
    void aContainerThatEndedForAnotherReasonWasNotKilledForMemoryAfterAll() {
        ledger.take(kill("c1:1", Kill.Kind.CHILD, NOW, 7L, null));
        ledger.take(kill("c1:end", Kill.Kind.NOT_MEMORY, NOW.plusSeconds(60), 7L, 137));
        ledger.take(kill("c1:1", Kill.Kind.CONTAINER, NOW.plusSeconds(90), null, 137));
        assertThat(ledger.list(NOW.plusSeconds(90)))
                .extracting(KillRecord::id, KillRecord::kind)
                .containsExactly(tuple("c1:end", Kill.Kind.NOT_MEMORY), tuple("c1:1", Kill.Kind.CHILD));
    }

    @Test
    void whyOneRunOfAContainerEndedSaysNothingOfAnother() {
        ledger.take(kill("c1@5:end", Kill.Kind.NOT_MEMORY, NOW, 7L, 137));
        ledger.take(kill("c1@6:1", Kill.Kind.CONTAINER, NOW.plusSeconds(60), 7L, 137));
        ledger.take(kill("c1@5:1", Kill.Kind.CONTAINER, NOW.plusSeconds(90), 7L, 137));
        assertThat(ledger.list(NOW.plusSeconds(90)))
                .extracting(KillRecord::id, KillRecord::kind)
                .containsExactly(
                        tuple("c1@5:1", Kill.Kind.CHILD),
                        tuple("c1@6:1", Kill.Kind.CONTAINER),
                        tuple("c1@5:end", Kill.Kind.NOT_MEMORY));
    }

    @Test
    void thatItEndedForAnotherReasonIsKnownThoughItWasLongAgo() {
        stored.put("c1:end", kill("c1:end", Kill.Kind.NOT_MEMORY, NOW.minus(Duration.ofDays(20)), null, 137));
        ledger.take(kill("c1:1", Kill.Kind.CONTAINER, NOW, null, 137));
        assertThat(ledger.list(NOW)).extracting(KillRecord::kind).containsExactly(Kill.Kind.CHILD);
    }

    /** However often and in whatever order kills are told, the same come out. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theOrderOfTellingChangesNothing(long seed) {
        Random chance = new Random(seed);
        List<KillRecord> told = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            told.add(kill("k" + i, Kill.Kind.CHILD, NOW.minusSeconds(i), null, null));
            told.add(kill("k" + i, i % 2 == 0 ? Kill.Kind.CONTAINER : Kill.Kind.CHILD, NOW.minusSeconds(i), 9L, null));
        }
        told.addAll(List.copyOf(told));
        told.forEach(ledger::take);
        List<KillRecord> expected = ledger.list(NOW);
        assertThat(expected).hasSize(20);
        Collections.shuffle(told, chance);
        KillLedger other = new KillLedger(id -> Optional.empty());
        told.forEach(other::take);
        assertThat(other.list(NOW)).isEqualTo(expected);
    }

    @Test
    void aWeekIsShownAndALongDeadContainerFoundAnewIsNoNewKill() {
        ledger.take(kill("old", Kill.Kind.CONTAINER, NOW.minus(Duration.ofDays(6)), null, 137));
        assertThat(ledger.list(NOW)).hasSize(1);
        assertThat(ledger.list(NOW.plus(Duration.ofDays(2)))).isEmpty();
        ledger.takeUnsaved().forEach(k -> stored.put(k.id(), k));
        Instant later = NOW.plus(Duration.ofDays(30));
        ledger.forget(later);
        assertThat(ledger.take(kill("old", Kill.Kind.CONTAINER, later, null, 137)))
                .isFalse();
        assertThat(ledger.list(later)).isEmpty();
        assertThat(ledger.takeUnsaved()).isEmpty();
    }

    @Test
    void aNameReadLaterIsPutIn() {
        KillRecord nameless = kill("a", Kill.Kind.CHILD, NOW, null, null).named("");
        ledger.take(nameless);
        ledger.name(id -> Optional.of("shop_" + id));
        assertThat(ledger.list(NOW).getFirst().serviceName()).isEqualTo("shop_s1");
        assertThat(ledger.ofService("shop_s1")).hasSize(1);
    }

    @Test
    void whatIsNotSavedYetIsNotForgotten() {
        ledger.take(kill("a", Kill.Kind.CHILD, NOW, null, null));
        ledger.forget(NOW.plus(Duration.ofDays(20)));
        assertThat(ledger.takeUnsaved()).hasSize(1);
        ledger.forget(NOW.plus(Duration.ofDays(20)));
        assertThat(ledger.ofService("shop_db")).isEmpty();
    }
}
