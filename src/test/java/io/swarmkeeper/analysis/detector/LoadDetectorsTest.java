package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes and CPU against what was measured, and nodes that nobody measures: each provoked, and cured. */
class LoadDetectorsTest {

    private static final Duration TEN = Duration.ofMinutes(11);

    private static Snapshot three() {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .node("w2", 4, 8)
                .service("web", s -> s.limit(0.5, 1).runningOn("w1"))
                .service("other", s -> s.runningOn("w1", "w2"))
                .build();
    }

    @Test
    void moreThanAQuarterOfThePeriodsHeldBackIsThrottledOnceItLasts() {
        Snapshot snapshot = three();
        Observation seen = one(
                FindingCode.CPU_THROTTLED,
                snapshot,
                Measuring.of(snapshot)
                        .service("web", u -> u.throttled(0.62).use(0.49, 0.1))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.WARNING);
        assertThat(seen.evidence())
                .containsEntry("throttledPercent", 62L)
                .containsEntry("limitCpuNano", 500_000_000L)
                .containsEntry("usedCpuNano", 490_000_000L);
        assertThat(seen.after()).isEqualTo(Duration.ofMinutes(5));
        assertThat(judge(
                        FindingCode.CPU_THROTTLED,
                        snapshot,
                        Measuring.of(snapshot)
                                .service("web", u -> u.throttled(0.25))
                                .build()))
                .isEmpty();
    }

    @Test
    void withoutACpuLimitNobodyIsHeldBack() {
        Snapshot snapshot = three();
        // "other" has no limit, so that nobody sees its task on w2 matters to nobody here.
        assertThat(judge(
                        FindingCode.CPU_THROTTLED,
                        snapshot,
                        Measuring.of(snapshot).without("w2").build()))
                .isEmpty();
        assertThat(one(
                                FindingCode.CPU_THROTTLED,
                                snapshot,
                                Measuring.of(snapshot).without("w1").build())
                        .evidence())
                .containsEntry("services", List.of("web"));
    }

    @Test
    void aNodeIsSaturatedWhenEachMinuteIsAboveTheThreshold() {
        Snapshot snapshot = three();
        Observation seen = one(
                FindingCode.NODE_CPU_SATURATED,
                snapshot,
                Measuring.of(snapshot)
                        .busy("w1", 0.9, 0.1, TEN)
                        .service("web", u -> u.use(3.25, 0.1))
                        .service("other", u -> u.use(0.5, 0.1))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.subject()).isEqualTo(new Subject(Subject.Kind.NODE, "w1", "w1"));
        assertThat(seen.explanation())
                .isEqualTo(
                        "At least 90 % of its CPU for 10 min, more than 80 %. Most is used by web (3.25 cores), other (0.5 cores).");
        assertThat(seen.since()).isEqualTo(NOW.minus(Duration.ofMinutes(10)));
        assertThat(judge(
                        FindingCode.NODE_CPU_SATURATED,
                        snapshot,
                        Measuring.of(snapshot)
                                .busy("w1", 0.9, 0.1, TEN)
                                .busy("w1", 0.3, 0.1, Duration.ofMinutes(2))
                                .busy("w1", 0.9, 0.1, Duration.ofSeconds(30))
                                .build()))
                .isEmpty();
        assertThat(judge(
                        FindingCode.NODE_CPU_SATURATED,
                        snapshot,
                        Measuring.of(snapshot).busy("w1", 0.8, 0.1, TEN).build()))
                .isEmpty();
    }

    @Test
    void memoryHasItsOwnThreshold() {
        Snapshot snapshot = three();
        Measurements full = Measuring.of(snapshot)
                .busy("w1", 0.1, 0.75, TEN)
                .service("other", u -> u.use(0.1, 3))
                .build();
        assertThat(one(FindingCode.NODE_MEMORY_SATURATED, snapshot, full).explanation())
                .isEqualTo(
                        "At least 75 % of its memory for 10 min, more than 70 %. Most is used by other (3 GiB), web (102.4 MiB).");
        assertThat(judge(FindingCode.NODE_CPU_SATURATED, snapshot, full)).isEmpty();
    }

    @Test
    void aNodeThatIsBusySinceAMomentAgoIsUndecidedAndACalmOneIsFine() {
        Snapshot snapshot = three();
        assertThat(judge(
                        FindingCode.NODE_CPU_SATURATED,
                        snapshot,
                        Measuring.of(snapshot)
                                .fresh("w1")
                                .busy("w1", 0.3, 0.1, Duration.ofMinutes(2))
                                .build()))
                .isEmpty();
        Observation seen = one(
                FindingCode.NODE_CPU_SATURATED,
                snapshot,
                Measuring.of(snapshot)
                        .fresh("w1")
                        .busy("w1", 0.95, 0.1, Duration.ofMinutes(2))
                        .build());
        assertThat(seen.decided()).isFalse();
        assertThat(seen.evidence()).containsEntry("nodes", List.of("w1"));
        assertThat(one(
                                FindingCode.NODE_CPU_SATURATED,
                                snapshot,
                                Measuring.of(snapshot)
                                        .without("w1")
                                        .without("w2")
                                        .build())
                        .evidence())
                .containsEntry("nodes", List.of("w1", "w2"));
    }

    @Test
    void aNodeWithoutAnAgentIsNamedWithTheReason() {
        Snapshot snapshot = three();
        assertThat(judge(
                        FindingCode.NODE_AGENT_MISSING,
                        snapshot,
                        Measuring.of(snapshot).build()))
                .isEmpty();
        Observation silent = one(
                FindingCode.NODE_AGENT_MISSING,
                snapshot,
                Measuring.of(snapshot).silent("w2", NOW.minusSeconds(90)).build());
        assertThat(silent.subject()).isEqualTo(new Subject(Subject.Kind.NODE, "w2", "w2"));
        assertThat(silent.explanation()).isEqualTo("Its agent is silent. Its last word was at 2026-11-23 21:58 UTC.");
        assertThat(silent.since()).isEqualTo(NOW.minusSeconds(90));
        assertThat(silent.after()).isEqualTo(Duration.ofSeconds(60));
        Observation blind = one(
                FindingCode.NODE_AGENT_MISSING,
                snapshot,
                Measuring.of(snapshot).withoutSamples("w2").build());
        assertThat(blind.explanation()).isEqualTo("Its agent answers, but tells no samples.");
        assertThat(blind.evidence()).containsEntry("lastWordAt", "now").containsEntry("agent", "no-samples");
        assertThat(blind.since()).isEqualTo(NOW);
        assertThat(one(
                                FindingCode.NODE_AGENT_MISSING,
                                snapshot,
                                Measuring.of(snapshot).without("w2").stranger().build())
                        .explanation())
                .isEqualTo("No agent on it has ever answered. Not accepted: stranger:7979 (wrong-token).");
    }

    @Test
    void withoutAnyAgentThereIsOneFindingAndDrainedNodesAreNotMeant() {
        Snapshot snapshot = three();
        Observation none = one(FindingCode.NODE_AGENT_MISSING, snapshot, Measurements.none(NOW));
        assertThat(none.subject().kind()).isEqualTo(Subject.Kind.SWARM);
        assertThat(none.evidence()).containsEntry("nodes", 3L).containsEntry("asked", false);
        Snapshot drained = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8, n -> n.availability(Node.Availability.DRAIN))
                .build();
        assertThat(judge(
                        FindingCode.NODE_AGENT_MISSING,
                        drained,
                        Measuring.of(drained).without("w1").build()))
                .isEmpty();
    }

    @Test
    void anAgentThatIsHeardMeasuresItsNode() {
        Snapshot snapshot = three();
        assertThat(judge(
                        FindingCode.NO_NODE_EXPORTER,
                        snapshot,
                        Measuring.of(snapshot).build()))
                .isEmpty();
        assertThat(one(
                                FindingCode.NO_NODE_EXPORTER,
                                snapshot,
                                Measuring.of(snapshot).without("w2").build())
                        .evidence())
                .containsEntry("nodes", List.of("w2"));
    }
}
