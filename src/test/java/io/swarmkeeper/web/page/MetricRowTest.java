package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Scorecard.Direction;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Scorecard.State;
import io.swarmkeeper.analysis.Scorecard.Trend;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The success metrics as people read them, and that the overview shows them so. */
@PageTest
class MetricRowTest {

    private static final Instant NOW = Instant.parse("2026-11-28T15:00:00Z");

    @Autowired
    Visitor visitor;

    @Autowired
    Collector collector;

    @Autowired
    SampleTelemetry telemetry;

    @Autowired
    Clock clock;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            BETTER  | 63.6 | 54.5  | %  | ↑ | better    | ', from 54.5 % to 63.6 %'
            WORSE   | 3    | 1     | '' | ↑ | worse     | ', from 1 to 3'
            BETTER  | 0.42 | 15.3  | ms | ↓ | better    | ', from 15.30 ms to 0.42 ms'
            WORSE   | 40   | 100.0 | %  | ↓ | worse     | ', from 100 % to 40 %'
            SAME    | 50.4 | 50    | %  | → | as it was | ''
            UNKNOWN | 50   | -     | %  | '' | no trend yet | ''
            """)
    void theArrowFollowsTheNumberAndTheWordsJudge(
            Direction direction, double is, Double was, String unit, String arrow, String words, String from) {
        Trend trend = new Trend(
                direction,
                Optional.ofNullable(was),
                Optional.ofNullable(was).map(w -> NOW.minus(Duration.ofHours(24))));
        MetricRow.Goes goes = MetricRow.of(metric("x", State.MET, Optional.of(is), unit, trend, ""), NOW)
                .goes()
                .orElseThrow();
        assertThat(List.of(goes.arrow(), goes.words(), goes.from())).containsExactly(arrow, words, from);
        assertThat(goes.since().map(When::span))
                .isEqualTo(Optional.ofNullable(was).map(w -> "24 h"));
    }

    @Test
    void whatIsUnknownGoesNowhereAndSaysOnceWhatIsMissing() {
        Trend none = new Trend(Direction.UNKNOWN, Optional.empty(), Optional.empty());
        List<Metric> metrics = List.of(
                metric("Node CPU", State.UNKNOWN, Optional.empty(), "", none, "No agent is heard."),
                metric("Kills", State.MET, Optional.of(0.0), "", none, "None in seven days"),
                metric("Node memory", State.UNKNOWN, Optional.empty(), "", none, "No agent is heard."),
                metric("Health", State.UNKNOWN, Optional.empty(), "", none, "2 of 9 are undecided"));
        assertThat(MetricRow.of(metrics.getFirst(), NOW).goes()).isEmpty();
        assertThat(MetricRow.unknownBecause(metrics))
                .containsExactly("Node CPU and Node memory: No agent is heard.", "Health: 2 of 9 are undecided");
    }

    private static Metric metric(
            String title, State state, Optional<Double> amount, String unit, Trend trend, String note) {
        return new Metric(
                "m", title, "100 %", amount.map(String::valueOf), amount, unit, state, trend, note, Instant.EPOCH);
    }

    @Test
    void theOverviewShowsTargetValueAndTrendOfAllSeven() throws Exception {
        visitor.account("m-viewer", Role.VIEWER);
        telemetry.show(SampleMeasurements.of(collector.fresh(), clock.instant()));
        try {
            Document page = visitor.page("/", visitor.signIn("m-viewer", Visitor.PASSWORD));
            assertThat(page.select("table.score tbody tr")).hasSize(7);
            assertThat(page.select("table.score tbody tr .sub:contains(wanted:)"))
                    .hasSize(7);
            assertThat(page.select("table.score tr:contains(resource limits)").text())
                    .matches(".* 1 of 9, wanted: 100 % Trend: ↑ better, from 0 % to 11.1 % in \\d+ h missed");
            assertThat(page.select("table.score tr:contains(single replica)").text())
                    .matches(".* Trend: → as it was \\d+ h ago missed");
            assertThat(page.select("table.score tr:contains(latency)").text()).contains("no trend yet");
            assertThat(page.select("table.score tr:contains(Node CPU)").text())
                    .as("unknown, so it goes nowhere")
                    .doesNotContain("Trend");
            assertThat(page.select("table.score td:has(.tag)").hasClass("act"))
                    .as("print leaves out what can be acted on, and must not leave out the state")
                    .isFalse();
            assertThat(page.select(".goes [aria-hidden]").eachText()).containsExactly("↑", "→", "↑");
        } finally {
            telemetry.show(Measurements.none(clock.instant()));
        }
    }
}
