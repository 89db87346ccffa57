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
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What agents measure between nodes and see between services: each fault provoked, and cured. */
class MeshDetectorsTest {

    private static ClusterBuilder three() {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .node("w2", 4, 8)
                .network(new Network(
                        "agents-id",
                        "agents",
                        "overlay",
                        "swarm",
                        false,
                        false,
                        false,
                        false,
                        List.of("10.0.9.0/24"),
                        Map.of(),
                        Map.of(),
                        NOW));
    }

    private static Measuring quick(Snapshot snapshot) {
        return Measuring.of(snapshot).latency("m1", "w1", 0.3).latency("w1", "m1", 0.3);
    }

    @Test
    void theOverlayIsNamedWithEachSlowPairAndTheNodeThatIsPartOfAll() {
        Snapshot snapshot = three().build();
        Observation seen = one(
                FindingCode.OVERLAY_LATENCY,
                snapshot,
                quick(snapshot)
                        .latency("m1", "w2", 15.31)
                        .latency("w1", "w2", 15.2)
                        .latency("w2", "m1", 15.4)
                        .latency("w2", "w1", 15.1)
                        .latency("w2", "m1", RoundTrip.Path.UNDERLAY, 15.24, Optional.of(15.0), 1500, 1500, NOW)
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.subject()).isEqualTo(new Subject(Subject.Kind.NETWORK, "agents-id", "agents"));
        assertThat(seen.title()).isEqualTo("w2 is slow to reach over agents");
        assertThat(seen.explanation())
                .isEqualTo(
                        "w2 → m1 15.4 ms, m1 → w2 15.3 ms, w1 → w2 15.2 ms, w2 → w1 15.1 ms: more than 10 ms at the 95th percentile, all the last minute (4 of 6 pairs). Past the overlay it takes as long (15.2 ms): the way between the nodes is slow.");
        assertThat(seen.evidence())
                .containsEntry("slowPairs", 4L)
                .containsEntry("measuredPairs", 6L)
                .containsEntry("worstMillis", 15.4)
                .containsEntry("underlayMillis", 15.2);
    }

    @Test
    void oneBadRoundAnOldOneAndTenMillisecondsSharpAreNone() {
        Snapshot snapshot = three().build();
        assertThat(judge(
                        FindingCode.OVERLAY_LATENCY,
                        snapshot,
                        quick(snapshot)
                                .latency("m1", "w2", 10)
                                .latency("w1", "w2", RoundTrip.Path.OVERLAY, 90, Optional.of(0.4), 1450, 1450, NOW)
                                .latency("w2", "m1", RoundTrip.Path.OVERLAY, 90, Optional.empty(), 1450, 1450, NOW)
                                .latency(
                                        "w2",
                                        "w1",
                                        RoundTrip.Path.OVERLAY,
                                        90,
                                        Optional.of(90.0),
                                        1450,
                                        1450,
                                        NOW.minusSeconds(301))
                                .build()))
                .isEmpty();
    }

    /** An agent gives a round up after three probes, and most pairs of a large Swarm have a round in ten minutes or so. */
    @Test
    void aPairOfWhichNothingComesBackIsNamedHoweverFewProbesThatTook() {
        Snapshot snapshot = three().build();
        Observation seen = one(
                FindingCode.OVERLAY_LATENCY,
                snapshot,
                quick(snapshot).latency("w1", "w2", 15.2).lost("m1", "w2").build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.title()).isEqualTo("w2 is slow to reach over agents");
        assertThat(seen.explanation())
                .isEqualTo(
                        "m1 → w2 lost, w1 → w2 15.2 ms: more than 10 ms at the 95th percentile, all the last minute (2 of 4 pairs).");
        assertThat(seen.evidence()).containsEntry("slowPairs", 2L);
    }

    @Test
    void aNodeThatWasNotMeasuredIsUndecidedAndASingleNodeHasNobodyToReach() {
        Snapshot snapshot = three().build();
        for (FindingCode code : List.of(FindingCode.OVERLAY_LATENCY, FindingCode.OVERLAY_MTU)) {
            Observation seen = one(code, snapshot, quick(snapshot).build());
            assertThat(seen.decided()).isFalse();
            assertThat(seen.evidence()).containsEntry("nodes", List.of("w2"));
            Snapshot alone =
                    new ClusterBuilder().node("m1", 4, 8, NodeBuilder::manager).build();
            assertThat(judge(code, alone, Measuring.of(alone).build())).isEmpty();
        }
    }

    @Test
    void packetsThatDoNotGetThroughAreNamedWithTheirLargestSize() {
        Snapshot snapshot = three().build();
        Measuring measuring = quick(snapshot).latency("w1", "w2", 0.3);
        assertThat(judge(FindingCode.OVERLAY_MTU, snapshot, measuring.build())).isEmpty();
        Observation seen = one(
                FindingCode.OVERLAY_MTU,
                snapshot,
                measuring
                        .latency("w2", "w1", RoundTrip.Path.OVERLAY, 0.3, Optional.of(0.3), 1450, 1400, NOW)
                        // The underlay has a finding of its own nowhere: it is what the overlay has to live with.
                        .latency("w2", "m1", RoundTrip.Path.UNDERLAY, 0.3, Optional.of(0.3), 1500, 1450, NOW)
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.WARNING);
        assertThat(seen.explanation())
                .isEqualTo(
                        "Its interfaces are set to 1450 bytes, but from w2 to w1 at most 1400 bytes get through in one piece (1 of 4 pairs).");
        assertThat(seen.evidence()).containsEntry("mtuBytes", 1450L).containsEntry("largestBytes", 1400L);
    }

    private static Snapshot talking(String clientNode, String... serverNodes) {
        return three().service("api", s -> s.network("agents-id").runningOn(clientNode))
                .service("redis", s -> s.network("agents-id").runningOn(serverNodes))
                .build();
    }

    private static final Duration DAY = Duration.ofDays(1);
    private static final long PER_DAY = 24 * 60;

    @Test
    void whoTalksAllDayToANodeElsewhereIsNamed() {
        Snapshot snapshot = talking("w1", "w2");
        Observation seen = one(
                FindingCode.CHATTY_SERVICES_APART,
                snapshot,
                Measuring.of(snapshot)
                        .flow("api", "redis", 45 * PER_DAY, DAY, NOW)
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.INFO);
        assertThat(seen.subject().name()).isEqualTo("api");
        assertThat(seen.explanation())
                .isEqualTo(
                        "It runs on w1 and opens connections to redis (45 connections a minute) on w2; no node runs both.");
        assertThat(seen.evidence())
                .containsEntry("talksTo", List.of("redis"))
                .containsEntry("connectionsPerMinute", 45L)
                .containsEntry("nodes", List.of("w1"))
                .containsEntry("theirNodes", List.of("w2"));
    }

    @Test
    void neighboursSeldomWordsBurstsAndThePastAreFine() {
        Snapshot neighbours = talking("w1", "w2", "w1");
        assertThat(judge(
                        FindingCode.CHATTY_SERVICES_APART,
                        neighbours,
                        Measuring.of(neighbours)
                                .flow("api", "redis", 45 * PER_DAY, DAY, NOW)
                                .build()))
                .isEmpty();
        Snapshot apart = talking("w1", "w2");
        Instant yesterday = NOW.minus(Duration.ofHours(25));
        for (Measuring fine : List.of(
                Measuring.of(apart).flow("api", "redis", 29 * PER_DAY, DAY, NOW),
                Measuring.of(apart).flow("api", "redis", 5_000, Duration.ofMinutes(59), NOW),
                Measuring.of(apart).flow("api", "redis", 45 * PER_DAY, DAY, yesterday),
                Measuring.of(apart).flow("api", "gone", 45 * PER_DAY, DAY, NOW))) {
            assertThat(judge(FindingCode.CHATTY_SERVICES_APART, apart, fine.build()))
                    .isEmpty();
        }
    }
}
