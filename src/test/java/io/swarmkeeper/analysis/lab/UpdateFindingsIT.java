package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Service.UpdateState;
import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Updates that end badly, or not at all, and what the scheduler forgets on the way. */
@ExtendWith(SharedLab.class)
class UpdateFindingsIT {

    private static final String PORT = "--publish=mode=host,target=8080,published=18991";
    private static final String ON_W1 = "--constraint=node.hostname==w1";

    private final FindingsLab lab;

    UpdateFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    @Provokes(FindingCode.NO_UPDATE_POLICY)
    void anUpdatePolicyThatKeepsABadUpdate() {
        lab.provokeAndCure(
                lab.sound("policy"),
                FindingCode.NO_UPDATE_POLICY,
                "warning",
                """
                {"failureAction": "pause", "parallelism": 1, "order": "stop-first", "given": true}
                """,
                List.of("--update-failure-action=pause"),
                List.of("--update-failure-action=rollback"));
        lab.provokeAndCure(
                lab.sound("at-once"),
                FindingCode.NO_UPDATE_POLICY,
                "warning",
                """
                {"failureAction": "rollback", "parallelism": 0}
                """,
                List.of("--update-parallelism=0"),
                List.of("--update-parallelism=1"));
    }

    @Provokes(FindingCode.UPDATE_STUCK)
    void anUpdateThatTheEnginePaused() {
        String service = lab.sound("paused", "--update-failure-action=pause", "--update-monitor=5s");
        lab.awaitRunning(service, 2);
        lab.judged(service);
        assertThat(lab.find(FindingCode.UPDATE_STUCK, service)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(service, "--args=/bin/false", "--no-healthcheck");
        String paused = """
                {"updateState": "update-paused"}
                """;
        // An engine with much to do may need longer to pause it than an update may take.
        Seen seen = lab.seen(FindingCode.UPDATE_STUCK, service, provoked, f -> f.has(paused))
                .as("critical", "service");
        assertThat(seen.evidence().path("message").asString())
                .startsWith("update paused due to failure or early termination of task ");
        lab.update(service, "--rollback");
        lab.gone(FindingCode.UPDATE_STUCK, service);
        lab.await(
                "the service is as it was",
                s -> s.findServiceByIdOrName(service)
                        .filter(v -> s.runningTasks(v.id()) == 2
                                && v.updateStatus()
                                        .filter(u -> u.state() == UpdateState.ROLLBACK_COMPLETED)
                                        .isPresent())
                        .isPresent());
        lab.judged(service);
        assertThat(lab.find(FindingCode.UPDATE_STUCK, service)).isEmpty();
    }

    @Provokes(FindingCode.UPDATE_STUCK)
    void anUpdateThatFitsNowhere() {
        String service = lab.sound("endless");
        lab.awaitRunning(service, 2);
        lab.judged(service);
        Instant provoked = Instant.now();
        lab.update(service, "--limit-memory=900G", "--reserve-memory=900G");
        Seen seen = lab.seen(FindingCode.UPDATE_STUCK, service, provoked).as("critical", "service");
        assertThat(Instant.now()).as("not before its time").isAfter(seen.since().plusSeconds(7));
        seen.with("""
                {"updateState": "update-running", "message": "update in progress", "patienceSeconds": 7}
                """);
        lab.update(service, "--rollback");
        lab.gone(FindingCode.UPDATE_STUCK, service);
    }

    @Provokes(FindingCode.TASK_STRANDED)
    void aPendingTaskWhoseServiceWasTouched() {
        String holder = lab.sound("holder", "--replicas=1", ON_W1, PORT);
        lab.awaitRunning(holder, 1);
        Instant created = Instant.now();
        String stranded = lab.sound("stranded", "--replicas=1", ON_W1, PORT);
        // It waits for the port: seen as missing, and with good reason not placed.
        lab.seen(FindingCode.UNDER_REPLICATED, stranded, created);
        assertThat(lab.find(FindingCode.TASK_STRANDED, stranded)).isEmpty();
        lab.update(stranded, "--label-add=touched=once");
        lab.update(stranded, "--label-add=touched=twice");
        // Whatever makes the scheduler look once more, and find no node, is enough for it to forget the task. What it
        // says of another one, which comes to wait for the same port, tells that it has looked at both.
        String witness = lab.sound("witness", "--replicas=1", ON_W1, PORT);
        lab.await(
                "the scheduler has looked",
                s -> s.findServiceByIdOrName(witness)
                        .filter(v -> s.tasksOf(v.id()).stream()
                                .anyMatch(t -> t.error().contains("host-mode port already in use on 1 node")))
                        .isPresent());
        String id = lab.docker("service", "inspect", "--format", "{{.ID}}", witness);
        lab.remove(witness);
        lab.await(
                "the witness is gone",
                s -> s.tasks().stream().noneMatch(t -> t.serviceId().equals(id)));
        Instant provoked = Instant.now();
        lab.remove(holder);
        Seen seen = lab.seen(FindingCode.TASK_STRANDED, stranded, provoked).as("critical", "service");
        assertThat(Instant.now()).as("not before its time").isAfter(seen.since().plusSeconds(5));
        seen.with("""
                {"pendingTasks": 1, "nodesThatWouldTakeIt": ["w1"]}
                """);
        assertThat(seen.evidence().path("frozenError").asString()).contains("host-mode port already in use on 1 node");
        assertThat(lab.swarm.snapshot().tasks().stream().filter(t -> t.state() == Task.State.PENDING && t.isWanted()))
                .as("still pending, on the Swarm itself")
                .hasSize(1);
        lab.update(stranded, "--force");
        lab.gone(FindingCode.TASK_STRANDED, stranded);
        lab.await(
                "the task runs at last",
                s -> s.findServiceByIdOrName(stranded)
                        .filter(v -> s.runningTasks(v.id()) == 1)
                        .isPresent());
    }
}
