package io.swarmkeeper.change;

import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.INCONCLUSIVE;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bake is over, and whether the finding is gone cannot be told at once. */
class ProofTest extends OnTheBench {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @BeforeEach
    void patient() {
        bench.settings = Bench.settings(true, Duration.ofMillis(20), PATIENCE);
        bench.restart();
    }

    private void awaitDoubt(Change change) {
        Bench.until(
                () -> bench.change(change.id()).timeline().getLast().note().contains("cannot be told yet"),
                () -> "a note of doubt but was " + bench.change(change.id()));
        assertThat(bench.state(change.id())).isEqualTo(BAKING);
    }

    @Test
    void whatIsOnlySeenAMomentLaterIsProvenThen() {
        bench.unseen = List.of("web");
        Change change = bench.requestAndApprove();
        awaitDoubt(change);
        bench.unseen = List.of();
        bench.await(change.id(), SUCCEEDED);
    }

    @Test
    void aServerThatComesBackLongAfterTheBakeWaitsForItsAgents() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.close();
        bench.settings = Bench.settings(true, Duration.ofMinutes(5), PATIENCE);
        bench.clock = () -> Instant.now().plus(Duration.ofHours(3));
        bench.unseen = List.of("web");
        bench.restart();
        awaitDoubt(change);
        bench.unseen = List.of();
        bench.await(change.id(), SUCCEEDED);
    }

    @Test
    void whatNobodySeesInTimeIsLeftToAPerson() {
        bench.unseen = List.of("web");
        Change change = bench.requestAndApprove();
        awaitDoubt(change);
        bench.clock = () -> Instant.now().plus(PATIENCE);
        assertThat(bench.await(change.id(), INCONCLUSIVE).outcome().orElseThrow())
                .isEqualTo("The same tasks ran through the bake, but whether the finding is gone cannot be told:"
                        + " no agent is heard");
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void whatIsSeenAgainIsTakenBackOnceItCounts() {
        Change asked = bench.request();
        bench.findingStays = true;
        bench.findingIsYoung = true;
        bench.changes.approve(asked.id(), Bench.ANN, "go");
        awaitDoubt(asked);
        bench.findingIsYoung = false;
        assertThat(bench.await(asked.id(), UNDONE).outcome().orElseThrow())
                .contains("the finding is still there: no memory limit");
    }

    @Test
    void aTaskThatFailsWhileTheProofWaitsIsTakenBack() {
        bench.unseen = List.of("web");
        Change change = bench.requestAndApprove();
        awaitDoubt(change);
        bench.swarm.failTask("web", 2, 137);
        bench.swarm.converge();
        bench.await(change.id(), UNDONE);
    }
}
