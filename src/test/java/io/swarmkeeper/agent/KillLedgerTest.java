package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.Kill.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KillLedgerTest {

    private static final long NOW = 1_000_000;

    private final KillLedger ledger = new KillLedger();

    static Container container(String id, Integer exitCode, boolean oomKilled) {
        return container(id, "task", 1, exitCode, oomKilled);
    }

    private static Container plain(long started, Integer exitCode, boolean oomKilled) {
        return container("p", "", started, exitCode, oomKilled);
    }

    private static Container container(String id, String task, long started, Integer exitCode, boolean oomKilled) {
        return new Container(
                id,
                "web.1",
                exitCode == null ? 77 : 0,
                task,
                task.isEmpty() ? "" : "service",
                started,
                exitCode == null ? 0 : NOW,
                64 << 20,
                0,
                exitCode,
                oomKilled,
                "",
                false,
                Duration.ofSeconds(30),
                List.of(),
                List.of(),
                Map.of(),
                false);
    }

    private void counted(String id, long kills, long at) {
        ledger.counter(container(id, null, false), kills, () -> 60L << 20, at);
    }

    @Test
    void aChildThatIsKilledWhileItsContainerLivesIsToldOnceItIsPlainThatItLives() {
        counted("a", 1, NOW);
        assertThat(ledger.take(NOW + 100)).isEmpty();
        List<Kill> told = ledger.take(NOW + KillLedger.WAIT_MILLIS);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().kind()).isEqualTo(Kind.CHILD);
        assertThat(told.getFirst().limitBytes()).isEqualTo(64 << 20);
        assertThat(told.getFirst().peakBytes()).isEqualTo(60L << 20);
        counted("a", 1, NOW + 10_000);
        assertThat(ledger.take(NOW + 20_000)).as("the same count again").isEmpty();
    }

    @Test
    void theLastKillBeforeTheEndIsTheContainers() {
        counted("a", 2, NOW);
        ledger.ended(container("a", 137, true), null, NOW + 50);
        assertThat(ledger.take(NOW + KillLedger.WAIT_MILLIS))
                .extracting(Kill::id, Kill::kind)
                .containsExactlyInAnyOrder(tuple("a:1", Kind.CHILD), tuple("a:2", Kind.CONTAINER));
    }

    @Test
    void aContainerThatWasGoneBeforeAnybodyCountedIsCountedOnce() {
        ledger.ended(container("a", 137, true), null, NOW);
        List<Kill> told = ledger.take(NOW + 1);
        assertThat(told).extracting(Kill::kind).containsExactly(Kind.CONTAINER);
        assertThat(told.getFirst().peakBytes()).as("nobody could read it").isNull();
    }

    @Test
    void aShellThatOutlivesItsKilledChildAndEndsWellIsNoKilledContainer() {
        ledger.ended(container("a", 0, true), null, NOW);
        assertThat(ledger.take(NOW + 1)).extracting(Kill::kind).containsExactly(Kind.CHILD);
    }

    @Test
    void exitCode137WithoutAWordOfMemoryIsNone() {
        ledger.ended(container("a", 137, false), null, NOW);
        assertThat(ledger.take(NOW + 1)).extracting(Kill::kind).containsExactly(Kind.NOT_MEMORY);
    }

    @Test
    void aStopLongAfterAChildsDeathIsNotForMemory() {
        counted("a", 1, NOW);
        assertThat(ledger.take(NOW + KillLedger.WAIT_MILLIS)).hasSize(1);
        ledger.ended(container("a", 137, true), null, NOW + 60_000);
        assertThat(ledger.take(NOW + 60_001)).extracting(Kill::kind).containsExactly(Kind.NOT_MEMORY);
    }

    @Test
    void anotherProcessOfTheAgentTellsTheSameKillsUnderTheSameIds() {
        counted("a", 2, NOW);
        KillLedger next = new KillLedger();
        next.counter(container("a", null, false), 2L, () -> null, NOW + 99_000);
        assertThat(next.take(NOW + 200_000))
                .extracting(Kill::id)
                .isEqualTo(ledger.take(NOW + 200_000).stream().map(Kill::id).toList());
    }

    @Test
    void aContainerThatIsStillKnownIsNotCountedAnewWhenOthersAreForgotten() {
        counted("a", 1, NOW);
        ledger.take(NOW + 10_000);
        ledger.keepOnly(Set.of("a"));
        counted("a", 1, NOW + 20_000);
        assertThat(ledger.take(NOW + 40_000)).isEmpty();
    }

    @Test
    void aKernelThatDoesNotCountSaysNothing() {
        ledger.counter(container("a", null, false), null, () -> 1L, NOW);
        assertThat(ledger.take(NOW + 10_000)).isEmpty();
    }

    /** A server that forks and is killed a hundred thousand times: all at once they would not fit the agent's memory. */
    @Test
    void countersThatRanAwayAreToldInPiecesOfWhichNoneIsLost() {
        int[] reads = new int[1];
        ledger.counter(
                container("a", null, false),
                100_000L,
                () -> {
                    reads[0]++;
                    return 60L << 20;
                },
                NOW);
        List<Kill> first = ledger.take(NOW + KillLedger.WAIT_MILLIS);
        assertThat(first).hasSizeBetween(1, 1000).extracting(Kill::id).startsWith("a:1", "a:2");
        assertThat(reads[0]).as("looks at the peak").isEqualTo(1);
        counted("a", 100_000, NOW + 10_000);
        assertThat(ledger.take(NOW + 20_000).getFirst().id()).isEqualTo("a:" + (first.size() + 1));
    }

    /** Its cgroup is gone by the time that the engine's word of memory is heard, as it is of most that die of it. */
    @Test
    void aContainerThatDiesOfMemoryAfterAChildDidIsCountedToo() {
        counted("a", 1, NOW);
        assertThat(ledger.take(NOW + 10_000)).hasSize(1);
        ledger.heard(container("a", null, false));
        ledger.ended(container("a", 137, true), null, NOW + 60_000);
        assertThat(ledger.take(NOW + 60_001))
                .extracting(Kill::id, Kill::kind)
                .containsExactly(tuple("a:2", Kind.CONTAINER));
    }

    @Test
    void aSecondWordOfTheSameKillIsNoSecondKill() {
        counted("a", 1, NOW);
        ledger.heard(container("a", null, false));
        ledger.ended(container("a", 137, true), null, NOW + 50);
        assertThat(ledger.take(NOW + 60_000))
                .extracting(Kill::id, Kill::kind)
                .containsExactly(tuple("a:1", Kind.CONTAINER));
    }

    @Test
    void aWordOfMemoryThatTheCounterBearsOutIsNoSecondKill() {
        counted("a", 1, NOW);
        ledger.take(NOW + 10_000);
        ledger.heard(container("a", null, false));
        counted("a", 2, NOW + 20_000);
        ledger.ended(container("a", 137, true), null, NOW + 20_050);
        assertThat(ledger.take(NOW + 30_000)).extracting(Kill::id).containsExactly("a:2");
        ledger.ended(container("a", 137, true), null, NOW + 90_000);
        assertThat(ledger.take(NOW + 90_001)).extracting(Kill::kind).containsExactly(Kind.NOT_MEMORY);
    }

    /** What the Swarm did not start keeps its id over restarts, while the kernel counts from nothing again. */
    @Test
    void eachRunOfAPlainContainerHasKillsOfItsOwn() {
        ledger.counter(plain(5, null, false), 1L, () -> null, NOW);
        ledger.ended(plain(5, 137, true), null, NOW + 50);
        ledger.counter(plain(6, null, false), 0L, () -> null, NOW + 10_000);
        ledger.counter(plain(6, null, false), 1L, () -> null, NOW + 20_000);
        ledger.counter(plain(6, null, false), 1L, () -> null, NOW + 30_000);
        ledger.ended(plain(7, 137, true), null, NOW + 40_000);
        ledger.ended(plain(8, 137, false), null, NOW + 50_000);
        ledger.ended(plain(9, 137, false), null, NOW + 60_000);
        assertThat(ledger.take(NOW + 90_000))
                .extracting(Kill::id, Kill::kind)
                .containsExactly(
                        tuple("p@5:1", Kind.CONTAINER),
                        tuple("p@6:1", Kind.CHILD),
                        tuple("p@7:1", Kind.CONTAINER),
                        tuple("p@8:end", Kind.NOT_MEMORY),
                        tuple("p@9:end", Kind.NOT_MEMORY));
    }

    @Test
    void aWordOfMemoryInOneRunIsNoneInTheNext() {
        ledger.counter(plain(6, null, false), 1L, () -> null, NOW);
        ledger.take(NOW + 10_000);
        ledger.heard(plain(5, null, false));
        ledger.ended(plain(6, 137, true), null, NOW + 60_000);
        assertThat(ledger.take(NOW + 60_001)).extracting(Kill::kind).containsExactly(Kind.NOT_MEMORY);
    }
}
