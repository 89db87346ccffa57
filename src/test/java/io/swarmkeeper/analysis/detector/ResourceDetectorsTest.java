package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.analysis.detector.SmallSwarm.three;
import static io.swarmkeeper.analysis.detector.SmallSwarm.with;
import static io.swarmkeeper.swarm.ClusterBuilder.GIB;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.AppliedFixes.AppliedFix;
import io.swarmkeeper.analysis.AppliedFixes.Value;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Limits, reservations and room on nodes: each fault provoked on a small Swarm, and cured. */
class ResourceDetectorsTest {

    @Test
    void noMemoryLimitIsCriticalAndNoCpuLimitAWarning() {
        Observation none = one(FindingCode.NO_RESOURCE_LIMITS, with(s -> s));
        assertThat(none.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(none.title()).isEqualTo("web may take all of its node");
        assertThat(none.evidence()).containsEntry("limits", "none").containsEntry("nodeMemoryBytes", 8 * GIB);
        assertThat(one(FindingCode.NO_RESOURCE_LIMITS, with(s -> s.limit(0, 1))).severity())
                .isEqualTo(Severity.WARNING);
        assertThat(judge(FindingCode.NO_RESOURCE_LIMITS, with(s -> s.limit(1, 1))))
                .isEmpty();
    }

    @Test
    void bothReservationsAreAskedFor() {
        assertThat(one(FindingCode.NO_RESERVATIONS, with(s -> s)).title()).isEqualTo("web reserves nothing");
        assertThat(one(FindingCode.NO_RESERVATIONS, with(s -> s.reserve(0, 1))).title())
                .isEqualTo("web reserves no CPU");
        assertThat(judge(FindingCode.NO_RESERVATIONS, with(s -> s.reserve(1, 1))))
                .isEmpty();
    }

    @Test
    void aNodeIsOvercommittedAboveNinetyPercentNotAtIt() {
        assertThat(judge(
                        FindingCode.NODE_OVERCOMMITTED,
                        with(s -> s.reserve(3.6, 1).runningOn("w1"))))
                .isEmpty();
        assertThat(one(
                                FindingCode.NODE_OVERCOMMITTED,
                                with(s -> s.reserve(3.61, 1).runningOn("w1")))
                        .subject()
                        .name())
                .isEqualTo("w1");
    }

    @Test
    void aNodeCannotBeLostWhenItsTasksFitNowhereElse() {
        Snapshot full = three().service("big", s -> s.reserve(1, 7).runningOn("m1"))
                .service("other", s -> s.reserve(1, 7).runningOn("w1"))
                .service("third", s -> s.reserve(1, 7).runningOn("w2"))
                .build();
        assertThat(judge(FindingCode.NODE_LOSS_UNSURVIVABLE, full))
                .extracting(o -> o.subject().name())
                .containsExactlyInAnyOrder("m1", "w1", "w2");
        assertThat(judge(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        with(s -> s.reserve(1, 7).runningOn("w1"))))
                .isEmpty();
    }

    @Test
    void aDatabaseTiedToItsNodeIsNotWhatNodeLossMeans() {
        assertThat(judge(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        with(s -> s.image("postgres:16")
                                .constraint("node.hostname==w1")
                                .volume("pgdata", "/var/lib/postgresql/data")
                                .runningOn("w1"))))
                .isEmpty();
        // The same constraint on something without state is a hole.
        assertThat(judge(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        three().node("w3", 4, 8, n -> n.label("tier", "compute"))
                                .service(
                                        "web",
                                        s -> s.constraint("node.labels.tier==compute")
                                                .runningOn("w3"))
                                .build()))
                .hasSize(1);
    }

    @Test
    void theOnlyNodeHasItsOwnWording() {
        Snapshot alone = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .service("web", s -> s.runningOn("m1"))
                .build();
        assertThat(one(FindingCode.NODE_LOSS_UNSURVIVABLE, alone).title())
                .isEqualTo("m1 is the only node that takes tasks");
    }

    @Test
    void aPendingTaskIsStrandedOnlyIfItWouldFit() {
        assertThat(one(FindingCode.TASK_STRANDED, with(s -> s.reserve(1, 1).pending()))
                        .evidence())
                .containsEntry("nodesThatWouldTakeIt", List.of("m1", "w1", "w2"));
        assertThat(judge(FindingCode.TASK_STRANDED, with(s -> s.reserve(5, 1).pending())))
                .isEmpty();
    }

    @Test
    void managersMustBearALoss() {
        assertThat(one(FindingCode.MANAGER_QUORUM, three().build()).title())
                .isEqualTo("One manager holds the whole Swarm");
        ClusterBuilder two =
                new ClusterBuilder().node("m1", 4, 8, NodeBuilder::manager).node("m2", 4, 8, NodeBuilder::manager);
        assertThat(one(FindingCode.MANAGER_QUORUM, two.build()).title()).isEqualTo("Two managers are worse than one");
        ClusterBuilder three = two.node("m3", 4, 8, NodeBuilder::manager);
        assertThat(judge(FindingCode.MANAGER_QUORUM, three.build())).isEmpty();
        assertThat(one(
                                FindingCode.MANAGER_QUORUM,
                                three.node("m4", 4, 8, NodeBuilder::manager).build())
                        .title())
                .isEqualTo("An even number of managers adds no safety");
        assertThat(judge(
                        FindingCode.MANAGER_QUORUM,
                        new ClusterBuilder()
                                .node("m1", 4, 8, NodeBuilder::manager)
                                .build()))
                .isEmpty();
    }

    @Test
    void aNodeThatIsNotHeardIsDownAndOneNotHeardYetUndecided() {
        ClusterBuilder down = three().node("w3", 4, 8, n -> n.state(Node.State.DOWN));
        assertThat(one(FindingCode.NODE_DOWN, down.build()).title()).isEqualTo("w3 is down");
        ClusterBuilder unknown = three().node("w3", 4, 8, n -> n.state(Node.State.UNKNOWN));
        assertThat(one(FindingCode.NODE_DOWN, unknown.build()).decided()).isFalse();
        assertThat(judge(FindingCode.NODE_DOWN, three().build())).isEmpty();
    }

    @Test
    void aHeavyServiceBelongsSomewhere() {
        assertThat(judge(FindingCode.NO_PLACEMENT_TIER, with(s -> s.reserve(1, 2))))
                .isEmpty();
        assertThat(judge(FindingCode.NO_PLACEMENT_TIER, with(s -> s.reserve(1, 2.1))))
                .hasSize(1);
        assertThat(judge(
                        FindingCode.NO_PLACEMENT_TIER,
                        with(s -> s.reserve(1, 2.1).prefer("node.labels.zone"))))
                .isEmpty();
    }

    @Test
    void aMistypedConstraintMatchesNothingForEver() {
        Observation typo = one(FindingCode.CONSTRAINT_UNSATISFIABLE, with(s -> s.constraint("node.label.tier==x")));
        assertThat(typo.explanation()).contains("node.labels. is meant");
        assertThat(judge(FindingCode.CONSTRAINT_UNSATISFIABLE, with(s -> s.constraint("node.labels.tier==x"))))
                .hasSize(1);
        assertThat(judge(FindingCode.CONSTRAINT_UNSATISFIABLE, with(s -> s.constraint("node.hostname==W1"))))
                .isEmpty();
        assertThat(judge(
                        FindingCode.CONSTRAINT_UNSATISFIABLE,
                        with(s -> s.mode(new Mode.Global()).constraint("node.platform.os==windows"))))
                .isEmpty();
    }

    @Test
    void aFixThatIsGoneIsFoundAlsoWhenTheServiceWasMadeAnew() {
        AppliedFix fix = new AppliedFix(
                7,
                "old-id",
                "web",
                Optional.of(FindingCode.NO_RESOURCE_LIMITS),
                "Limit web to 1 GiB",
                List.of(new Value(
                        "/TaskTemplate/Resources/Limits",
                        Optional.empty(),
                        Optional.of("{\"MemoryBytes\":1073741824}"))),
                NOW.minusSeconds(60));
        assertThat(reverted(fix, "{\"TaskTemplate\":{\"Resources\":{}}}")).hasSize(1);
        assertThat(reverted(fix, limits("1073741824"))).isEmpty();
        // Somebody decided otherwise; that is no revert.
        assertThat(reverted(fix, limits("2147483648"))).isEmpty();
        assertThat(reverted(fix, limits("0"))).hasSize(1);
    }

    private static String limits(String bytes) {
        return "{\"TaskTemplate\":{\"Resources\":{\"Limits\":{\"MemoryBytes\":" + bytes + "}}}}";
    }

    private static List<Observation> reverted(AppliedFix fix, String rawSpec) {
        return Judging.judge(FindingCode.FIX_REVERTED, with(s -> s.rawSpec(rawSpec)), List.of(), List.of(fix));
    }

    @Test
    void hostileNamesStayBounded() {
        String name = "<script>\"💥\"".repeat(5_000);
        Snapshot snapshot =
                three().service(name, s -> s.image(name).label("x", name)).build();
        for (FindingCode code : FindingCode.values()) {
            assertThat(judge(code, snapshot))
                    .allSatisfy(
                            o -> assertThat(o.title().length() + o.explanation().length())
                                    .isLessThan(2_000));
        }
    }
}
