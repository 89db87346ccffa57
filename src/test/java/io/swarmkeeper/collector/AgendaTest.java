package io.swarmkeeper.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.collector.Agenda.Work;
import io.swarmkeeper.collector.Parts.Part;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is due when, by a clock that only the test moves; {@link LiveCollectorTest} lives on a real one. */
class AgendaTest {

    private static final Work TASKS = new Work.ReadParts(EnumSet.of(Part.TASKS));

    private final AtomicLong nanos = new AtomicLong(Duration.ofDays(1).toNanos());
    private final Agenda agenda = new Agenda(
            new CollectorSettings(
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    Duration.ofMillis(50),
                    Duration.ofMillis(250),
                    Duration.ofMillis(100),
                    Duration.ofMillis(800),
                    20,
                    Duration.ofMinutes(10)),
            nanos::get);

    /** What is due then, and not a millisecond before. */
    private Work after(long millis) throws Exception {
        nanos.addAndGet(Duration.ofMillis(millis - 1).toNanos());
        CompletableFuture<Work> work = taken();
        assertThat(work).as("too early").isNotDone();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        return work.get(20, TimeUnit.SECONDS);
    }

    private void nothingIsDue() throws Exception {
        CompletableFuture<Work> work = taken();
        assertThat(work).as("due, though nothing is").isNotDone();
        CompletableFuture<Snapshot> waiter = new CompletableFuture<>();
        agenda.ask(waiter);
        assertThat(work.get(20, TimeUnit.SECONDS)).isEqualTo(new Work.ReadEverything(List.of(waiter)));
    }

    /** Asked for, and given the time to come at once if it is due. */
    private CompletableFuture<Work> taken() throws InterruptedException {
        CompletableFuture<Work> work = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                work.complete(agenda.take());
            } catch (InterruptedException e) {
                work.completeExceptionally(e);
            }
        });
        Thread.sleep(40);
        return work;
    }

    /** The manager hears of a death after the node: whoever reads at once reads the old. */
    @Test
    void aNodesWordOnTasksIsReadAtOnceAndAgainUntilTheManagersKnow() throws Exception {
        agenda.connected();
        agenda.noteTasks();
        assertThat(after(50)).isEqualTo(TASKS);
        assertThat(after(250)).isEqualTo(TASKS);
        assertThat(after(250)).isEqualTo(TASKS);
        assertThat(after(250)).as("800 ms after the word").isEqualTo(TASKS);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        nothingIsDue();
    }

    @Test
    void aFloodOfEventsIsReadFourTimesASecond() throws Exception {
        agenda.connected();
        for (int reads = 0; reads < 8; reads++) {
            for (int i = 0; i < 50; i++) {
                agenda.note(new SwarmEvent("service", "update", "svc"));
            }
            assertThat(after(reads == 0 ? 50 : 250)).isEqualTo(new Work.ReadParts(EnumSet.of(Part.SERVICES)));
        }
        nothingIsDue();
    }
}
