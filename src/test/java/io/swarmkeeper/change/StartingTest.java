package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.ANN;
import static io.swarmkeeper.change.ChangeState.APPROVED;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The Swarm moves while an approved change is checked once more. */
class StartingTest extends OnTheBench {

    private void awaitNote(Change change, String note) {
        Bench.until(
                () -> bench.change(change.id()).timeline().getLast().note().equals(note),
                () -> "\"" + note + "\" but was " + bench.change(change.id()));
        assertThat(bench.state(change.id())).isEqualTo(APPROVED);
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void anUpdateThatEndsJustAfterTheSnapshotSpoilsNothing() {
        Change asked = bench.request();
        bench.swarm.updateStatus("web", "updating", "by hand");
        bench.changes.approve(asked.id(), ANN, "go");
        awaitNote(asked, "Waiting: the service's own update is updating (by hand)");
        bench.afterSnapshot = () -> bench.swarm.updateStatus("web", "completed", "");
        bench.await(asked.id(), SUCCEEDED);
    }

    @Test
    void aLossThatIsOnlySeenOnTheFreshSnapshotHoldsIt() {
        bench.beat();
        Change asked = bench.request();
        bench.swarm.loseNode("w2");
        bench.changes.approve(asked.id(), ANN, "go");
        awaitNote(asked, "Waiting: the Swarm needs a look first: node w2 is down");
        bench.swarm.returnNode("w2");
        bench.beat();
        bench.await(asked.id(), SUCCEEDED);
    }
}
