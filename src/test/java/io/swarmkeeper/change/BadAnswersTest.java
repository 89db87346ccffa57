package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.JONAS;
import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.FAILED;
import static io.swarmkeeper.change.ChangeState.INCONCLUSIVE;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine refuses, loses answers or rolls back; tasks fail on the new spec. */
class BadAnswersTest extends OnTheBench {

    @Test
    void aRefusedWriteFails() {
        bench.swarm.fault.refuseNextUpdate("rpc error: no");
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), FAILED).outcome().orElseThrow()).contains("rpc error: no");
        assertThat(bench.liveSpec()).isEqualTo(saved);
    }

    @Test
    void aWriteWhoseAnswerIsLostIsNotRepeated() {
        bench.swarm.fault.loseNextUpdateAfterWriting();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void aWriteThatGotLostIsRepeatedOnce() {
        bench.swarm.fault.loseNextUpdateBeforeWriting();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void twoLostWritesLeaveItToAPerson() {
        bench.milestones = point -> {
            if (point.equals("before write")) {
                bench.swarm.fault.loseNextUpdateBeforeWriting();
            }
        };
        Change change = bench.requestAndApprove();
        bench.await(change.id(), INCONCLUSIVE);
        assertThat(bench.swarm.writes).isEmpty();
        bench.changes.undo(change.id(), JONAS, "never mind");
        assertThat(bench.await(change.id(), UNDONE).outcome().orElseThrow()).contains("2 tasks run on it");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void aWriteWithoutAnAnswerThatTheBrakeStopsIsLeftToAPerson() {
        bench.beat();
        bench.swarm.fault.loseNextUpdateBeforeWriting();
        bench.milestones = point -> {
            if (point.equals("after write")) {
                bench.swarm.loseNode("w2");
                bench.beat();
            }
        };
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), INCONCLUSIVE).outcome().orElseThrow())
                .isEqualTo(
                        "Stopped before writing again: node w2 is down. Whether the first write arrives is not known.");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void tasksThatCrashOnTheNewSpecAreTakenBack() {
        bench.milestones = point -> {
            if (point.equals("before write")) {
                bench.swarm.crash("web", 137);
            } else if (point.equals("before write back")) {
                bench.swarm.heal("web");
            }
        };
        Change change = bench.requestAndApprove();
        Change ended = bench.await(change.id(), UNDONE);
        assertThat(ended.outcome().orElseThrow()).contains("exit code 137");
        assertThat(bench.liveSpec()).isEqualTo(saved);
        assertThat(bench.swarm.writes).hasSize(2);
        assertThat(bench.fixes.list()).isEmpty();
    }

    @Test
    void oldFailuresOfTheSameServiceAreNotHeldAgainstTheNewSpec() {
        bench.swarm.failTask("web", 1, 1);
        bench.swarm.converge();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
    }

    @Test
    void aTaskThatDiesDuringTheBakeTakesItBackThoughItsReplacementRuns() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.swarm.failTask("web", 2, 137);
        bench.swarm.converge();
        assertThat(bench.await(change.id(), UNDONE).outcome().orElseThrow()).contains("during the bake replica 2");
        assertThat(bench.liveSpec()).isEqualTo(saved);
    }

    @Test
    void aFindingThatStaysTakesItBack() {
        bench.findingStays = true;
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), UNDONE).outcome().orElseThrow())
                .contains("the finding is still there: no memory limit");
        assertThat(bench.liveSpec()).isEqualTo(saved);
    }

    @Test
    void whatNobodySeesIsNotProven() {
        bench.unseen = List.of("other", "web");
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), INCONCLUSIVE).outcome().orElseThrow())
                .contains("whether the finding is gone cannot be told: no agent is heard");
    }

    @Test
    void whatNobodySeesOfOthersDoesNotMatter() {
        bench.unseen = List.of("other");
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
    }

    @Test
    void aTaskThatFindsNoNodeTakesItBack() {
        bench.milestones = point -> {
            if (point.equals("after write")) {
                Task task = bench.swarm.snapshot().tasksOf(bench.web).stream()
                        .filter(Task::isRunning)
                        .findFirst()
                        .orElseThrow();
                bench.swarm.taskState(
                        task.id(), Task.State.PENDING, "no suitable node (insufficient resources on 3 nodes)");
            }
        };
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), UNDONE).outcome().orElseThrow())
                .contains("is pending, the engine says: no suitable node (insufficient resources on 3 nodes)");
        assertThat(bench.liveSpec()).isEqualTo(saved);
    }

    @Test
    void whenTheEngineRollsBackByItselfNothingMoreIsWritten() {
        bench.milestones = point -> {
            if (point.equals("after write")) {
                bench.swarm.strangerEdits(
                        "web", s -> s.withObjectProperty("TaskTemplate").putObject("Resources"));
                bench.swarm.updateStatus("web", "rollback_completed", "rollback completed");
            }
        };
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), UNDONE).outcome().orElseThrow())
                .contains("The engine took the update back by itself");
        assertThat(bench.liveSpec()).isEqualTo(saved);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void aTaskThatWaitsForANodeGetsForceUpdateInTheSameWrite() {
        Task task = bench.swarm.snapshot().tasksOf(bench.web).getFirst();
        bench.swarm.taskState(task.id(), Task.State.PENDING, "no suitable node");
        Change change = bench.requestAndApprove();
        bench.await(change.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
        assertThat(bench.liveSpec()).contains("\"ForceUpdate\":1");
    }
}
