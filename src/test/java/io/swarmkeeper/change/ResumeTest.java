package io.swarmkeeper.change;

import static io.swarmkeeper.change.ChangeState.APPLYING;
import static io.swarmkeeper.change.ChangeState.INCONCLUSIVE;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server ended just before a write, and the one that takes the change up finds another Swarm, or another day. */
class ResumeTest extends OnTheBench {

    private static final String BEGUN = "after START";
    private static final String ANNOUNCED = "announced step 0";

    /** Begun, and left at that point. */
    private Change left(String point) {
        bench.beat();
        AtomicBoolean reached = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        bench.milestones = at -> {
            if (at.equals(point)) {
                reached.set(true);
                try {
                    never.await();
                } catch (InterruptedException e) {
                    // the server ends here
                }
            }
        };
        Change change = bench.requestAndApprove();
        Bench.until(reached::get, () -> point);
        bench.close();
        bench.milestones = at -> {};
        assertThat(bench.state(change.id())).isEqualTo(APPLYING);
        return change;
    }

    private String rest(Change change, ChangeState state) {
        String outcome = bench.await(change.id(), state).outcome().orElseThrow();
        assertThat(bench.swarm.writes).isEmpty();
        assertThat(bench.liveSpec()).isEqualTo(saved);
        return outcome;
    }

    /** Whether an announced write was sent is known to nobody. */
    @ParameterizedTest
    @CsvSource({BEGUN + ", FAILED", ANNOUNCED + ", INCONCLUSIVE"})
    void anApprovalThatGrewTooOldMeanwhileWritesNothing(String point, ChangeState end) {
        Change change = left(point);
        bench.clock = () -> Instant.now().plus(Duration.ofHours(25));
        bench.restart();
        assertThat(rest(change, end)).startsWith("It could not begin within 24 hours of its approval.");
    }

    @ParameterizedTest
    @CsvSource({BEGUN + ", FAILED", ANNOUNCED + ", INCONCLUSIVE"})
    void aNodeThatWasLostMeanwhileStopsIt(String point, ChangeState end) {
        Change change = left(point);
        bench.swarm.loseNode("w2");
        bench.restart();
        assertThat(rest(change, end)).startsWith("Stopped before writing: node w2 is down.");
    }

    @ParameterizedTest
    @CsvSource({BEGUN + ", FAILED", ANNOUNCED + ", INCONCLUSIVE"})
    void aPlanThatNoLongerFitsIsNotWritten(String point, ChangeState end) {
        Change change = left(point);
        bench.planRefused = true;
        bench.restart();
        assertThat(rest(change, end)).startsWith("The plan no longer fits the Swarm: Needs 64 MiB. No node has them.");
    }

    @Test
    void whatWasLeftUnwrittenIsUndoneWithoutAWrite() {
        Change change = left(ANNOUNCED);
        bench.planRefused = true;
        bench.restart();
        assertThat(rest(change, INCONCLUSIVE)).contains("a write was announced and may have been sent");
        bench.changes.undo(change.id(), Bench.JONAS, "never mind");
        bench.await(change.id(), UNDONE);
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void anUpdateOfSomebodyElseIsWaitedFor() {
        Change change = left(ANNOUNCED);
        bench.swarm.updateStatus("web", "updating", "by hand");
        bench.restart();
        int before = bench.swarm.reads.get("service").get();
        Bench.until(() -> bench.swarm.reads.get("service").get() > before + 10, () -> "ten more looks");
        assertThat(bench.state(change.id())).isEqualTo(APPLYING);
        assertThat(bench.swarm.writes).isEmpty();
        assertThat(bench.change(change.id()).timeline().stream()
                        .filter(t -> t.note().startsWith("Waiting: ")))
                .as("said once, however long")
                .singleElement()
                .asString()
                .contains("update");
        bench.swarm.updateStatus("web", "completed", "");
        bench.await(change.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void whatStillFitsIsWritten() {
        Change change = left(ANNOUNCED);
        bench.restart();
        bench.await(change.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
    }
}
