package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.ANN;
import static io.swarmkeeper.change.Bench.JONAS;
import static io.swarmkeeper.change.ChangeState.APPROVED;
import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.FAILED;
import static io.swarmkeeper.change.ChangeState.INCONCLUSIVE;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.SUPERSEDED;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.change.Changes.OwnRequestException;
import io.swarmkeeper.change.Changes.Request;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Swarm moves, falls silent or loses a node while a change is on its way. */
class MovingSwarmTest extends OnTheBench {

    @Test
    void aForeignEditBeforeTheWorkSupersedesIt() {
        Change asked = bench.request();
        bench.swarm.strangerEdits("web", s -> s.withObjectProperty("Labels").put("db_password", "hunter2"));
        bench.changes.approve(asked.id(), ANN, "go");
        assertThat(bench.await(asked.id(), SUPERSEDED).outcome().orElseThrow())
                .contains("/Labels/db_password nothing -> ")
                .doesNotContain("hunter2");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void aForeignEditJustBeforeTheWriteSupersedesIt() {
        bench.milestones = point -> {
            if (point.equals("before write")) {
                bench.swarm.strangerEdits(
                        "web", s -> s.withObjectProperty("Labels").put("a", "b"));
            }
        };
        Change change = bench.requestAndApprove();
        assertThat(bench.await(change.id(), SUPERSEDED).outcome().orElseThrow()).contains("/Labels/a");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void aVersionThatMovedAloneVoidsNothing() {
        Change asked = bench.request();
        bench.swarm.moveVersion("web");
        List<String> moved = new ArrayList<>();
        bench.milestones = point -> {
            if (point.equals("before write") && moved.isEmpty()) {
                moved.add(point);
                bench.swarm.moveVersion("web");
            }
        };
        bench.changes.approve(asked.id(), ANN, "go");
        bench.await(asked.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void aVersionThatNeverRestsEndsTheAttempt() {
        bench.milestones = point -> {
            if (point.equals("before write")) {
                bench.swarm.moveVersion("web");
            }
        };
        Change change = bench.requestAndApprove();
        bench.await(change.id(), FAILED);
        assertThat(bench.swarm.writes).isEmpty();
        assertThat(bench.liveSpec()).isEqualTo(saved);
    }

    @Test
    void aForeignEditDuringTheBakeIsLeftAlone() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.swarm.strangerEdits("web", s -> s.withObjectProperty("Labels").put("a", "b"));
        String theirs = bench.liveSpec();
        assertThat(bench.await(change.id(), SUPERSEDED).outcome().orElseThrow()).contains("/Labels/a nothing -> \"b\"");
        assertThat(bench.liveSpec()).isEqualTo(theirs);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void aServiceThatIsDeletedEndsItsChange() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.swarm.removeService("web");
        bench.await(change.id(), SUPERSEDED);
    }

    @Test
    void aPlanThatNoLongerFitsIsNotWritten() {
        Change asked = bench.request();
        bench.planRefused = true;
        bench.changes.approve(asked.id(), ANN, "go");
        assertThat(bench.await(asked.id(), FAILED).outcome().orElseThrow())
                .contains("no longer fits the Swarm: Needs 64 MiB. No node has them.");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void aShortSilenceDuringTheBakeIsWaitedOut() {
        bench.settings = Bench.settings(true, Duration.ofSeconds(2), Duration.ofMinutes(1));
        bench.restart();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.swarm.fault.breakAll(Reason.REFUSED);
        Bench.sleep(100);
        bench.swarm.fault.repair();
        bench.await(change.id(), SUCCEEDED);
    }

    @Test
    void aLongSilenceNeverPasses() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.swarm.fault.breakAll(Reason.REFUSED);
        assertThat(bench.await(change.id(), INCONCLUSIVE).outcome().orElseThrow())
                .contains("The engine could not be asked");
        bench.swarm.fault.repair();
        assertThat(bench.changes.open()).extracting(Change::id).containsExactly(change.id());
        assertThatThrownBy(() -> bench.changes.accept(change.id(), JONAS, "fine"))
                .isInstanceOf(OwnRequestException.class);
        assertThat(bench.changes.accept(change.id(), ANN, "looked at it").state())
                .isEqualTo(SUCCEEDED);
    }

    @Test
    void aSilentEngineHoldsAnApprovedChange() {
        Change asked = bench.request();
        bench.swarm.fault.breakAll(Reason.REFUSED);
        bench.changes.approve(asked.id(), ANN, "go");
        Bench.sleep(400);
        assertThat(bench.state(asked.id())).isEqualTo(APPROVED);
        bench.swarm.fault.repair();
        bench.await(asked.id(), SUCCEEDED);
    }

    @Test
    void aLostNodeStopsABakeAndHoldsTheNextChange() {
        bakeFor(Duration.ofMinutes(5));
        bench.swarm.service("spare").constraint("node.hostname == w2").add();
        bench.beat();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        String emptyNode = "w2";
        bench.swarm.loseNode(emptyNode);
        bench.beat();
        assertThat(bench.awaitRest(change.id()).outcome().orElseThrow()).contains("node w2 is down");
        assertThat(bench.state(change.id())).isEqualTo(INCONCLUSIVE);
        assertThat(bench.swarm.writes).hasSize(1);
        bench.changes.accept(change.id(), ANN, "ok");
        String db = bench.swarm.service("db").add();
        Change next = bench.changes.request(
                new Request(Optional.of("f-" + db), Optional.empty(), Optional.empty(), Map.of(), ""), JONAS);
        bench.changes.approve(next.id(), ANN, "go");
        Bench.until(() -> bench.change(next.id()).timeline().size() > 2, () -> "a note why it waits");
        assertThat(bench.change(next.id()).timeline().getLast().note())
                .isEqualTo("Waiting: the Swarm needs a look first: node w2 is down");
        bench.swarm.returnNode(emptyNode);
        bench.beat();
        bench.await(next.id(), BAKING);
    }

    @Test
    void anotherServiceThatLosesTasksStopsABake() {
        bakeFor(Duration.ofMinutes(5));
        bench.swarm.service("db").add();
        bench.beat();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.swarm.failTask("db", 1, 1);
        bench.beat();
        Bench.sleep(120);
        bench.beat();
        assertThat(bench.await(change.id(), INCONCLUSIVE).outcome().orElseThrow())
                .contains("service db lost tasks that it wants");
    }

    @Test
    void ownFailureIsTakenBackEvenUnderTheBrake() {
        bakeFor(Duration.ofMinutes(5));
        bench.beat();
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        bench.milestones = point -> {};
        bench.swarm.failTask("web", 1, 137);
        bench.swarm.converge();
        bench.await(change.id(), UNDONE);
        assertThat(SpecHash.of(bench.liveSpec())).isEqualTo(SpecHash.of(saved));
    }

    @Test
    void whatWaitsForTheBrakeDoesNotHoldUpTheCureOfWhatPulledIt() {
        String db = bench.swarm.service("db").add();
        bench.beat();
        bench.swarm.failTask("db", 1, 1);
        bench.beat();
        Bench.sleep(120);
        Change held = bench.requestAndApprove();
        Bench.until(() -> bench.change(held.id()).timeline().size() > 2, () -> "a note why it waits");
        assertThat(bench.change(held.id()).timeline().getLast().note())
                .isEqualTo("Waiting: the Swarm needs a look first: service db lost tasks that it wants");
        Change cure = bench.changes.request(
                new Request(Optional.of("f-" + db), Optional.empty(), Optional.empty(), Map.of(), ""), JONAS);
        bench.changes.approve(cure.id(), ANN, "go");
        bench.await(cure.id(), SUCCEEDED);
        bench.beat();
        bench.await(held.id(), SUCCEEDED);
    }

    @Test
    void whatWaitsForAnUpdateOfSomebodyElseHoldsUpNobody() {
        String db = bench.swarm.service("db").add();
        Change held = bench.request();
        bench.swarm.updateStatus("web", "updating", "by hand");
        bench.changes.approve(held.id(), ANN, "go");
        Bench.until(() -> bench.change(held.id()).timeline().size() > 2, () -> "a note why it waits");
        Change other = bench.changes.request(
                new Request(Optional.of("f-" + db), Optional.empty(), Optional.empty(), Map.of(), ""), JONAS);
        bench.changes.approve(other.id(), ANN, "go");
        bench.await(other.id(), SUCCEEDED);
        assertThat(bench.state(held.id())).isEqualTo(APPROVED);
    }

    @Test
    void aTaskThatADrainedNodeSentAwayDoesNotTakeAGoodFixBack() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        String node = bench.swarm.snapshot().tasksOf(bench.web).stream()
                .filter(Task::isRunning)
                .map(t -> bench.swarm
                        .snapshot()
                        .findNode(t.nodeId().orElseThrow())
                        .orElseThrow()
                        .hostname())
                .findFirst()
                .orElseThrow();
        bench.swarm.editNode(node, n -> n.withObjectProperty("Spec").put("Availability", "drain"));
        bench.swarm.converge();
        assertThat(bench.awaitRest(change.id()).outcome().orElseThrow()).contains("its node " + node + " was drained");
        assertThat(bench.state(change.id())).isEqualTo(INCONCLUSIVE);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void aPausedNodeKeepsItsTasksAndExcusesNothing() {
        bakeFor(Duration.ofMinutes(5));
        Change change = bench.requestAndApprove();
        bench.await(change.id(), BAKING);
        for (String node : List.of("m1", "w1", "w2")) {
            bench.swarm.editNode(node, n -> n.withObjectProperty("Spec").put("Availability", "pause"));
        }
        String task = bench.swarm.snapshot().tasksOf(bench.web).stream()
                .filter(Task::isRunning)
                .map(Task::id)
                .findFirst()
                .orElseThrow();
        bench.swarm.taskState(task, Task.State.SHUTDOWN, "");
        Bench.until(() -> bench.swarm.writes.size() == 2, () -> "the way back");
    }

    @Test
    void whatHasNoTasksIsNeverProven() {
        String idle = bench.swarm.service("idle").replicas(0).add();
        Change change = bench.changes.request(
                new Request(Optional.of("f-" + idle), Optional.empty(), Optional.empty(), Map.of(), ""), JONAS);
        bench.changes.approve(change.id(), ANN, "go");
        assertThat(bench.awaitRest(change.id()).outcome().orElseThrow())
                .isEqualTo("The new spec is live, but the service has no tasks: nothing shows whether it works."
                        + " Accept it as it is or undo it.");
        assertThat(bench.state(change.id())).isEqualTo(INCONCLUSIVE);
    }
}
