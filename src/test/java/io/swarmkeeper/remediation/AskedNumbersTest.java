package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.MeasuredPlans.limits;
import static io.swarmkeeper.remediation.MeasuredPlans.measured;
import static io.swarmkeeper.remediation.MeasuredPlans.parameters;
import static io.swarmkeeper.remediation.MeasuredPlans.plan;
import static io.swarmkeeper.remediation.MeasuredPlans.planned;
import static io.swarmkeeper.remediation.MeasuredPlans.remedies;
import static io.swarmkeeper.remediation.MeasuredPlans.reservations;
import static io.swarmkeeper.remediation.MeasuredPlans.result;
import static io.swarmkeeper.remediation.MeasuredPlans.swarm;
import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static io.swarmkeeper.telemetry.Measuring.sizing;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.remediation.Planner.Remedy;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.wire.Kill;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Numbers that a person asks for, or sends back as they were proposed. */
class AskedNumbersTest {

    @Test
    void whatWasApprovedIsLookedAtAgainWithItsOwnNumbersWhateverWasMeasuredSince() {
        Snapshot snapshot = swarm(s -> s);
        Plan approved = plan(
                snapshot,
                measured(snapshot, u -> u.sizing(sizing(3, 0.4, 1, 0.5))).build(),
                FindingCode.NO_RESOURCE_LIMITS);
        Planner later = Planner.create(() ->
                measured(snapshot, u -> u.sizing(sizing(3, 0.6, 2, 1.5))).build());
        assertThat(later.again(approved, snapshot))
                .isInstanceOfSatisfying(
                        PlanResult.Planned.class,
                        p -> assertThat(p.plan().action()).isEqualTo(approved.action()));
        Planner grown =
                Planner.create(() -> measured(snapshot, u -> u.use(0.1, 1.5)).build());
        assertThat(grown.again(approved, snapshot))
                .isInstanceOfSatisfying(
                        PlanResult.Refused.class,
                        r -> assertThat(r.reasons().getFirst()).startsWith("One task uses 1.5 GiB now"));
        Snapshot crowded = threeNodes()
                .service("a", s -> backend("w1").apply(s))
                .service("b", s -> s.replicas(3).reserve(4, 15.8).runningOn("w1", "w2", "m1"))
                .service("c", s -> s.reserve(4, 16).runningOn("m1"))
                .build();
        boolean same = switch (later.again(approved, crowded)) {
            case PlanResult.Planned(Plan now) -> now.action().equals(approved.action());
            case PlanResult.Refused ignored -> false;
        };
        assertThat(same).isFalse();
    }

    @Test
    void buttonsSayWhatIsRaisedAndLowered() {
        Snapshot snapshot = swarm(s -> s.limit(0.5, 1).reserve(0.5, 1));
        Measurements measurements = measured(
                        snapshot, u -> u.peak(0.95, 1, true).sizing(sizing(8, 0.1, 1.1, 0.25)))
                .kill(Kill.Kind.CONTAINER, "a", NOW, Optional.of(gib(1)))
                .build();
        assertThat(remedies(FindingCode.OOM_KILLED, snapshot, measurements))
                .containsExactly(new Remedy("set-resources", "Raise the memory limit to 1.2 GiB", List.of()));
        assertThat(remedies(FindingCode.LIMIT_BELOW_PEAK, snapshot, measurements))
                .as("the kill at this limit counts for both")
                .containsExactly(new Remedy("set-resources", "Raise the memory limit to 1.2 GiB", List.of()));
        assertThat(remedies(FindingCode.CPU_THROTTLED, snapshot, measurements))
                .containsExactly(new Remedy("set-resources", "Raise the CPU limit to 0.75 cores", List.of()));
        assertThat(remedies(FindingCode.OVER_RESERVED, snapshot, measurements))
                .containsExactly(new Remedy("set-resources", "Reserve no more than 0.1 cores and 256 MiB", List.of()));
    }

    @Test
    void numbersThatAreAskedForAsProposedKeepTheirReasons() {
        Snapshot snapshot = swarm(s -> s.limit(2, 2));
        Measurements measurements = measured(snapshot, u -> u.sizing(sizing(3, 0.4, 1, 0.5)))
                .kill(Kill.Kind.CONTAINER, "a", NOW.minusSeconds(600), Optional.of(gib(2)))
                .build();
        Plan proposed = plan(snapshot, measurements, FindingCode.OOM_KILLED);
        assertThat(proposed.title()).isEqualTo("Limit a to 2.4 GiB");
        assertThat(proposed.why().getFirst()).startsWith("Memory limit 2.4 GiB: killed for memory");
        Map<String, String> sent = parameters(proposed);
        assertThat(result(snapshot, measurements, FindingCode.OOM_KILLED, sent))
                .isEqualTo(new PlanResult.Planned(proposed));

        sent.put("limitMemoryBytes", Long.toString(gib(3)));
        Plan edited = planned(result(snapshot, measurements, FindingCode.OOM_KILLED, sent));
        assertThat(edited.why())
                .containsExactly(
                        "CPU reservation 0.4 cores: CPU as measured.",
                        "Memory reservation 512 MiB: daily peaks as measured.",
                        "Asked for: memory limit 3 GiB.",
                        "What was measured speaks for a memory limit of 2.4 GiB: killed for memory at a limit of 2 GiB: 100 MiB or 20 % more, whichever is more.",
                        "Kept as set: CPU limit 2.0 cores.");
        assertThat(edited.warnings().toString())
                .contains("3 GiB was asked for, and what was measured speaks for 2.4 GiB")
                .doesNotContain("Nobody has measured");
    }

    @Test
    void reservationsThatWereCutAreNotAskedForWhenTheyAreSentBack() {
        Snapshot snapshot = threeNodes()
                .service("a", backend("w1"))
                .service("b", s -> s.replicas(2).reserve(3.5, 15).runningOn("w1", "w2"))
                .service("c", s -> s.reserve(7.5, 31).runningOn("m1"))
                .build();
        Measurements none = Measurements.none(NOW);
        Plan proposed = plan(snapshot, none, FindingCode.NO_RESOURCE_LIMITS);
        assertThat(proposed.cut()).isNotEmpty();
        assertThat(result(snapshot, none, FindingCode.NO_RESOURCE_LIMITS, parameters(proposed)))
                .isEqualTo(new PlanResult.Planned(proposed));
    }

    @Test
    void aNumberThatFollowsFromAnotherIsGrantedAsItWasSent() {
        Snapshot snapshot = swarm(s -> s);
        Measurements none = Measurements.none(NOW);
        Map<String, String> sent = parameters(plan(snapshot, none, FindingCode.NO_RESOURCE_LIMITS));
        sent.put("limitMemoryBytes", Long.toString(gib(6)));
        Plan edited = planned(result(snapshot, none, FindingCode.NO_RESOURCE_LIMITS, sent));
        assertThat(limits(edited)).isEqualTo(resources(2, 6));
        assertThat(reservations(edited)).isEqualTo(resources(1, 2));
        assertThat(edited.why())
                .containsExactly(
                        "Not measured: for a backend the plan's table says 2.0 cores and 4 GiB; reservations are half of the limits.",
                        "Asked for: memory limit 6 GiB, memory reservation 2 GiB.");
        assertThat(edited.warnings().toString()).contains("Nobody has measured what it needs: above 6 GiB");
    }
}
