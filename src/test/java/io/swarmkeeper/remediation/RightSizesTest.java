package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static io.swarmkeeper.telemetry.Measuring.sizing;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.report.SizedService;
import io.swarmkeeper.analysis.report.SizedService.Size;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.telemetry.Measuring.Uses;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the report says a service should be given. */
class RightSizesTest {

    private static SizedService size(UnaryOperator<ServiceBuilder> service, UnaryOperator<Uses> use) {
        Snapshot snapshot = threeNodes()
                .service("a", s -> service.apply(backend("w1").apply(s)))
                .build();
        return RightSizes.of(snapshot, Measuring.of(snapshot).service("a", use).build(), NOW)
                .services()
                .getFirst();
    }

    @Test
    void whatWasMeasuredComesWithHowAndForHowLong() {
        SizedService a = size(s -> s, u -> u.peak(0.87, 0.9, true).sizing(sizing(3, 0.4, 1, 0.5)));

        assertThat(a.observed()).isEqualTo(Duration.ofDays(3));
        assertThat(a.confidenceDays()).isEqualTo(3);
        assertThat(a.isDecided()).isTrue();
        assertThat(a.peakBytes()).contains(gib(0.87));
        assertThat(a.limitCpu()).contains(new Size(800_000_000, "twice the CPU as measured"));
        assertThat(a.limitMemory()).contains(new Size(gib(1), "peak as measured"));
        assertThat(a.reservationCpu()).contains(new Size(400_000_000, "CPU as measured"));
        assertThat(a.reservationMemory()).contains(new Size(gib(0.5), "daily peaks as measured"));
    }

    @Test
    void whatIsSetNowDoesNotCount() {
        UnaryOperator<Uses> use = u -> u.sizing(sizing(3, 0.4, 1, 0.5));
        assertThat(size(s -> s.limit(3, 6).reserve(2, 4), use).limitMemory())
                .isEqualTo(size(s -> s, use).limitMemory());
    }

    @Test
    void aSizeFitsTheSmallestNode() {
        SizedService a = size(s -> s, u -> u.sizing(sizing(3, 3, 14, 0.5)));
        assertThat(a.limitCpu()).hasValueSatisfying(size -> {
            assertThat(size.amount()).isEqualTo(4_000_000_000L);
            assertThat(size.how()).endsWith("; less, for the smallest node it may land on has no more");
        });
        assertThat(a.limitMemory().orElseThrow().amount()).isEqualTo(gib(12));
    }

    /** One that sleeps all day reserves little, not nothing. */
    @Test
    void whatUsesNextToNothingIsGivenTheLeast() {
        SizedService a = size(s -> s, u -> u.use(0, 0).sizing(sizing(3, 0, 0.001, 0.001)));
        assertThat(a.reservationCpu().orElseThrow().amount()).isEqualTo(10_000_000);
        assertThat(a.reservationMemory().orElseThrow().amount()).isEqualTo(4 << 20);
    }

    @Test
    void whatIsUndecidedSaysWhy() {
        SizedService a = size(s -> s, Uses::undecided);
        assertThat(a.undecided()).isEqualTo("40 samples over 7 min; more are needed");
        assertThat(a.limitCpu()).isEmpty();
        assertThat(a.reservationMemory()).isEmpty();

        Snapshot snapshot = threeNodes().service("a", backend("w1")).build();
        assertThat(RightSizes.of(snapshot, Measurements.none(NOW), NOW).services())
                .singleElement()
                .satisfies(s -> assertThat(s.undecided()).isEqualTo("nothing of it was measured"));
    }

    @Test
    void whatIsAskedOfOneStackIsOfThatStack() {
        Snapshot snapshot = threeNodes()
                .service("a", s -> backend("w1").apply(s).stack("shop"))
                .service("b", s -> backend("w1").apply(s).stack("blog"))
                .build();
        Measurements measured =
                Measuring.of(snapshot).service("a", u -> u).service("b", u -> u).build();

        assertThat(RightSizes.ofStack(snapshot, measured, "shop", NOW).services())
                .singleElement()
                .isEqualTo(RightSizes.of(snapshot, measured, NOW).services().getFirst());
        assertThat(RightSizes.ofStack(snapshot, measured, "none", NOW).services())
                .isEmpty();
    }
}
