package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.analysis.detector.SmallSwarm.three;
import static io.swarmkeeper.analysis.detector.SmallSwarm.with;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import io.swarmkeeper.swarm.Service.UpdateState;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Replicas, updates, health checks, tags and metrics: each fault provoked on a small Swarm, and cured. */
class ServiceDetectorsTest {

    @Test
    void aSingleReplicaThatRunsOnceByDesignIsNotToBeScaled() {
        Observation scheduler = one(
                FindingCode.SINGLE_REPLICA, three().service("scheduler", s -> s).build());

        assertThat(scheduler.evidence()).containsEntry("safeToScale", false);
        assertThat(scheduler.explanation())
                .endsWith(
                        "Do not scale it: its name says that it runs once, and a second task would do the same work again.");
    }

    @Test
    void aSingleReplicaSaysWhatItIsAndWhetherScalingIsSafe() {
        Observation redis = one(FindingCode.SINGLE_REPLICA, with(s -> s.image("registry:5000/team/redis:7@sha256:ab")));
        assertThat(redis.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(redis.evidence())
                .containsEntry("kind", "cache")
                .containsEntry("safeToScale", false)
                .containsEntry("statefulReasons", List.of("image redis"));
        Observation app = one(FindingCode.SINGLE_REPLICA, with(s -> s.image("team/thing:1")));
        assertThat(app.severity()).isEqualTo(Severity.WARNING);
        assertThat(app.evidence()).containsEntry("safeToScale", true);
        assertThat(judge(FindingCode.SINGLE_REPLICA, with(s -> s.replicas(2)))).isEmpty();
        assertThat(judge(FindingCode.SINGLE_REPLICA, with(s -> s.replicas(0)))).isEmpty();
        assertThat(judge(FindingCode.SINGLE_REPLICA, with(s -> s.label("swarmkeeper.role", "server"))))
                .isEmpty();
        assertThat(one(FindingCode.SINGLE_REPLICA, with(s -> s.label("swarmkeeper.critical", "true")))
                        .severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void replicasTogetherOnOneNodeAreSaid() {
        assertThat(one(FindingCode.REPLICAS_ON_ONE_NODE, with(s -> s.replicas(2).runningOn("w1", "w1")))
                        .evidence())
                .containsEntry("node", "w1");
        assertThat(judge(
                        FindingCode.REPLICAS_ON_ONE_NODE,
                        with(s -> s.replicas(2).runningOn("w1", "w2"))))
                .isEmpty();
    }

    @Test
    void underReplicatedCountsFromTheEnginesOwnTimes() {
        Snapshot short1 = with(s -> s.replicas(2).runningOn("w1").pending());
        Observation seen = one(FindingCode.UNDER_REPLICATED, short1);
        assertThat(seen.title()).isEqualTo("web runs with 1 of 2 tasks");
        assertThat(seen.since()).isEqualTo(NOW);
        assertThat(seen.after()).isEqualTo(Duration.ofSeconds(30));
        assertThat(judge(FindingCode.UNDER_REPLICATED, with(s -> s.replicas(0))))
                .isEmpty();
        assertThat(judge(FindingCode.UNDER_REPLICATED, with(s -> s.replicas(2).runningOn("w1", "w2"))))
                .isEmpty();
        assertThat(judge(
                        FindingCode.UNDER_REPLICATED,
                        with(s -> s.mode(new Mode.ReplicatedJob(1, 1))
                                .task(Optional.of("w1"), Task.State.COMPLETE, Task.State.COMPLETE))))
                .isEmpty();
    }

    @Test
    void threeFailuresOfTheSameSlotAndSpecAreALoop() {
        assertThat(judge(FindingCode.CRASH_LOOPING, failing(2, "new"))).isEmpty();
        Observation loop = one(FindingCode.CRASH_LOOPING, failing(3, "new"));
        assertThat(loop.evidence()).containsEntry("failedTasks", 3L).containsEntry("lastExitCode", 127L);
        assertThat(loop.explanation()).contains("exit code 127 (its command was not found)");
        // What an old spec did is history.
        assertThat(judge(FindingCode.CRASH_LOOPING, failing(3, "old"))).isEmpty();
    }

    private static Snapshot failing(int failures, String templateOfFailures) {
        ClusterBuilder cluster = three().service("web", s -> s);
        for (int i = 1; i <= failures; i++) {
            cluster.task(Judging.task("web", "f" + i, 1, "w1", Task.State.FAILED, 60L * i, templateOfFailures, 127));
        }
        return cluster.task(Judging.task("web", "t", 1, "w1", Task.State.RUNNING, 1, "new", 0))
                .build();
    }

    @Test
    void failuresThatTheEngineForgotStillCount() {
        Snapshot snapshot = failing(1, "new");
        List<Failure> remembered = List.of(
                new Failure("x1", "web", "1", "new", NOW.minusSeconds(300), "exit 1", Optional.of(1), false),
                new Failure("x2", "web", "1", "new", NOW.minusSeconds(400), "exit 1", Optional.of(1), false),
                new Failure("x3", "web", "1", "new", NOW.minusSeconds(4_000), "exit 1", Optional.of(1), false));
        assertThat(Judging.judge(FindingCode.CRASH_LOOPING, snapshot, remembered, List.of()))
                .singleElement()
                .satisfies(o -> assertThat(o.evidence()).containsEntry("failedTasks", 3L));
    }

    /** An update that began so many seconds ago, with one task of the new spec that has run for so many. */
    private static Snapshot updating(long began, long ran) {
        return three().service("web", s -> s.replicas(0).updateState(UpdateState.UPDATING, NOW.minusSeconds(began)))
                .task(Judging.task("web", "t", 1, "w1", Task.State.RUNNING, ran, "new", 0))
                .build();
    }

    @Test
    void aPausedUpdateIsStuckAtOnceAndARunningOneAfterItsPatience() {
        assertThat(one(FindingCode.UPDATE_STUCK, with(s -> s.updateState(UpdateState.PAUSED)))
                        .after())
                .isZero();
        // five minutes, and the five seconds of the engine's own monitor time
        assertThat(judge(FindingCode.UPDATE_STUCK, updating(305, 400))).isEmpty();
        Observation stuck = one(FindingCode.UPDATE_STUCK, updating(306, 400));
        assertThat(stuck.since()).isEqualTo(NOW.minusSeconds(306));
        assertThat(stuck.evidence()).containsEntry("patienceSeconds", 305L);
        assertThat(judge(FindingCode.UPDATE_STUCK, updating(3_000, 60)))
                .as("a task of the new spec has run for a minute")
                .isEmpty();
        assertThat(judge(FindingCode.UPDATE_STUCK, with(s -> s.updateState(UpdateState.COMPLETED))))
                .isEmpty();
    }

    @Test
    void anUpdatePolicyMustRollBackOneByOne() {
        assertThat(one(FindingCode.NO_UPDATE_POLICY, with(s -> s)).evidence()).containsEntry("failureAction", "pause");
        UpdatePolicy good = new UpdatePolicy(
                1, Duration.ZERO, FailureAction.ROLLBACK, Duration.ofSeconds(5), 0, Service.Order.STOP_FIRST);
        assertThat(judge(FindingCode.NO_UPDATE_POLICY, with(s -> s.updatePolicy(good))))
                .isEmpty();
        UpdatePolicy atOnce = new UpdatePolicy(
                0, Duration.ZERO, FailureAction.ROLLBACK, Duration.ofSeconds(5), 0, Service.Order.STOP_FIRST);
        assertThat(one(FindingCode.NO_UPDATE_POLICY, with(s -> s.updatePolicy(atOnce)))
                        .title())
                .isEqualTo("An update of web takes all its tasks at once");
    }

    @Test
    void theImagesOwnHealthCheckCountsWhereItIsKnown() {
        Snapshot plain = with(s -> s.image("team/thing:1"));
        assertThat(one(FindingCode.NO_HEALTH_CHECK, plain).decided()).isFalse();
        ImageFacts without = new ImageFacts(Optional.empty(), List.of(), List.of());
        Observation open = one(FindingCode.NO_HEALTH_CHECK, Judging.withImage(plain, "team/thing:1", without));
        assertThat(open.decided()).isTrue();
        assertThat(open.severity()).isEqualTo(Severity.WARNING);
        ImageFacts checked = new ImageFacts(Optional.of(check("CMD", "ok")), List.of(), List.of());
        assertThat(judge(FindingCode.NO_HEALTH_CHECK, Judging.withImage(plain, "team/thing:1", checked)))
                .isEmpty();
        Snapshot gateway = with(s -> s.image("traefik:v3"));
        assertThat(one(FindingCode.NO_HEALTH_CHECK, Judging.withImage(gateway, "traefik:v3", without))
                        .severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void aHealthCheckSwitchedOffIsItsOwnFinding() {
        Snapshot disabled = Judging.withHealthCheck(with(s -> s), check("NONE"));
        assertThat(judge(FindingCode.HEALTH_CHECK_DISABLED, disabled)).hasSize(1);
        assertThat(judge(FindingCode.NO_HEALTH_CHECK, disabled)).isEmpty();
        Snapshot checked = Judging.withHealthCheck(with(s -> s), check("CMD", "ok"));
        assertThat(judge(FindingCode.HEALTH_CHECK_DISABLED, checked)).isEmpty();
        assertThat(judge(FindingCode.NO_HEALTH_CHECK, checked)).isEmpty();
    }

    private static HealthCheck check(String... test) {
        return new HealthCheck(List.of(test), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    @Test
    void metricsAreCollectedOnEveryNode() {
        Snapshot nothing = with(s -> s);
        assertThat(judge(FindingCode.NO_METRICS_STACK, nothing)).hasSize(1);
        assertThat(one(FindingCode.NO_NODE_EXPORTER, nothing).evidence())
                .containsEntry("nodes", List.of("m1", "w1", "w2"));
        Snapshot measured = three().service("prom", s -> s.image("prom/prometheus:v3"))
                .service(
                        "node-exporter",
                        s -> s.image("prom/node-exporter:v1")
                                .mode(new Mode.Global())
                                .runningOn("m1", "w1", "w2"))
                .build();
        assertThat(judge(FindingCode.NO_METRICS_STACK, measured)).isEmpty();
        assertThat(judge(FindingCode.NO_NODE_EXPORTER, measured)).isEmpty();
    }

    @Test
    void anImageWithoutDigestMayChange() {
        assertThat(one(FindingCode.MUTABLE_IMAGE_TAG, with(s -> s.image("reg:5000/a/web:2")))
                        .evidence())
                .containsEntry("tag", "2");
        assertThat(judge(FindingCode.MUTABLE_IMAGE_TAG, with(s -> s.image("reg:5000/a/web:2@sha256:ab"))))
                .isEmpty();
    }
}
