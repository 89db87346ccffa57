package io.swarmkeeper.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import io.swarmkeeper.wire.RoundTrip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;

/**
 * What Prometheus is told of the agents' measurements. Nothing measured = no series, never a zero; what is gone from the
 * Swarm, or not measured any more, is gone from here.
 *
 * <p>Latency goes to Prometheus's own histograms: those of Micrometer count in whole numbers, rounded up, so that 0.15 ms
 * would stand in the bucket up to 1.
 */
class TelemetryMetrics implements MeterBinder, Intake.RoundTrips {

    /** Milliseconds. An overlay in one room takes 0.1 to 0.6 ms: coarser buckets would hide a tenfold slowdown. */
    private static final double[] BUCKETS = {0.1, 0.2, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000};

    /** @param ownOverlay of the agents' own overlay alone, under the plan's name */
    private record Histograms(Histogram all, Histogram ownOverlay) {}

    private record Meters(MultiGauge cpu, MultiGauge agents, MultiGauge leftOut) {}

    private final int most;
    /** What has series; true if in the own overlay's too. */
    private final Map<NamedPair, Boolean> pairs = new ConcurrentHashMap<>();

    private volatile @Nullable Meters meters;
    private volatile @Nullable Histograms histograms;

    /** @param most pairs that are told of; each costs some fifteen series */
    TelemetryMetrics(int most) {
        this.most = most;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        meters = new Meters(
                MultiGauge.builder("node.cpu.usage.percent")
                        .description("CPU used of all the node has, as its agent last measured")
                        .register(registry),
                MultiGauge.builder("swarmkeeper.agents")
                        .description("Agents by how we stand with them")
                        .register(registry),
                MultiGauge.builder("swarmkeeper.latency.pairs.left.out")
                        .description("Measured pairs that have no latency series: swarmkeeper.agent.pairs-exported")
                        .register(registry));
        PrometheusMeterRegistry prometheus = prometheus(registry);
        if (prometheus != null) {
            Histograms made = new Histograms(
                    histogram(
                            "swarmkeeper_latency_ms",
                            "Round trips between nodes by way",
                            "path",
                            "network",
                            "source",
                            "dest"),
                    histogram(
                            "overlay_network_latency_ms",
                            "Round trips between nodes over the agents' own overlay",
                            "source",
                            "dest"));
            prometheus.getPrometheusRegistry().register(made.all());
            prometheus.getPrometheusRegistry().register(made.ownOverlay());
            histograms = made;
        }
    }

    private static Histogram histogram(String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .withoutExemplars()
                .build();
    }

    private static @Nullable PrometheusMeterRegistry prometheus(MeterRegistry registry) {
        return switch (registry) {
            case PrometheusMeterRegistry prometheus -> prometheus;
            case CompositeMeterRegistry composite ->
                composite.getRegistries().stream()
                        .map(TelemetryMetrics::prometheus)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            default -> null;
        };
    }

    @Override
    public void took(String source, RoundTrip trip, boolean own) {
        Histograms to = histograms;
        NamedPair pair = new NamedPair(source, trip.peerHostname(), trip.path(), trip.network());
        if (to == null || trip.micros().isEmpty() || pairs.size() >= most && !pairs.containsKey(pair)) {
            return;
        }
        pairs.merge(pair, own, Boolean::logicalOr);
        for (long micros : trip.micros()) {
            to.all().labelValues(labels(pair)).observe(micros / 1000.0);
            if (own) {
                to.ownOverlay().labelValues(pair.source(), pair.dest()).observe(micros / 1000.0);
            }
        }
    }

    private static String[] labels(NamedPair pair) {
        return new String[] {pair.path().name().toLowerCase(Locale.ROOT), pair.network(), pair.source(), pair.dest()};
    }

    @EventListener
    void measurementsTaken(MeasurementsTaken taken) {
        Meters to = meters;
        if (to == null) {
            return;
        }
        Measurements measurements = taken.measurements();
        List<Row<?>> cpu = new ArrayList<>();
        for (NodeLoad node : measurements.allNodes()) {
            node.cpuShare().ifPresent(share -> cpu.add(Row.of(Tags.of("node_id", node.nodeId()), share * 100)));
        }
        to.cpu().register(cpu, true);
        List<Row<?>> agents = new ArrayList<>();
        if (measurements.asked()) {
            for (AgentState.Standing standing : AgentState.Standing.values()) {
                long count = measurements.agents().stream()
                        .filter(a -> a.standing() == standing)
                        .count();
                String word = standing.name().toLowerCase(Locale.ROOT).replace('_', '-');
                agents.add(Row.of(Tags.of("standing", word), count));
            }
        }
        to.agents().register(agents, true);
        long leftOut = measurements.latencies().size() - pairs.size();
        to.leftOut().register(leftOut > 0 ? List.of(Row.of(Tags.empty(), leftOut)) : List.of(), true);
    }

    @Override
    public void forgot(NamedPair pair) {
        Histograms from = histograms;
        Boolean own = pairs.remove(pair);
        if (from != null && own != null) {
            from.all().remove(labels(pair));
            if (own) {
                from.ownOverlay().remove(pair.source(), pair.dest());
            }
        }
    }
}
