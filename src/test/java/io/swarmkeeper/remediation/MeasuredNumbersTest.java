package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.MeasuredPlans.limits;
import static io.swarmkeeper.remediation.MeasuredPlans.measured;
import static io.swarmkeeper.remediation.MeasuredPlans.plan;
import static io.swarmkeeper.remediation.MeasuredPlans.refused;
import static io.swarmkeeper.remediation.MeasuredPlans.reservations;
import static io.swarmkeeper.remediation.MeasuredPlans.result;
import static io.swarmkeeper.remediation.MeasuredPlans.swarm;
import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static io.swarmkeeper.telemetry.Measuring.sizing;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.telemetry.Measuring.Uses;
import io.swarmkeeper.telemetry.Sizing;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which numbers set-resources proposes where agents have measured, and what it raises and lowers for a finding. */
class MeasuredNumbersTest {

    private static final long MIB = 1L << 20;

    @Test
    void whereADayWasMeasuredTheTableIsNotAsked() {
        Snapshot snapshot = swarm(s -> s);
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.sizing(sizing(3, 0.4, 1, 0.5))).build(),
                FindingCode.NO_RESOURCE_LIMITS);
        assertThat(limits(plan)).isEqualTo(resources(0.8, 1));
        assertThat(reservations(plan)).isEqualTo(resources(0.4, 0.5));
        assertThat(plan.why())
                .containsExactly(
                        "CPU limit 0.8 cores: twice the CPU as measured.",
                        "Memory limit 1 GiB: peak as measured.",
                        "CPU reservation 0.4 cores: CPU as measured.",
                        "Memory reservation 512 MiB: daily peaks as measured.");
        assertThat(plan.warnings().toString())
                .contains("What it needed so far was measured")
                .doesNotContain("Nobody");
    }

    @Test
    void whereTooLittleWasMeasuredTheTableSpeaksAndThePlanSaysHowMuchIsMissing() {
        Snapshot snapshot = swarm(s -> s);
        Plan plan = plan(snapshot, measured(snapshot, Uses::undecided).build(), FindingCode.NO_RESOURCE_LIMITS);
        assertThat(limits(plan)).isEqualTo(resources(2, 4));
        assertThat(plan.why())
                .containsExactly(
                        "Not measured: for a backend the plan's table says 2.0 cores and 4 GiB; reservations are half of the limits.",
                        "Measured so far: 40 samples over 7 min; more are needed.");
        assertThat(plan.warnings().toString()).contains("Nobody has measured");
    }

    @Test
    void lessThanADayKeepsTheLimitWhereTheTableHasIt() {
        Snapshot snapshot = swarm(s -> s);
        // Bounds as wide as three hours leave them.
        Sizing.Amount memory = new Sizing.Amount(gib(1), gib(0.9), gib(9), "highest peak of 1 day");
        Sizing sizes = new Sizing(
                1000,
                Duration.ofHours(3),
                0.125,
                "",
                Optional.of(
                        new Sizing.Amount(400_000_000, 300_000_000, 4_500_000_000L, "95th percentile of 1000 samples")),
                Optional.of(memory),
                Optional.of(memory));
        Plan plan = plan(snapshot, measured(snapshot, u -> u.sizing(sizes)).build(), FindingCode.NO_RESOURCE_LIMITS);
        assertThat(limits(plan)).isEqualTo(resources(4, 4));
        assertThat(plan.cut())
                .containsExactly(
                        "CPU limit 4.0 cores instead of 4.5 cores: w1 has 4.0 cores, and an engine refuses a task whose limit is above them.");
        assertThat(plan.why().get(1)).startsWith("Memory limit 4 GiB: less than a day was measured");
        assertThat(reservations(plan)).isEqualTo(resources(0.4, 1));
    }

    @Test
    void nothingIsBelowWhatIsInUse() {
        Snapshot snapshot = swarm(s -> s);
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.use(0.1, 2).sizing(sizing(3, 0.4, 1, 0.5)))
                        .build(),
                FindingCode.NO_RESOURCE_LIMITS);
        assertThat(limits(plan).memoryBytes()).isEqualTo(2356 * MIB);
        assertThat(reservations(plan).memoryBytes()).isEqualTo(gib(2));
        assertThat(plan.why()).contains("Memory limit 2.3 GiB: 2 GiB that one task uses now, and 15 % more.");
        PlanResult asked = result(
                snapshot,
                measured(snapshot, u -> u.use(0.1, 2)).build(),
                FindingCode.NO_RESOURCE_LIMITS,
                Map.of("limitMemoryBytes", Long.toString(gib(1))));
        assertThat(asked)
                .isEqualTo(
                        new PlanResult.Refused(
                                List.of(
                                        "One task uses 2 GiB now: a memory limit of 1 GiB would have it killed at once. Ask for more, or see to it that it needs less, first.")));
    }

    @Test
    void aKillRaisesTheLimitItHappenedAtAndNeverRunsAway() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1).reserve(0.5, 0.5));
        Measuring measuring = measured(snapshot, Uses::undecided);
        for (int i = 0; i < 10; i++) {
            measuring.kill(Kill.Kind.CONTAINER, "a", NOW.minusSeconds(600 - i), Optional.of(gib(1)));
        }
        Plan plan = plan(snapshot, measuring.build(), FindingCode.OOM_KILLED);
        assertThat(limits(plan)).isEqualTo(Resources.of(1_000_000_000, 1229 * MIB));
        assertThat(reservations(plan)).isEqualTo(resources(0.5, 0.5));
        assertThat(plan.why())
                .contains(
                        "Memory limit 1.2 GiB: killed for memory at a limit of 1 GiB: 100 MiB or 20 % more, whichever is more.",
                        "Kept as set: CPU limit 1.0 cores, CPU reservation 0.5 cores, memory reservation 512 MiB.");
        assertThat(plan.steps().getFirst().patch())
                .singleElement()
                .satisfies(o -> assertThat(o.path()).isEqualTo("/TaskTemplate/Resources"));
        // What was measured counts where it asks for more.
        assertThat(limits(plan(
                                snapshot,
                                measuring
                                        .service("a", u -> u.sizing(sizing(3, 0.4, 3, 2)))
                                        .build(),
                                FindingCode.OOM_KILLED))
                        .memoryBytes())
                .isEqualTo(gib(3));
    }

    @Test
    void aKillThatWasTheNodesWantRaisesNoLimit() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1).reserve(0.5, 0.5));
        assertThat(refused(
                        snapshot,
                        measured(snapshot, Uses::undecided)
                                .kill(
                                        Kill.Kind.CONTAINER,
                                        "a",
                                        "a",
                                        NOW.minusSeconds(600),
                                        Optional.of(gib(1)),
                                        Optional.of(gib(1) / 4))
                                .build(),
                        FindingCode.OOM_KILLED))
                .singleElement()
                .asString()
                .startsWith("It was killed because w1 ran out of memory, not at its limit of 1 GiB");
    }

    @Test
    void aPeakNearTheLimitRaisesItEvenWhenLittleWasMeasured() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1).reserve(0.5, 0.5));
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.undecided().peak(0.95, 1, true)).build(),
                FindingCode.LIMIT_BELOW_PEAK);
        // Rounded up, so that the peak is below 90 % of it.
        assertThat(limits(plan).memoryBytes()).isEqualTo(1119 * MIB);
        assertThat(0.95 * 1024 / 1119).isLessThan(0.9);
        assertThat(plan.why()).contains("Memory limit 1.1 GiB: highest peak so far, 972.8 MiB, and 15 % more.");
    }

    @Test
    void aLimitThatHoldsBackGoesUpByHalf() {
        Snapshot snapshot = swarm(s -> s.limit(0.5, 1).reserve(0.25, 0.5));
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.throttled(0.5).sizing(sizing(3, 0.3, 1, 0.5)))
                        .build(),
                FindingCode.CPU_THROTTLED);
        assertThat(limits(plan)).isEqualTo(resources(0.75, 1));
        assertThat(plan.why())
                .contains(
                        "CPU limit 0.75 cores: its limit of 0.5 cores holds it back, so what it would use cannot be seen: half as much again.");
    }

    @Test
    void aLimitThatCannotBeRaisedIsRefusedWithTheReason() {
        Snapshot snapshot = swarm(s -> s.limit(4, 12).reserve(0.5, 0.5));
        assertThat(refused(snapshot, measured(snapshot, u -> u.throttled(0.5)).build(), FindingCode.CPU_THROTTLED))
                .singleElement()
                .asString()
                .startsWith("Its CPU limit of 4.0 cores should be higher, but the smallest node");
        assertThat(refused(
                        snapshot,
                        measured(snapshot, Uses::undecided)
                                .kill(Kill.Kind.CONTAINER, "a", NOW, Optional.of(gib(12)))
                                .build(),
                        FindingCode.OOM_KILLED))
                .singleElement()
                .asString()
                .startsWith("Its memory limit of 12 GiB should be higher");
    }

    @Test
    void whatIsReservedForNothingIsGivenBackAndTheLimitStays() {
        Snapshot snapshot = swarm(s -> s.limit(2, 8).reserve(2, 6));
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.sizing(sizing(8, 0.3, 2, 1))).build(),
                FindingCode.OVER_RESERVED);
        assertThat(limits(plan)).isEqualTo(resources(2, 8));
        assertThat(reservations(plan)).isEqualTo(resources(0.3, 1));
        // Memory that is used as reserved is left alone.
        assertThat(reservations(plan(
                        snapshot,
                        measured(snapshot, u -> u.sizing(sizing(8, 0.3, 7, 5.8)))
                                .build(),
                        FindingCode.OVER_RESERVED)))
                .isEqualTo(resources(0.3, 6));
    }

    @Test
    void aRedisThatForksHasRoomForBoth() {
        UnaryOperator<ServiceBuilder> redis = s -> s.image("redis:7" + DIGEST);
        Snapshot snapshot = swarm(redis);
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.use(0.1, 1).sizing(sizing(3, 0.2, 1.2, 1)))
                        .build(),
                FindingCode.NO_RESOURCE_LIMITS);
        assertThat(limits(plan).memoryBytes()).isEqualTo(gib(2));
        assertThat(plan.why().get(1)).contains("twice the 1 GiB that it uses now, because it forks");
    }

    @Test
    void aJvmHasRoomForItsHeap() {
        UnaryOperator<ServiceBuilder> java = s -> s.image("shop/openjdk-api:1" + DIGEST);
        Snapshot snapshot = swarm(java);
        Plan plan = plan(
                snapshot,
                measured(snapshot, u -> u.use(0.1, 0.5).peak(1, 1, true).sizing(sizing(3, 0.2, 1.15, 1)))
                        .build(),
                FindingCode.NO_RESOURCE_LIMITS);
        assertThat(limits(plan).memoryBytes()).isEqualTo(gib(4));
        assertThat(plan.why().get(1))
                .contains("a JVM takes 25 % of its limit as heap, and the peak of 1 GiB has to fit");
    }

    /** Two findings on one service must not ask for two limits. */
    @Test
    void aPeakAtTheLimitThatKilledIsRaisedAsTheKillIs() {
        Snapshot snapshot = swarm(s -> s.limit(1, 1).reserve(0.5, 0.5));
        Measurements measurements = measured(snapshot, u -> u.undecided().peak(0.95, 1, true))
                .kill(Kill.Kind.CONTAINER, "a", NOW.minusSeconds(600), Optional.of(gib(1)))
                .build();
        assertThat(limits(plan(snapshot, measurements, FindingCode.LIMIT_BELOW_PEAK)))
                .isEqualTo(limits(plan(snapshot, measurements, FindingCode.OOM_KILLED)))
                .isEqualTo(Resources.of(1_000_000_000, 1229 * MIB));
    }
}
