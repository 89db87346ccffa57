package io.swarmkeeper.web.api;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.web.api.MeasurementViews.AgentView;
import io.swarmkeeper.web.api.MeasurementViews.CoverageView;
import io.swarmkeeper.web.api.MeasurementViews.FlowView;
import io.swarmkeeper.web.api.MeasurementViews.KillView;
import io.swarmkeeper.web.api.MeasurementViews.LatencyView;
import io.swarmkeeper.web.api.UsageViews.NodeUsageView;
import io.swarmkeeper.web.api.UsageViews.ServiceUsageView;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What scripts read of measurements: numbers with their time, and null for what nobody measured. */
class MeasurementViewsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Snapshot SNAPSHOT = new ClusterBuilder()
            .node("m1", 4, 8, NodeBuilder::manager)
            .node("w1", 4, 8)
            .service("web", s -> s.limit(1, 1).replicas(2).runningOn("m1", "w1"))
            .service("idle", s -> s)
            .build();

    private static String json(Object view) {
        return JSON.writeValueAsString(view);
    }

    @Test
    void usageHasItsTimeAndUnits() {
        Measurements measurements = Measuring.of(SNAPSHOT)
                .service(
                        "web",
                        u -> u.use(0.25, 0.5)
                                .throttled(0.3456)
                                .peak(0.5, 0.75, true)
                                .runs(100, 2, 40, 3000, "web.1")
                                .sizing(Measuring.sizing(2, 0.3, 1, 0.5)))
                .build();
        assertThat(json(ServiceUsageView.of(measurements.service("web"))))
                .isEqualTo(
                        "{\"at\":\"2026-11-23T22:00:00Z\",\"cpuNano\":500000000,\"memoryBytes\":536870912,\"measuredTasks\":2,\"runningTasks\":2,\"throttledPercent\":34.6,"
                                + "\"peak\":{\"neededBytes\":536870912,\"highWaterMarkBytes\":805306368,\"highWaterMarkRead\":true,\"since\":\"2026-11-16T22:00:00Z\"},"
                                + "\"sizing\":{\"samples\":17280,\"confidenceDays\":2.0,\"undecided\":null,"
                                + "\"cpuReservationNano\":{\"target\":300000000,\"lower\":270000000,\"upper\":330000000,\"how\":\"CPU as measured\"},"
                                + "\"memoryLimitBytes\":{\"target\":1073741824,\"lower\":966367641,\"upper\":1181116006,\"how\":\"peak as measured\"},"
                                + "\"memoryReservationBytes\":{\"target\":536870912,\"lower\":483183820,\"upper\":590558003,\"how\":\"daily peaks as measured\"}},"
                                + "\"health\":{\"since\":\"2026-11-22T22:00:00Z\",\"runs\":100,\"failed\":2,\"p95Millis\":40,\"timeoutMillis\":3000,\"failingTasks\":[\"web.1\"]}}");
        assertThat(json(NodeUsageView.of(measurements.node("w1"))))
                .isEqualTo(
                        "{\"at\":\"2026-11-23T22:00:00Z\",\"cpuNano\":400000000,\"memoryBytes\":858993459,\"source\":\"host\"}");
    }

    @Test
    void aClockIsOffOnlyWhenALateAnswerCannotExplainIt() {
        assertThat(clockOff(Optional.of(Duration.ofSeconds(-10)))).isTrue();
        assertThat(clockOff(Optional.of(Duration.ofHours(1)))).isTrue();
        assertThat(clockOff(Optional.of(Duration.ofMillis(-9_999)))).isFalse();
        assertThat(clockOff(Optional.empty())).isNull();
    }

    private static @Nullable Boolean clockOff(Optional<Duration> offset) {
        return AgentView.of(new AgentState(
                        "10.0.0.1:7979",
                        Optional.of("w1"),
                        "w1",
                        "0.1.0",
                        AgentState.Standing.HEARD,
                        Optional.of(NOW),
                        Optional.of(NOW),
                        offset,
                        0,
                        List.of()))
                .clockOff();
    }

    @Test
    void whatNobodyMeasuredIsNullAndNeverZero() {
        Measurements blind = Measuring.of(SNAPSHOT)
                .without("m1")
                .without("w1")
                .service("web", u -> u.undecided())
                .build();
        assertThat(NodeUsageView.of(blind.node("w1"))).isNull();
        assertThat(ServiceUsageView.of(Optional.empty())).isNull();
        ServiceUsageView web = ServiceUsageView.of(blind.service("web"));
        assertThat(web).isNotNull();
        assertThat(web.at()).isNull();
        assertThat(web.cpuNano()).isNull();
        assertThat(web.memoryBytes()).isNull();
        assertThat(web.throttledPercent()).isNull();
        assertThat(web.health()).isNull();
        assertThat(web.runningTasks()).isEqualTo(2);
        assertThat(web.sizing().undecided()).startsWith("40 samples");
        assertThat(web.sizing().memoryLimitBytes()).isNull();
    }

    @Test
    void agentsLatencyFlowsAndKillsAreSpelledAsTheApiSpellsThem() {
        Measurements measurements = Measuring.of(SNAPSHOT)
                .silent("w1", NOW.minusSeconds(90))
                .stranger()
                .latency("m1", "w1", 0.4)
                .latency("m1", "w1", RoundTrip.Path.UNDERLAY, 0.2, Optional.empty(), 1500, 1500, NOW)
                .flow("web", "idle", 12, Duration.ofHours(2), NOW)
                .kill(Kill.Kind.NOT_MEMORY, "web", NOW.minusSeconds(5), Optional.of(gib(1)))
                .kill(Kill.Kind.CHILD, "web", NOW, Optional.empty())
                .build();
        assertThat(json(AgentView.of(measurements.agents().get(1))))
                .isEqualTo(
                        "{\"address\":\"w1:7979\",\"nodeId\":\"w1\",\"hostname\":\"w1\",\"version\":\"0.1.0\",\"standing\":\"silent\",\"lastWordAt\":\"2026-11-23T21:58:30Z\",\"startedAt\":\"2026-11-14T22:00:00Z\",\"clockOffsetMillis\":0,\"clockOff\":false,\"refusedSamples\":0,\"troubles\":[]}");
        assertThat(json(AgentView.of(measurements.agents().get(2))))
                .contains("\"nodeId\":null,\"hostname\":null,\"version\":null,\"standing\":\"wrong-token\"");
        assertThat(json(LatencyView.of(measurements.latencies().getFirst())))
                .isEqualTo(
                        "{\"sourceId\":\"m1\",\"source\":\"m1\",\"destId\":\"w1\",\"dest\":\"w1\",\"path\":\"overlay\",\"network\":\"agents\",\"at\":\"2026-11-23T22:00:00Z\",\"sent\":30,\"received\":30,\"p50Millis\":0.4,\"p95Millis\":0.4,\"p99Millis\":0.4,\"p95TenMinutesMillis\":0.4,\"sustainedMillis\":0.4,\"mtuBytes\":1450,\"largestBytes\":1450,\"largestAt\":\"2026-11-23T22:00:00Z\"}");
        assertThat(json(LatencyView.of(measurements.latencies().get(1))))
                .contains("\"path\":\"underlay\",\"network\":null", "\"sustainedMillis\":null");
        assertThat(json(FlowView.of(measurements.flows().getFirst())))
                .isEqualTo(
                        "{\"client\":\"web\",\"server\":\"idle\",\"networkId\":\"net\",\"network\":\"net\",\"protocol\":\"tcp\",\"port\":6379,\"firstSeenAt\":\"2026-11-23T20:00:00Z\",\"lastSeenAt\":\"2026-11-23T22:00:00Z\",\"connections\":12,\"days\":1}");
        assertThat(json(KillView.of(measurements.kills().getFirst())))
                .contains("\"kind\":\"child\"", "\"limitBytes\":null", "\"peakBytes\":null", "\"exitCode\":null");
        assertThat(json(KillView.of(measurements.kills().get(1))))
                .contains("\"kind\":\"not-memory\"", "\"limitBytes\":1073741824", "\"exitCode\":137");
        assertThat(json(CoverageView.of(measurements)))
                .isEqualTo(
                        "{\"at\":\"2026-11-23T22:00:00Z\",\"asked\":true,\"agentsHeard\":1,\"observedHours\":200.0,\"observedSince\":\"2026-11-14T22:00:00Z\",\"taskShare\":1.0,\"nodeShare\":1.0,\"troubles\":[]}");
    }
}
