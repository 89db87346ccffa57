package io.swarmkeeper.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.Planner.Remedy;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Service.Mode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the buttons beside a finding say. */
class RemediesTest {

    static Finding finding(FindingCode code, Finding.State state) {
        return new Finding(
                "f-1",
                code,
                Severity.CRITICAL,
                new Subject(Subject.Kind.SERVICE, "a", "a"),
                "",
                "",
                Map.of(),
                ClusterBuilder.NOW,
                state,
                Optional.empty());
    }

    private static List<Remedy> remedies(FindingCode code, UnaryOperator<ServiceBuilder> service) {
        return ResourcePlans.unmeasured()
                .remedies(
                        finding(code, Finding.State.OPEN),
                        new ClusterBuilder()
                                .node("w1", 4, 16)
                                .node("w2", 2, 16)
                                .service("a", service)
                                .build());
    }

    @Test
    void missingLimitsAreNamedWithTheirNumbers() {
        assertThat(remedies(FindingCode.NO_RESOURCE_LIMITS, s -> s.image("redis:7")))
                .containsExactly(new Remedy("set-resources", "Limit to 2.0 cores and 4 GiB", List.of()));
        assertThat(remedies(FindingCode.NO_RESOURCE_LIMITS, s -> s.image("postgres:15")))
                .containsExactly(new Remedy("set-resources", "Limit to 2.0 cores and 8 GiB", List.of()));
        assertThat(remedies(
                        FindingCode.NO_RESOURCE_LIMITS, s -> s.image("redis:7").limit(1, 0)))
                .containsExactly(new Remedy("set-resources", "Limit to 4 GiB", List.of()));
    }

    @Test
    void missingReservationsAreNamedForTheFindingAboutThem() {
        assertThat(remedies(FindingCode.NO_RESERVATIONS, s -> s.image("redis:7").limit(2, 4)))
                .containsExactly(new Remedy("set-resources", "Reserve up to 1.0 cores and 2 GiB", List.of()));
        assertThat(remedies(FindingCode.NO_RESERVATIONS, s -> s.image("redis:7")))
                .containsExactly(
                        new Remedy("set-resources", "Limit, and reserve up to 1.0 cores and 2 GiB", List.of()));
    }

    @Test
    void whatWillNeverBePlannedHasNoButton() {
        assertThat(remedies(FindingCode.NO_RESOURCE_LIMITS, s -> s.label("swarmkeeper.role", "server")))
                .isEmpty();
        assertThat(remedies(FindingCode.NO_RESOURCE_LIMITS, s -> s.mode(new Mode.GlobalJob())))
                .isEmpty();
        assertThat(remedies(FindingCode.NO_RESOURCE_LIMITS, s -> s.constraint("node.id==nobody")))
                .isEmpty();
        assertThat(remedies(FindingCode.SINGLE_REPLICA, s -> s)).isEmpty();
        assertThat(remedies(FindingCode.NO_RESOURCE_LIMITS, s -> s.limit(1, 1).reserve(1, 1)))
                .isEmpty();
    }

    @Test
    void whatWouldBeRefusedNowSaysSoBeforeTheClick() {
        List<Remedy> remedies = remedies(
                FindingCode.NO_RESOURCE_LIMITS,
                s -> s.image("redis:7").volume("data", "/data").runningOn("w1"));
        assertThat(remedies).singleElement().satisfies(remedy -> {
            assertThat(remedy.title()).isEqualTo("Limit to 2.0 cores and 4 GiB");
            assertThat(remedy.heldBack())
                    .singleElement()
                    .asString()
                    .contains("keeps data in the local volume data")
                    .contains("node.hostname==w1");
        });
    }

    @Test
    void undecidedFindingsAndServicesThatAreGoneHaveNone() {
        Planner planner = ResourcePlans.unmeasured();

        assertThat(planner.remedies(
                        finding(FindingCode.NO_RESOURCE_LIMITS, Finding.State.UNDECIDED),
                        new ClusterBuilder()
                                .node("w1", 4, 16)
                                .service("a", s -> s)
                                .build()))
                .isEmpty();
        assertThat(planner.remedies(
                        finding(FindingCode.NO_RESOURCE_LIMITS, Finding.State.OPEN),
                        new ClusterBuilder().node("w1", 4, 16).build()))
                .isEmpty();
    }
}
