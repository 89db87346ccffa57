package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.analysis.detector.Judging.task;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Health checks as agents see them run: failing, slow, and there at all. */
class HealthDetectorsTest {

    private static final HealthCheck CHECK =
            new HealthCheck(List.of("CMD", "true"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 3);
    private static final HealthCheck NONE =
            new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

    private static Snapshot plain() {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .service("web", s -> s.image("app:1").replicas(2).runningOn("m1", "w1"))
                .build();
    }

    private static Snapshot checked() {
        return Judging.withHealthCheck(plain(), CHECK);
    }

    @Test
    void threeFailuresInARowOfARunningTaskAreCritical() {
        Snapshot snapshot = checked();
        Observation seen = one(
                FindingCode.HEALTH_CHECK_FAILING,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.runs(120, 4, 30, 3000, "web.1").health("healthy"))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.explanation())
                .isEqualTo(
                        "1 task fails it now, three times in a row at least. Of 120 runs since 2026-11-22 22:00 UTC, 4 failed.");
        assertThat(seen.evidence())
                .containsEntry("failingTasks", 1L)
                .containsEntry("killedTasks", 0L)
                .containsEntry("runs", 120L);
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_FAILING,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.runs(120, 4, 30, 3000).health("healthy"))
                                .build()))
                .isEmpty();
    }

    /** The engine runs the check through its start period too, and does not count what fails then. */
    @Test
    void aTaskThatIsStillStartingFailsNothing() {
        Snapshot snapshot = checked();
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_FAILING,
                        snapshot,
                        Measuring.of(snapshot)
                                .service(
                                        "web",
                                        u -> u.runs(120, 4, 30, 3000, "web.1").health("starting"))
                                .build()))
                .isEmpty();
    }

    @Test
    void whatTheEngineCallsUnhealthyFailsToo() {
        Snapshot snapshot = checked();
        assertThat(one(
                                FindingCode.HEALTH_CHECK_FAILING,
                                snapshot,
                                Measuring.of(snapshot)
                                        .service("web", u -> u.health("unhealthy"))
                                        .build())
                        .evidence())
                .containsEntry("failingTasks", 2L);
    }

    /** The engine kills it after the last retry: without the memory the finding would come and go with each task. */
    @Test
    void aTaskThatWasKilledForItsCheckCountsForTenMinutesAndOnlyOfThePresentSpec() {
        Failure killed = failure("old", "hash", NOW.minusSeconds(300), "dockerexec: unhealthy container");
        Snapshot snapshot = checked();
        Observation seen = judge(
                        FindingCode.HEALTH_CHECK_FAILING,
                        snapshot,
                        List.of(killed),
                        List.of(),
                        Measuring.of(snapshot).build())
                .getFirst();
        assertThat(seen.explanation()).isEqualTo("The engine killed 1 task for it within 10 min.");
        assertThat(seen.since()).isEqualTo(NOW.minusSeconds(300));
        for (Failure other : List.of(
                failure("old", "another", NOW.minusSeconds(300), "dockerexec: unhealthy container"),
                failure("old", "hash", NOW.minusSeconds(601), "dockerexec: unhealthy container"),
                failure("old", "hash", NOW.minusSeconds(300), "task: non-zero exit (1)"))) {
            assertThat(judge(
                            FindingCode.HEALTH_CHECK_FAILING,
                            snapshot,
                            List.of(other),
                            List.of(),
                            Measuring.of(snapshot).build()))
                    .isEmpty();
        }
        // The engine tells of it without any agent.
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_FAILING, snapshot, List.of(killed), List.of(), Measurements.none(NOW)))
                .hasSize(1);
    }

    /** The engine's word on such a task is {@code complete}, exit code 0, no error. */
    @Test
    void aTaskThatGoesQuietlyWhenItsCheckHasFailedWasKilledForItToo() {
        Snapshot snapshot = Judging.withTasks(
                checked(),
                task("web", "quiet", 1, "w1", Task.State.COMPLETE, 20, "hash", 0),
                task("web", "done", 1, "w1", Task.State.COMPLETE, 60, "hash", 0),
                task("web", "updated", 1, "w1", Task.State.SHUTDOWN, 20, "hash", 0),
                task("web", "before", 1, "w1", Task.State.COMPLETE, 20, "another", 0));
        Measurements measurements = Measuring.of(snapshot)
                .service(
                        "web",
                        u -> u.endedUnhealthy("quiet", "updated", "before", "forgotten")
                                .health("starting"))
                .build();
        Observation seen = one(FindingCode.HEALTH_CHECK_FAILING, snapshot, measurements);
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.explanation()).isEqualTo("The engine killed 1 task for it within 10 min.");
        assertThat(seen.evidence())
                .containsEntry("failingTasks", 0L)
                .containsEntry("killedTasks", 1L)
                .doesNotContainKey("runs");
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_FAILING,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.health("starting"))
                                .build()))
                .isEmpty();
        // The memory lives on what the situation says has failed.
        assertThat(new Situation(snapshot, NOW, List.of(), List.of(), measurements).failures())
                .contains(new Failure(
                        "quiet",
                        "web",
                        "1",
                        "hash",
                        NOW.minusSeconds(20),
                        "unhealthy container",
                        Optional.of(0),
                        true));
    }

    /** With {@code --restart-condition on-failure} nothing comes after it: exit code 0 is no failure to the engine. */
    @Test
    void aTaskThatIsNotStartedAgainAfterItsCheckFailedIsStillFound() {
        Snapshot before = checked();
        Snapshot snapshot = Judging.withTasks(
                new Snapshot(
                        before.sequence(),
                        before.collectedAt(),
                        before.cluster(),
                        before.nodes(),
                        before.services(),
                        List.of(),
                        before.networks(),
                        before.images(),
                        before.missing()),
                task("web", "last", 1, "w1", Task.State.COMPLETE, 20, "hash", 0));
        assertThat(one(
                                FindingCode.HEALTH_CHECK_FAILING,
                                snapshot,
                                Measuring.of(snapshot)
                                        .service("web", u -> u.endedUnhealthy("last"))
                                        .build())
                        .evidence())
                .containsEntry("killedTasks", 1L);
    }

    private static Failure failure(String id, String template, Instant at, String error) {
        return new Failure(
                id, "web", "1", template, at, error, Optional.of(137), error.contains("unhealthy container"));
    }

    @Test
    void onlyWhatHasACheckCanBeUndecided() {
        Snapshot with = checked();
        assertThat(one(
                                FindingCode.HEALTH_CHECK_FAILING,
                                with,
                                Measuring.of(with).without("w1").build())
                        .decided())
                .isFalse();
        Snapshot off = Judging.withHealthCheck(plain(), NONE);
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_FAILING,
                        off,
                        Measuring.of(off).without("w1").build()))
                .isEmpty();
        // Neither spec nor image is known to have one, but the containers are seen, and have none.
        Snapshot plain = plain();
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_FAILING,
                        plain,
                        Measuring.of(plain).build()))
                .isEmpty();
    }

    @Test
    void aCheckIsSlowWhenOneRunInTwentyTakesHalfOfItsTimeout() {
        Snapshot snapshot = checked();
        Observation seen = one(
                FindingCode.HEALTH_CHECK_SLOW,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.runs(500, 0, 1501, 3000).health("healthy"))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.WARNING);
        assertThat(seen.explanation())
                .isEqualTo(
                        "One run in twenty takes 1501 ms or longer, which is 50 % of the timeout of 3000 ms; 500 runs were seen.");
        assertThat(judge(
                        FindingCode.HEALTH_CHECK_SLOW,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.runs(500, 0, 1500, 3000).health("healthy"))
                                .build()))
                .isEmpty();
        assertThat(one(
                                FindingCode.HEALTH_CHECK_SLOW,
                                snapshot,
                                Measuring.of(snapshot)
                                        .service(
                                                "web",
                                                u -> u.runs(19, 0, 2900, 3000).health("healthy"))
                                        .build())
                        .decided())
                .isFalse();
    }

    @Test
    void agentsSeeWhetherAnImageThatIsNotAtHandBringsACheck() {
        Snapshot snapshot = plain();
        assertThat(one(FindingCode.NO_HEALTH_CHECK, snapshot).decided()).isFalse();
        assertThat(one(
                                FindingCode.NO_HEALTH_CHECK,
                                snapshot,
                                Measuring.of(snapshot).without("w1").build())
                        .decided())
                .isFalse();
        Observation none = one(
                FindingCode.NO_HEALTH_CHECK, snapshot, Measuring.of(snapshot).build());
        assertThat(none.decided()).isTrue();
        assertThat(none.evidence()).containsEntry("imageHealthCheck", "none");
        assertThat(judge(
                        FindingCode.NO_HEALTH_CHECK,
                        snapshot,
                        Measuring.of(snapshot)
                                .without("w1")
                                .service("web", u -> u.health("starting"))
                                .build()))
                .isEmpty();
    }

    @Test
    void aTaskThatHasOnlyJustStartedIsNoBlindSpot() {
        Task young = task("web", "young", 3, "w1", Task.State.RUNNING, 30, "hash", 0);
        Task old = task("web", "old", 3, "w1", Task.State.RUNNING, 90, "hash", 0);
        for (Task task : List.of(young, old)) {
            Snapshot before = checked();
            Snapshot snapshot = Judging.withTasks(before, task);
            // Measured before that task was there.
            Measurements measurements = Measuring.of(before)
                    .service("web", u -> u.health("healthy"))
                    .build();
            assertThat(judge(FindingCode.OOM_KILLED, snapshot, measurements))
                    .as(task.id())
                    .hasSize(task.id().equals("old") ? 1 : 0);
        }
    }
}
