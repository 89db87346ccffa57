package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.JONAS;
import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.UNDOING;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static io.swarmkeeper.change.ChangeState.UNDO_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.change.Changes.ChangeRefusedException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.remediation.Plan.Operation;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a change gave back is taken by others before somebody wants it back: web had 6 of the 8 GiB of w1 before. */
class UndoRoomTest extends OnTheBench {

    private static final long GIB = 1L << 30;
    private static final String MUCH = "{\"Reservations\":{\"MemoryBytes\":%d}}".formatted(3 * GIB);
    private static final String LITTLE =
            "{\"Limits\":{\"MemoryBytes\":%d},\"Reservations\":{\"MemoryBytes\":%d}}".formatted(3 * GIB, GIB);

    private Change reserveLess() {
        bench.swarm.strangerEdits("web", s -> {
            s.withObjectProperty("TaskTemplate")
                    .withObjectProperty("Placement")
                    .withArrayProperty("Constraints")
                    .add("node.hostname==w1");
            s.withObjectProperty("TaskTemplate")
                    .withObjectProperty("Resources")
                    .withObjectProperty("Reservations")
                    .put("MemoryBytes", 3 * GIB);
        });
        bench.fix = new Operation("replace", "/TaskTemplate/Resources", Optional.of(MUCH), Optional.of(LITTLE));
        return bench.requestAndApprove();
    }

    private void othersTakeTheRoom() {
        bench.swarm
                .service("other")
                .reservations(0, 5 * GIB)
                .constraint("node.hostname==w1")
                .add();
    }

    @Test
    void theUndoOfASucceededChangeIsRefusedWhileItsTasksWouldFindNoPlace() {
        Change change = reserveLess();
        bench.await(change.id(), SUCCEEDED);
        othersTakeTheRoom();
        String live = bench.liveSpec();
        String reason = "web has no room for what the saved spec reserves (3 GiB): no suitable node (scheduling"
                + " constraints not satisfied on 2 nodes; insufficient resources on 1 node). Make room first.";
        assertThatThrownBy(() -> bench.changes.undo(change.id(), JONAS, "slower since"))
                .isInstanceOfSatisfying(
                        ChangeRefusedException.class,
                        e -> assertThat(e.reasons()).containsExactly(reason));
        assertThat(bench.state(change.id())).isEqualTo(SUCCEEDED);
        assertThat(bench.liveSpec()).isEqualTo(live);
        assertThat(bench.changes.list(10)).as("no record of an undo").hasSize(1);
        AuditEntry entry = bench.audit.newest(1).getFirst();
        assertThat(entry.action()).isEqualTo("change.refused");
        assertThat(entry.actor()).isEqualTo(JONAS);
        assertThat(entry.detail()).containsEntry("note", "undo: " + reason);

        bench.swarm.removeService("other");
        bench.changes.undo(change.id(), JONAS, "there is room now");
        bench.await(change.id(), UNDONE);
    }

    @Test
    void aBakingChangeGoesBackAtOnceWhateverRoomThereIs() {
        bakeFor(Duration.ofMinutes(5));
        Change change = reserveLess();
        bench.await(change.id(), BAKING);
        othersTakeTheRoom();
        bench.changes.undo(change.id(), JONAS, "it does harm");
        assertThat(bench.state(change.id())).isIn(UNDOING, UNDO_FAILED);
    }

    @Test
    void anUndoThatNobodyCanJudgeBeginsOnceTheSwarmAnswers() {
        Change change = reserveLess();
        bench.await(change.id(), SUCCEEDED);
        bench.swarm.fault.breakAll(Reason.REFUSED);
        assertThatThrownBy(() -> bench.changes.undo(change.id(), JONAS, "slower since"))
                .isInstanceOfSatisfying(
                        ChangeRefusedException.class,
                        e -> assertThat(e.reasons()).last().isEqualTo("Repair it."));
        assertThat(bench.state(change.id())).isEqualTo(SUCCEEDED);
        bench.swarm.fault.repair();
        bench.changes.undo(change.id(), JONAS, "slower since");
        bench.await(change.id(), UNDONE);
    }
}
