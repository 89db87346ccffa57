package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Kills, peaks and reservations against what was measured: each provoked, and cured. */
class MemoryDetectorsTest {

    private static Snapshot with(UnaryOperator<ServiceBuilder> web) {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .service("web", s -> web.apply(s).runningOn("w1"))
                .build();
    }

    private static Instant ago(Duration time) {
        return NOW.minus(time);
    }

    @Test
    void aKillIsCriticalAndSaysWhatWasKilledWhereAndAtWhichLimit() {
        Snapshot snapshot = with(s -> s.limit(1, 1));
        Measuring measuring = Measuring.of(snapshot)
                .kill(Kill.Kind.CHILD, "web", ago(Duration.ofDays(2)), Optional.of(gib(1)))
                .kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofHours(1)), Optional.of(gib(1)));
        Observation seen = one(FindingCode.OOM_KILLED, snapshot, measuring.build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.title()).isEqualTo("web was killed for memory");
        assertThat(seen.explanation())
                .isEqualTo(
                        "1 kill of a task's main process and 1 kill of another process, whose task lived on in 7 days. The last was on w1 at 2026-11-23 21:00 UTC, at its limit of 1 GiB; its peak was 1 GiB.");
        assertThat(seen.evidence())
                .containsEntry("kills", 2L)
                .containsEntry("childKills", 1L)
                .containsEntry("limitBytes", gib(1))
                .containsEntry("lastKind", "container")
                .containsEntry("nodes", List.of("w1"));
        assertThat(seen.since()).isEqualTo(ago(Duration.ofDays(2)));
        assertThat(seen.decided()).isTrue();
    }

    @Test
    void aKillFarBelowItsLimitIsSaidToBeTheNodesWant() {
        Snapshot snapshot = with(s -> s.limit(1, 1));
        assertThat(one(
                                FindingCode.OOM_KILLED,
                                snapshot,
                                Measuring.of(snapshot)
                                        .kill(
                                                Kill.Kind.CONTAINER,
                                                "web",
                                                "web",
                                                ago(Duration.ofHours(1)),
                                                Optional.of(gib(1)),
                                                Optional.of(gib(1) / 4))
                                        .build())
                        .explanation())
                .endsWith("below its limit of 1 GiB, so the node ran out; its peak was 256 MiB.");
    }

    @Test
    void whatIsNoKillForMemoryOrTooLongAgoIsNone() {
        Snapshot snapshot = with(s -> s.limit(1, 1));
        assertThat(judge(
                        FindingCode.OOM_KILLED,
                        snapshot,
                        Measuring.of(snapshot)
                                .kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofDays(8)), Optional.of(gib(1)))
                                .kill(Kill.Kind.NOT_MEMORY, "web", ago(Duration.ofHours(1)), Optional.of(gib(1)))
                                .kill(Kill.Kind.CONTAINER, "other", ago(Duration.ofHours(1)), Optional.of(gib(1)))
                                .build()))
                .isEmpty();
    }

    /** The proof of a cure: only a kill at the new limit would be news. */
    @Test
    void aHigherLimitMakesAKillHistoryUntilTheNext() {
        Snapshot raised = with(s -> s.limit(1, 2));
        Measuring measuring =
                Measuring.of(raised).kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofHours(1)), Optional.of(gib(1)));
        assertThat(judge(FindingCode.OOM_KILLED, raised, measuring.build())).isEmpty();
        measuring.kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofMinutes(1)), Optional.of(gib(2)));
        assertThat(one(FindingCode.OOM_KILLED, raised, measuring.build()).evidence())
                .containsEntry("kills", 1L);
        // Lowered since, or taken away: the same would happen again, or nothing is known to stop it.
        Snapshot lowered = with(s -> s.limit(1, 0.5));
        assertThat(judge(
                        FindingCode.OOM_KILLED,
                        lowered,
                        Measuring.of(lowered)
                                .kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofHours(1)), Optional.of(gib(1)))
                                .build()))
                .hasSize(1);
        Snapshot unlimited = with(s -> s.limit(1, 0));
        assertThat(judge(
                        FindingCode.OOM_KILLED,
                        unlimited,
                        Measuring.of(unlimited)
                                .kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofHours(1)), Optional.of(gib(1)))
                                .build()))
                .isEmpty();
    }

    @Test
    void aKillWithoutALimitIsHistoryOnceThereIsOne() {
        Snapshot unlimited = with(s -> s);
        assertThat(one(
                                FindingCode.OOM_KILLED,
                                unlimited,
                                Measuring.of(unlimited)
                                        .kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofHours(1)), Optional.empty())
                                        .build())
                        .explanation())
                .contains("without a limit of its own, so the node ran out; its peak could not be read.");
        Snapshot limited = with(s -> s.limit(1, 1));
        assertThat(judge(
                        FindingCode.OOM_KILLED,
                        limited,
                        Measuring.of(limited)
                                .kill(Kill.Kind.CONTAINER, "web", ago(Duration.ofHours(1)), Optional.empty())
                                .build()))
                .isEmpty();
    }

    @Test
    void aKillFollowsAServiceThatWasMadeAnewUnderItsName() {
        Snapshot snapshot = with(s -> s.limit(1, 1));
        assertThat(one(
                                FindingCode.OOM_KILLED,
                                snapshot,
                                Measuring.of(snapshot)
                                        .kill(
                                                Kill.Kind.CONTAINER,
                                                "old-id",
                                                "web",
                                                ago(Duration.ofHours(1)),
                                                Optional.of(gib(1)))
                                        .build())
                        .subject()
                        .id())
                .isEqualTo("web");
    }

    @Test
    void servicesWithoutEyesAreOneUndecidedFindingHoweverManyTheyAre() {
        Snapshot snapshot = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .service("a", s -> s.runningOn("w1"))
                .service("b", s -> s.runningOn("m1", "w1"))
                .service("c", s -> s.runningOn("m1"))
                .service("asleep", s -> s.replicas(0))
                .build();
        Measuring measuring = Measuring.of(snapshot).silent("w1", ago(Duration.ofMinutes(2)));
        Observation seen = one(FindingCode.OOM_KILLED, snapshot, measuring.build());
        assertThat(seen.decided()).isFalse();
        assertThat(seen.subject().kind()).isEqualTo(Subject.Kind.SWARM);
        assertThat(seen.evidence()).containsEntry("services", List.of("a", "b")).containsEntry("unknown", 2L);
        // A kill that is known counts all the same.
        measuring.kill(Kill.Kind.CONTAINER, "a", ago(Duration.ofHours(1)), Optional.empty());
        assertThat(judge(FindingCode.OOM_KILLED, snapshot, measuring.build()))
                .extracting(o -> o.subject().name(), Observation::decided)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", true),
                        org.assertj.core.groups.Tuple.tuple("the Swarm", false));
    }

    @Test
    void aPeakIsAboveNinetyPercentOfTheLimitNotAtIt() {
        Snapshot snapshot = with(s -> s.limit(1, 1));
        assertThat(judge(
                        FindingCode.LIMIT_BELOW_PEAK,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.peak(0.8999, 0.8999, true))
                                .build()))
                .isEmpty();
        Observation seen = one(
                FindingCode.LIMIT_BELOW_PEAK,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.peak(0.91, 1, true))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.evidence())
                .containsEntry("peakBytes", gib(0.91))
                .containsEntry("highWaterMarkBytes", gib(1))
                .containsEntry("limitBytes", gib(1));
        assertThat(seen.explanation())
                .contains("needed 931.8 MiB since 2026-11-16 (UTC), which is 91 % of the limit of 1 GiB");
        Snapshot raised = with(s -> s.limit(1, 2));
        assertThat(judge(
                        FindingCode.LIMIT_BELOW_PEAK,
                        raised,
                        Measuring.of(raised)
                                .service("web", u -> u.peak(0.91, 1, true))
                                .build()))
                .isEmpty();
    }

    @Test
    void fileCacheThatFillsTheLimitIsFineAndAMarkThatNobodyReadIsUndecided() {
        Snapshot snapshot = with(s -> s.limit(1, 1));
        assertThat(judge(
                        FindingCode.LIMIT_BELOW_PEAK,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.peak(0.4, 1, true))
                                .build()))
                .isEmpty();
        Observation unread = one(
                FindingCode.LIMIT_BELOW_PEAK,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.peak(0.4, 0.4, false))
                        .build());
        assertThat(unread.decided()).isFalse();
        assertThat(unread.evidence()).containsEntry("services", List.of("web"));
        // Without a limit the question does not arise.
        Snapshot unlimited = with(s -> s);
        assertThat(judge(
                        FindingCode.LIMIT_BELOW_PEAK,
                        unlimited,
                        Measuring.of(unlimited)
                                .service("web", u -> u.peak(0.4, 0.4, false))
                                .build()))
                .isEmpty();
    }

    @Test
    void overTwiceTheRightSizeIsOverReservedOnceAWeekWasMeasured() {
        Snapshot snapshot = with(s -> s.reserve(1, 4));
        Observation seen = one(
                FindingCode.OVER_RESERVED,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.sizing(Measuring.sizing(7, 0.2, 2, 1)))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.INFO);
        assertThat(seen.explanation())
                .isEqualTo(
                        "Each task reserves 1.0 cores where 0.2 cores would do and 4 GiB where 1 GiB would do, by 7 days of measured use.");
        assertThat(seen.evidence())
                .containsEntry("neededCpuNano", 200_000_000L)
                .containsEntry("neededMemoryBytes", gib(1))
                .containsEntry("confidenceDays", 7.0);
        Observation early = one(
                FindingCode.OVER_RESERVED,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.sizing(Measuring.sizing(6.9, 0.2, 2, 1)))
                        .build());
        assertThat(early.decided()).isFalse();
        assertThat(early.explanation()).contains("7 days of measured use are needed");
        assertThat(one(
                                FindingCode.OVER_RESERVED,
                                snapshot,
                                Measuring.of(snapshot)
                                        .service("web", u -> u.undecided())
                                        .build())
                        .decided())
                .isFalse();
    }

    @Test
    void whatIsReservedWithinReasonIsFine() {
        Snapshot snapshot = with(s -> s.reserve(1, 2));
        assertThat(judge(
                        FindingCode.OVER_RESERVED,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.sizing(Measuring.sizing(7, 0.5, 2, 1)))
                                .build()))
                .isEmpty();
        // Ten times as much as nothing is still not worth a restart.
        Snapshot little = with(s -> s.reserve(0.1, 0.05));
        assertThat(judge(
                        FindingCode.OVER_RESERVED,
                        little,
                        Measuring.of(little)
                                .service("web", u -> u.sizing(Measuring.sizing(7, 0.01, 2, 0.005)))
                                .build()))
                .isEmpty();
    }
}
