package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.MeasuredPlans.limits;
import static io.swarmkeeper.remediation.MeasuredPlans.parameters;
import static io.swarmkeeper.remediation.MeasuredPlans.reservations;
import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.UpdateState;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a plan over its approval to the look before the first write: on an unchanged Swarm it stays the same plan. */
class ApprovedPlanTest {

    /** The smallest node has 2 cores and 8 GiB, of which a proposed limit takes 6 GiB at most. */
    private static ClusterBuilder nodes() {
        return new ClusterBuilder().node("w1", 2, 8).node("w2", 4, 16);
    }

    private static Snapshot swarm(UnaryOperator<ServiceBuilder> service) {
        return nodes().service("a", s -> service.apply(s).runningOn("w1")).build();
    }

    private static PlanResult again(Plan approved, Snapshot now) {
        return ResourcePlans.unmeasured().again(approved, now);
    }

    /** By API without numbers, by the page with all four. */
    private static Plan staysTheSame(Snapshot snapshot) {
        Plan plan = ResourcePlans.plan(snapshot, "a", Map.of());
        assertSame(again(plan, snapshot), plan);
        Map<String, String> page = parameters(plan);
        Plan byPage = ResourcePlans.plan(snapshot, "a", page);
        assertThat(byPage).isEqualTo(plan);
        assertSame(again(byPage, snapshot), plan);
        return plan;
    }

    private static void assertSame(PlanResult again, Plan approved) {
        assertThat(again)
                .isInstanceOfSatisfying(
                        PlanResult.Planned.class,
                        p -> assertThat(p.plan().action()).isEqualTo(approved.action()));
    }

    private static List<String> refused(PlanResult result) {
        return switch (result) {
            case PlanResult.Planned(Plan plan) -> throw new AssertionError("planned: " + plan);
            case PlanResult.Refused(List<String> reasons) -> reasons;
        };
    }

    private static String gib(double amount) {
        return Long.toString(resources(0, amount).memoryBytes());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 6, 7, 8, 12, 64})
    void aMemoryLimitThatIsKeptHoweverHighItIs(double gib) {
        Plan plan = staysTheSame(swarm(s -> s.limit(0, gib).reserve(0, 0.5)));
        assertThat(limits(plan)).isEqualTo(resources(2, gib));
        staysTheSame(swarm(s -> s.limit(0, gib)));
        staysTheSame(swarm(s -> s.limit(1, gib)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2})
    void aCpuLimitThatIsKept(double cores) {
        Plan plan = staysTheSame(swarm(s -> s.limit(cores, 0)));
        assertThat(limits(plan)).isEqualTo(resources(cores, 4));
    }

    @Test
    void reservationsThatAreKept() {
        Plan plan = staysTheSame(swarm(s -> s.reserve(1.5, 7)));
        assertThat(reservations(plan)).isEqualTo(resources(1.5, 7));
        assertThat(limits(plan)).isEqualTo(resources(2, 7));
        staysTheSame(swarm(s -> s.reserve(0, 7)));
        staysTheSame(swarm(s -> s.reserve(1.5, 0).limit(0, 7)));
    }

    @Test
    void reservationsThatWereCutOrCutToNone() {
        ClusterBuilder cluster = nodes().service(
                        "b", s -> s.mode(new Mode.Global()).reserve(1.9, 7.5).runningOn("w1", "w2"));
        Plan some = staysTheSame(
                cluster.service("a", s -> s.limit(0, 7).runningOn("w1")).build());
        assertThat(some.cut()).isNotEmpty();
        Plan none = staysTheSame(nodes().service(
                        "b", s -> s.mode(new Mode.Global()).reserve(2, 8).runningOn("w1"))
                .service("c", s -> s.reserve(4, 16).runningOn("w2"))
                .service("a", s -> s.limit(0, 7).runningOn("w1"))
                .build());
        assertThat(reservations(none)).isEqualTo(Resources.NONE);
    }

    @Test
    void aNumberOfAPersonsOwnBesideALimitThatIsKept() {
        Snapshot snapshot = swarm(s -> s.limit(0, 12));
        Map<String, String> edited = parameters(ResourcePlans.plan(snapshot, "a", Map.of()));
        edited.put("limitCpuNano", "1500000000");
        Plan plan = ResourcePlans.plan(snapshot, "a", edited);
        assertThat(limits(plan)).isEqualTo(resources(1.5, 12));
        assertThat(plan.why().toString()).contains("Kept as set: memory limit 12 GiB");
        assertSame(again(plan, snapshot), plan);
    }

    /** A form sends all four numbers back: a reservation that stays as it is asks the full Swarm for nothing. */
    @Test
    void aNumberOfAPersonsOwnBesideReservationsThatStayAsTheyAreOnAFullSwarm() {
        Snapshot full = nodes().service(
                        "b",
                        s -> s.constraint("node.hostname==w1").reserve(1.5, 0).runningOn("w1"))
                .service("a", s -> s.limit(0, 7).reserve(1, 0).runningOn("w1"))
                .build();
        Map<String, String> edited = parameters(ResourcePlans.plan(full, "a", Map.of()));
        edited.put("limitCpuNano", "1500000000");
        Plan plan = ResourcePlans.plan(full, "a", edited);
        assertThat(limits(plan)).isEqualTo(resources(1.5, 7));
        assertThat(reservations(plan)).isEqualTo(resources(1, 0));
        assertThat(plan.toString()).contains("Though it reserves no more than now: with w2 lost");
        assertSame(again(plan, full), plan);
        edited.put("reservationCpuNano", "1100000000");
        assertThat(refused(ResourcePlans.unmeasured().plan("set-resources", "a", Optional.empty(), edited, full)))
                .singleElement()
                .asString()
                .endsWith("Ask for less, or make room first.");
    }

    @Test
    void numbersThatAPersonAskedFor() {
        Snapshot snapshot = swarm(s -> s.limit(1, 12).reserve(0.5, 1));
        Map<String, String> asked = Map.of("limitMemoryBytes", gib(7), "reservationMemoryBytes", "0");
        Plan plan = ResourcePlans.plan(snapshot, "a", asked);
        assertThat(limits(plan)).isEqualTo(resources(1, 7));
        assertThat(reservations(plan)).isEqualTo(resources(0.5, 0));
        assertSame(again(plan, snapshot), plan);
        Map<String, String> away = Map.of("limitMemoryBytes", "0", "limitCpuNano", "0");
        Plan taken = ResourcePlans.plan(snapshot, "a", away);
        assertThat(limits(taken)).isEqualTo(Resources.NONE);
        assertSame(again(taken, snapshot), taken);
    }

    @Test
    void aSwarmThatHasNoRoomForItAnyMore() {
        Plan plan = ResourcePlans.plan(swarm(s -> s.limit(0, 7)), "a", Map.of());
        assertThat(reservations(plan)).isEqualTo(resources(1, 3.5));
        ClusterBuilder full = nodes().service(
                        "b", s -> s.mode(new Mode.Global()).reserve(0, 6).runningOn("w1"))
                .service("c", s -> s.reserve(0, 14).runningOn("w2"))
                .service("a", s -> s.limit(0, 7).runningOn("w1"));
        assertThat(refused(again(plan, full.build())))
                .as("never lowered behind the back of whoever approved")
                .containsExactly(
                        "a cannot be placed with 1.0 cores and 3.5 GiB reserved: no suitable node (insufficient"
                                + " resources on 2 nodes). Ask for less, or make room first.");
    }

    @Test
    void aSwarmThatWouldNotSurviveTheLossOfANodeWithItAnyMore() {
        Plan plan = ResourcePlans.plan(swarm(s -> s.limit(0, 7)), "a", Map.of());
        ClusterBuilder other = nodes().service(
                        "b",
                        s -> s.constraint("node.hostname==w2").reserve(0, 13).runningOn("w2"))
                .service("a", s -> s.limit(0, 7).runningOn("w1"));
        assertThat(refused(again(plan, other.build())))
                .singleElement()
                .asString()
                .contains("with w1 lost, 1 task of a would fit nowhere");
    }

    @Test
    void aSmallerNodeThatCameMeanwhile() {
        Plan plan = ResourcePlans.plan(swarm(s -> s.limit(0, 7)), "a", Map.of("reservationMemoryBytes", "0"));
        ClusterBuilder slow =
                nodes().node("w3", 0.5, 8).service("a", s -> s.limit(0, 7).runningOn("w1"));
        assertThat(refused(again(plan, slow.build())))
                .containsExactly(
                        "The CPU limit of 2.0 cores is above the 0.5 cores that w3 has, and the service may land"
                                + " there: ask for that much at most (limitCpuNano=500000000).");
        ClusterBuilder small =
                nodes().node("w3", 2, 4).service("a", s -> s.limit(0, 7).runningOn("w1"));
        assertSame(again(plan, small.build()), plan);

        Plan asked = ResourcePlans.plan(swarm(s -> s), "a", Map.of("limitMemoryBytes", gib(7)));
        assertThat(refused(again(
                        asked,
                        nodes().node("w3", 2, 4)
                                .service("a", s -> s.runningOn("w1"))
                                .build())))
                .containsExactly("The memory limit of 7 GiB is above the 4 GiB that w3 has, and the service may land"
                        + " there: ask for that much at most (limitMemoryBytes=4294967296).");
    }

    @Test
    void aServiceThatMustNotBeTouchedAnyMore() {
        Plan plan = ResourcePlans.plan(nodes().service("a", backend("w1")), "a");
        ClusterBuilder moving = nodes().service("a", s -> backend("w1").apply(s).updateState(UpdateState.PAUSED));
        assertThat(refused(again(plan, moving.build())))
                .singleElement()
                .asString()
                .startsWith("a is in an update of somebody else's (paused)");
        assertThat(ResourcePlans.unmeasured().again(plan, nodes().build()))
                .isEqualTo(new PlanResult.Refused(List.of("The service is not in the Swarm any more.")));
    }
}
