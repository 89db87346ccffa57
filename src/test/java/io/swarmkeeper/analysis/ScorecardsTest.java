package io.swarmkeeper.analysis;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Scorecard.Direction;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Scorecard.State;
import io.swarmkeeper.analysis.Scorecard.Trend;
import io.swarmkeeper.analysis.Trends.Point;
import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.analysis.detector.Judging;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plan's seven success metrics, met, missed and unknown, and where they go. */
class ScorecardsTest {

    private static final Snapshot SNAPSHOT = new ClusterBuilder()
            .node("m1", 4, 8, NodeBuilder::manager)
            .node("w1", 4, 8)
            .service("web", s -> s.limit(1, 1).replicas(2).runningOn("m1", "w1"))
            .build();

    private static Map<String, Metric> measure(Measurements measurements) {
        Analyser analyser = new Analyser(Detectors.all(Judging.STANDARD));
        Findings findings = analyser.judge(
                        new Situation(SNAPSHOT, NOW, List.of(), List.of(), measurements),
                        NOW,
                        Map.of(),
                        Set.of(),
                        List.of())
                .findings();
        Map<String, Metric> metrics = new java.util.LinkedHashMap<>();
        Scorecards.measure(Optional.of(SNAPSHOT), findings, measurements, Judging.STANDARD.use(), Map.of(), NOW)
                .metrics()
                .forEach(m -> metrics.put(m.name(), m));
        return metrics;
    }

    private static Measuring watched() {
        return Measuring.of(SNAPSHOT).latency("m1", "w1", 0.4).latency("w1", "m1", 0.61);
    }

    @Test
    void allSevenAreThereInThePlansOrderWithTheirTargets() {
        assertThat(measure(watched().build()).values())
                .extracting(Metric::name, Metric::target)
                .map(t -> t.toList().get(0) + ": " + t.toList().get(1))
                .containsExactly(
                        "services-with-limits: 100 %",
                        "lone-critical-services: 0",
                        "health-checks-passing: 100 %",
                        "node-cpu: under 80 % sustained",
                        "node-memory: under 70 % sustained",
                        "network-latency: under 10 ms at the 95th percentile",
                        "oom-kills: 0 per week");
    }

    @Test
    void whereEverythingIsMeasuredAndWellTheyAreMet() {
        Map<String, Metric> metrics =
                measure(watched().busy("w1", 0.42, 0.3, Duration.ofMinutes(30)).build());
        for (String name : List.of("node-cpu", "node-memory", "network-latency", "oom-kills")) {
            assertThat(metrics.get(name).state()).as(name).isEqualTo(State.MET);
        }
        assertThat(metrics.get("node-cpu").value()).contains("42 % at most, on w1");
        assertThat(metrics.get("node-cpu").amount()).contains(42.0);
        assertThat(metrics.get("node-memory").value()).contains("30 % at most, on w1");
        assertThat(metrics.get("network-latency").value()).contains("0.6 ms at most, w1 to m1");
        assertThat(metrics.get("oom-kills").value()).contains("0");
    }

    @Test
    void whatIsWrongIsMissed() {
        Map<String, Metric> metrics = measure(watched()
                .busy("w1", 0.9, 0.95, Duration.ofMinutes(30))
                .latency("m1", "w1", 15)
                .kill(Kill.Kind.CHILD, "web", NOW.minusSeconds(60), Optional.of(gib(0.5)))
                .kill(Kill.Kind.NOT_MEMORY, "web", NOW.minusSeconds(60), Optional.of(gib(0.5)))
                .build());
        for (String name : List.of("node-cpu", "node-memory", "network-latency", "oom-kills")) {
            assertThat(metrics.get(name).state()).as(name).isEqualTo(State.MISSED);
        }
        assertThat(metrics.get("oom-kills").value()).contains("1");
    }

    @Test
    void aPairOfWhichNothingComesBackIsSlowerThanAnyNumber() {
        for (Measuring broken : List.of(
                watched().lost("m1", "w1"),
                Measuring.of(SNAPSHOT).lost("w1", "m1").lost("m1", "w1"))) {
            Metric latency = measure(broken.build()).get("network-latency");
            assertThat(latency.state()).isEqualTo(State.MISSED);
            assertThat(latency.value()).contains("nothing comes back, m1 to w1");
            assertThat(latency.amount()).isEmpty();
        }
    }

    @Test
    void withoutEyesNothingIsMetAndNoNumberIsShown() {
        for (Measurements blind : List.of(
                Measurements.none(NOW),
                watched().silent("w1", NOW.minusSeconds(90)).build())) {
            Map<String, Metric> metrics = measure(blind);
            for (String name : List.of("node-cpu", "node-memory", "oom-kills")) {
                assertThat(metrics.get(name).state()).as(name).isEqualTo(State.UNKNOWN);
                assertThat(metrics.get(name).value()).isEmpty();
                assertThat(metrics.get(name).amount()).isEmpty();
                assertThat(metrics.get(name).note()).isNotBlank();
            }
        }
        assertThat(measure(Measurements.none(NOW)).get("network-latency").state())
                .isEqualTo(State.UNKNOWN);
    }

    @Test
    void aDayWithoutKillsIsNoWeek() {
        Metric early = measure(watched().observed(24).build()).get("oom-kills");
        assertThat(early.state()).isEqualTo(State.UNKNOWN);
        assertThat(early.note()).isEqualTo("None was seen in 24 h of observation; a week of it is needed to say so.");
    }

    /** Agents that were off for six days and are back for an hour. */
    @Test
    void whatWasWatchedBeforeTheLastSevenDaysSaysNothingAboutThem() {
        Metric back = measure(watched().observed(900, 19).build()).get("oom-kills");
        assertThat(back.state()).isEqualTo(State.UNKNOWN);
        assertThat(back.note())
                .isEqualTo(
                        "None was seen in 19 h of observation in the last seven days; a week of it is needed to say so.");
        assertThat(measure(watched().observed(900, 152).build())
                        .get("oom-kills")
                        .state())
                .isEqualTo(State.MET);
    }

    private static Metric metric(String name, double amount, String unit) {
        return Scorecards.metric(name, "", "", Double.toString(amount), amount, unit, State.MISSED, "");
    }

    @Test
    void aTrendIsAgainstADayAgoOrAgainstTheFirstValueThatIsAnHourOld() {
        Trends trends = new Trends();
        Instant start = Instant.parse("2026-11-20T10:05:00Z");
        assertThat(trends.take(List.of(metric("oom-kills", 5, "")), start))
                .containsExactly(new Point("oom-kills", Instant.parse("2026-11-20T10:00:00Z"), 5));
        assertThat(trends.take(List.of(metric("oom-kills", 6, "")), start.plusSeconds(60)))
                .as("one value an hour")
                .isEmpty();
        assertThat(trend(trends, metric("oom-kills", 4, ""), start.plusSeconds(60)))
                .isEqualTo(Trend.UNKNOWN);
        Trend better = trend(trends, metric("oom-kills", 4, ""), start.plus(Duration.ofHours(2)));
        assertThat(better.direction()).isEqualTo(Direction.BETTER);
        assertThat(better.before()).contains(5.0);
        assertThat(trend(trends, metric("oom-kills", 6, ""), start.plus(Duration.ofHours(2)))
                        .direction())
                .isEqualTo(Direction.WORSE);
        trends.take(List.of(metric("oom-kills", 9, "")), start.plus(Duration.ofHours(5)));
        trends.take(List.of(metric("oom-kills", 2, "")), start.plus(Duration.ofHours(20)));
        assertThat(trend(trends, metric("oom-kills", 6, ""), start.plus(Duration.ofHours(30)))
                        .before())
                .contains(9.0);
    }

    private static Trend trend(Trends trends, Metric metric, Instant now) {
        return trends.withTrend(metric, now).trend();
    }

    @Test
    void noiseIsNoTrendAndMoreIsBetterOnlyWhereItIs() {
        Trends trends = new Trends();
        Instant then = NOW.minus(Duration.ofDays(1));
        trends.restore(List.of(
                new Point("services-with-limits", then, 50),
                new Point("node-cpu", then, 50),
                new Point("network-latency", then, 0.5)));
        assertThat(trend(trends, metric("services-with-limits", 60, "%"), NOW).direction())
                .isEqualTo(Direction.BETTER);
        assertThat(trend(trends, metric("node-cpu", 60, "%"), NOW).direction()).isEqualTo(Direction.WORSE);
        assertThat(trend(trends, metric("node-cpu", 51.9, "%"), NOW).direction())
                .isEqualTo(Direction.SAME);
        assertThat(trend(trends, metric("network-latency", 0.59, "ms"), NOW).direction())
                .isEqualTo(Direction.SAME);
        assertThat(trend(trends, metric("network-latency", 5, "ms"), NOW).direction())
                .isEqualTo(Direction.WORSE);
        assertThat(trend(trends, metric("oom-kills", 1, ""), NOW)).isEqualTo(Trend.UNKNOWN);
        assertThat(trends.withTrend(Scorecards.unknown("node-cpu", "", "", ""), NOW)
                        .trend())
                .isEqualTo(Trend.UNKNOWN);
    }
}
