package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.MeasuredPlans.remedies;
import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.remediation.Action.SetResources;
import io.swarmkeeper.remediation.Planner.Remedy;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.wire.Kill;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Kills for memory whose cause was not the service's own limit: what is offered, and what is refused for them. */
class NodeKillTest {

    private static final String NOT_ITS_LIMIT =
            "It was killed because w1 ran out of memory, not at its limit of 1 GiB: nothing that is set for this service"
                    + " alone cures that. See what takes the memory there, give what has none a limit and a reservation,"
                    + " or move something elsewhere.";

    private static Snapshot swarm(UnaryOperator<ServiceBuilder> service) {
        return threeNodes()
                .service("a", s -> service.apply(backend("w1").apply(s)))
                .build();
    }

    private static Measuring killed(Snapshot snapshot, Optional<Long> limit, double peakGib) {
        return Measuring.of(snapshot)
                .kill(Kill.Kind.CONTAINER, "a", "a", NOW.minusSeconds(600), limit, Optional.of(gib(peakGib)));
    }

    private static Measurements nodeKill(Snapshot snapshot) {
        return killed(snapshot, Optional.of(gib(1)), 0.25).build();
    }

    private static PlanResult result(
            FindingCode cause, Snapshot snapshot, Measurements measurements, Map<String, String> parameters) {
        return Planner.create(() -> measurements).plan("set-resources", "a", Optional.of(cause), parameters, snapshot);
    }

    private static SetResources planned(PlanResult result) {
        return switch (result) {
            case PlanResult.Planned(Plan plan) -> (SetResources) plan.action();
            case PlanResult.Refused(List<String> reasons) -> throw new AssertionError("refused: " + reasons);
        };
    }

    @Test
    void nothingIsPlannedThatTheOldKillWouldTakeBack() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1));
        assertThat(result(FindingCode.OOM_KILLED, snapshot, nodeKill(snapshot), Map.of()))
                .isEqualTo(new PlanResult.Refused(List.of(NOT_ITS_LIMIT)));
        Map<String, String> kept = Map.of("limitMemoryBytes", Long.toString(gib(1)));
        assertThat(result(FindingCode.OOM_KILLED, snapshot, nodeKill(snapshot), kept))
                .isEqualTo(new PlanResult.Refused(List.of(NOT_ITS_LIMIT)));
    }

    @Test
    void theButtonSaysWhatWouldChangeAndWhyItIsHeldBack() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1));
        assertThat(remedies(FindingCode.OOM_KILLED, snapshot, nodeKill(snapshot)))
                .containsExactly(
                        new Remedy("set-resources", "Reserve up to 0.1 cores and 512 MiB", List.of(NOT_ITS_LIMIT)));
    }

    @Test
    void aKillAtALimitThatWasRaisedSinceDoesNotRaiseItOnceMore() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1));
        Measurements both = killed(snapshot, Optional.of(gib(1)), 0.25)
                .kill(Kill.Kind.CONTAINER, "a", NOW.minusSeconds(9000), Optional.of(gib(0.5)))
                .build();
        assertThat(result(FindingCode.OOM_KILLED, snapshot, both, Map.of()))
                .isEqualTo(new PlanResult.Refused(List.of(NOT_ITS_LIMIT)));
    }

    @Test
    void whatIsMissingIsStillAddedForTheFindingAboutThat() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1));
        SetResources action = planned(result(FindingCode.NO_RESERVATIONS, snapshot, nodeKill(snapshot), Map.of()));
        assertThat(action.limits()).isEqualTo(resources(1, 1));
        assertThat(action.reservations()).isEqualTo(resources(0.1, 0.5));
        assertThat(remedies(FindingCode.NO_RESERVATIONS, snapshot, nodeKill(snapshot)))
                .containsExactly(new Remedy("set-resources", "Reserve up to 0.1 cores and 512 MiB", List.of()));
    }

    @Test
    void aPersonMayRaiseTheLimitAllTheSame() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1));
        Map<String, String> more = Map.of("limitMemoryBytes", Long.toString(gib(2)));
        assertThat(planned(result(FindingCode.OOM_KILLED, snapshot, nodeKill(snapshot), more))
                        .limits())
                .isEqualTo(resources(1, 2));
    }

    @Test
    void aKillWithoutALimitAsksForOne() {
        Snapshot snapshot = swarm(s -> s);
        Measurements measurements = killed(snapshot, Optional.empty(), 0.25).build();
        assertThat(remedies(FindingCode.OOM_KILLED, snapshot, measurements))
                .as("there is nothing to raise")
                .containsExactly(new Remedy("set-resources", "Limit to 0.25 cores and 1 GiB", List.of()));
        assertThat(planned(result(FindingCode.OOM_KILLED, snapshot, measurements, Map.of()))
                        .limits())
                .isEqualTo(resources(0.25, 1));
    }

    @Test
    void aLimitThatCannotBeRaisedSaysSoBeforeTheClick() {
        Snapshot snapshot = swarm(s -> s.limit(4, 12).reserve(0.5, 0.5));
        Measurements atItsLimit = killed(snapshot, Optional.of(gib(12)), 12).build();
        assertThat(remedies(FindingCode.OOM_KILLED, snapshot, atItsLimit))
                .singleElement()
                .satisfies(remedy -> {
                    assertThat(remedy.title()).doesNotContain("Raise");
                    assertThat(remedy.heldBack())
                            .singleElement()
                            .asString()
                            .startsWith("Its memory limit of 12 GiB should be higher");
                });
    }
}
