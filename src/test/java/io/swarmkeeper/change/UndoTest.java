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
import io.swarmkeeper.remediation.StackSettings;
import io.swarmkeeper.swarm.Resources;
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
        assertThat(undoing.undoneBy()).contains(record.id());
        assertThat(bench.changes.find(change.id()).orElseThrow().undoneBy()).contains(record.id());
        assertThat(bench.audit.newest(100))
                .as("the write says whose undo it belongs to")
                .anyMatch(e -> e.action().equals("change.going-back")
                        && ("change " + record.id()).equals(e.detail().get("undone-by")));
        assertThat(record.plan().placement().after()).noneMatch(n -> n.contains("?"));
        assertThat(record.plan().placement().before()).noneMatch(n -> n.contains("?"));
        assertThat(bench.fixes.list()).isEmpty();
        assertThat(bench.audit.newest(100))
                .anyMatch(e -> e.action().equals("change.requested")
                        && e.subject().equals("change " + record.id())
                        && "change 1".equals(e.detail().get("undoes")));
        assertThatThrownBy(() -> bench.changes.undo(record.id(), ANN, "")).isInstanceOf(ChangeConflictException.class);
        bench.request();
    }

    /** The stack file goes back as well, or the next deploy would bring what was taken back. */
    @Test
    void anUndoHandsOutWhatTheStackFileHasToSayAfterIt() {
        bench.swarm.strangerEdits("web", s -> {
            s.put("Name", "shop_web");
            s.withObjectProperty("Labels").put("com.docker.stack.namespace", "shop");
            s.withObjectProperty("TaskTemplate")
                    .withObjectProperty("Resources")
                    .withObjectProperty("Reservations")
                    .put("MemoryBytes", 8 << 20);
        });
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        Change done = bench.changes.find(change.id()).orElseThrow();
        StackSettings forth = done.stackSettings().orElseThrow();
        assertThat(forth.service()).isEqualTo("web");
        assertThat(forth.limits().hasMemory()).isTrue();
        bench.changes.undo(change.id(), JONAS, "it is slower now");
        Change record = bench.await(change.id() + 1, SUCCEEDED);

        assertThat(record.stackSettings().orElseThrow())
                .isEqualTo(new StackSettings("shop", "web", Resources.NONE, Resources.of(0, 8 << 20)));
        assertThat(record.plan().composeFragment().orElseThrow())
                .startsWith("services:\n  web:\n    deploy:\n      resources:\n        limits: {}  # take out ")
                .contains("memory: 8M\n");
        assertThat(bench.audit.newest(100))
                .anyMatch(e -> e.action().equals("change.requested")
                        && e.subject().equals("change " + record.id())
                        && record.plan()
                                .composeFragment()
                                .orElseThrow()
                                .equals(e.detail().get("stack-file")));
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
