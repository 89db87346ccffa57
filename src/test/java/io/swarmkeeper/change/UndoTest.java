package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.ANN;
import static io.swarmkeeper.change.Bench.JONAS;
import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.FAILED;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.UNDOING;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static io.swarmkeeper.change.ChangeState.UNDO_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.change.Changes.ChangeConflictException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The way back, when a person takes it. */
class UndoTest extends OnTheBench {

    @Test
    void aSucceededChangeIsUndoneAsAChangeOfItsOwn() {
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        Change undoing = bench.changes.undo(change.id(), JONAS, "it is slower now");
        assertThat(undoing.state()).isIn(UNDOING, UNDONE);
        bench.await(change.id(), UNDONE);
        assertThat(bench.liveSpec()).isEqualTo(saved);
        Change record = bench.await(change.id() + 1, SUCCEEDED);
        assertThat(record.undoes()).contains(change.id());
        assertThat(record.plan().steps().getFirst().patch().getFirst().op()).isEqualTo("remove");
        assertThat(record.requestedBy()).isEqualTo(JONAS);
        assertThat(bench.fixes.list()).isEmpty();
        assertThat(bench.audit.newest(100))
                .anyMatch(e -> e.action().equals("change.requested")
                        && e.subject().equals("change " + record.id())
                        && "change 1".equals(e.detail().get("undoes")));
        assertThatThrownBy(() -> bench.changes.undo(record.id(), ANN, "")).isInstanceOf(ChangeConflictException.class);
        bench.request();
    }

    @Test
    void anUndoDuringTheBakeStopsIt() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.changes.undo(change.id(), ANN, "stop");
        bench.await(change.id(), UNDONE);
        assertThat(bench.liveSpec()).isEqualTo(saved);
    }

    @Test
    void anUndoNeverOverwritesSomebodyElse() {
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        bench.swarm.strangerEdits("web", s -> s.withObjectProperty("Labels").put("a", "b"));
        String theirs = bench.liveSpec();
        bench.changes.undo(change.id(), JONAS, "back");
        assertThat(bench.await(change.id(), UNDO_FAILED).outcome().orElseThrow())
                .contains("/Labels/a");
        assertThat(bench.liveSpec()).isEqualTo(theirs);
        assertThat(bench.await(change.id() + 1, FAILED).undoes()).contains(change.id());
    }

    @Test
    void aPlacementThatCameMeanwhileIsNeverTakenAwayByTheWayBack() {
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        bench.changes.undo(change.id(), JONAS, "back");
        bench.await(change.id(), UNDONE);
        assertThat(bench.swarm.writes).allSatisfy(w -> assertThat(w.specJson()).contains("\"Placement\":{"));
    }
}
