package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.wire.RoundTrip.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The very text that Prometheus reads. */
class TelemetryMetricsTest {

    private static final Instant NOW = ClusterBuilder.NOW;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TelemetryMetrics metrics = new TelemetryMetrics(3);
    private final Intake intake =
            new Intake(Duration.ofSeconds(30), Duration.ofHours(3), new KillLedger(id -> Optional.empty()), metrics);

    TelemetryMetricsTest() {
        metrics.bindTo(registry);
        intake.snapshot(new ClusterBuilder().node("w1", 4, 8).node("w2", 4, 8).build(), NOW);
    }

    private void tell(Instant at) {
        metrics.measurementsTaken(new MeasurementsTaken(
                intake.picture(true, List.of(), List.of(), at).orElseThrow()));
    }

    private String scrape() {
        return registry.scrape();
    }

    private void take(String node, long sequence, Samples samples) {
        intake.take(Samples.agent(node), "b", samples.build(sequence, NOW), NOW, "agents", NOW);
    }

    @Test
    void nothingMeasuredIsNoSeries() {
        tell(NOW);
        assertThat(scrape()).doesNotContain("node_cpu_usage_percent{").doesNotContain("latency_ms_count");
    }

    @Test
    void theNamesAreThoseOfThePlan() {
        take(
                "w1",
                1,
                Samples.sample()
                        .node(3.0, 1)
                        .with(Samples.trip("w2", Path.OVERLAY, 2, 150L, 700L))
                        .with(Samples.trip("w2", Path.UNDERLAY, 2, 90L)));
        tell(NOW);
        assertThat(scrape())
                .contains("node_cpu_usage_percent{node_id=\"w1\"} 75.0")
                .contains("overlay_network_latency_ms_bucket{dest=\"w2\",source=\"w1\",le=\"0.1\"} 0")
                .contains("overlay_network_latency_ms_bucket{dest=\"w2\",source=\"w1\",le=\"0.2\"} 1")
                .contains("overlay_network_latency_ms_bucket{dest=\"w2\",source=\"w1\",le=\"1.0\"} 2")
                .contains("overlay_network_latency_ms_bucket{dest=\"w2\",source=\"w1\",le=\"1000.0\"} 2")
                .contains("overlay_network_latency_ms_count{dest=\"w2\",source=\"w1\"} 2")
                .contains("swarmkeeper_latency_ms_count{dest=\"w2\",network=\"\",path=\"underlay\",source=\"w1\"} 1")
                .contains(
                        "swarmkeeper_latency_ms_count{dest=\"w2\",network=\"agents\",path=\"overlay\",source=\"w1\"} 2");
    }

    @Test
    void whatIsGoneIsGoneFromHere() {
        take("w1", 1, Samples.sample().node(3.0, 1).with(Samples.trip("w2", Path.OVERLAY, 1, 150L)));
        tell(NOW);
        assertThat(scrape()).contains("latency_ms_count");
        Instant later = NOW.plusSeconds(31);
        tell(later);
        assertThat(scrape()).doesNotContain("node_cpu_usage_percent{");
        intake.snapshot(new ClusterBuilder().node("w1", 4, 8).build(), later);
        intake.forget(later);
        Samples again = Samples.sample().node(3.0, 1);
        intake.take(Samples.agent("w1"), "b", again.build(2, later), later, "agents", later);
        tell(later);
        assertThat(scrape()).doesNotContain("latency_ms_count").contains("node_cpu_usage_percent{node_id=\"w1\"}");
    }

    @Test
    void pairsBeyondTheMostAreCountedAsLeftOut() {
        take(
                "w1",
                1,
                Samples.sample()
                        .with(Samples.trip("w2", Path.OVERLAY, 1, 150L))
                        .with(Samples.trip("w2", Path.UNDERLAY, 1, 150L)));
        take(
                "w2",
                1,
                Samples.sample()
                        .with(Samples.trip("w1", Path.OVERLAY, 1, 150L))
                        .with(Samples.trip("w1", Path.UNDERLAY, 1, 150L)));
        tell(NOW);
        assertThat(scrape()).contains("swarmkeeper_latency_pairs_left_out 1.0");
    }
}
