package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.telemetry.SeriesOf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlotTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:04Z");

    private static Plot cpu(Instant end, Duration time, double cores, Plot.Line... lines) {
        return Plot.cpu("p", "CPU", SeriesOf.node(end, time, x -> cores, x -> 1e9), NOW, List.of(lines))
                .orElseThrow();
    }

    private static JsonNode data(Plot plot) {
        return JsonMapper.shared().readTree(plot.data());
    }

    @Test
    void whatWasNotMeasuredIsAGapAndNeverZero() {
        Plot plot = cpu(Instant.parse("2026-11-25T11:50:00Z"), Duration.ofMinutes(20), 0.3);
        JsonNode values = data(plot).path("values");
        assertThat(values.size()).isEqualTo(360);
        assertThat(values.get(359).isNull()).isTrue();
        assertThat(values.get(0).isNull()).isTrue();
        assertThat(values.get(250).asDouble()).isEqualTo(0.3);
        assertThat(data(plot).path("start").asLong() + 359 * 10)
                .isEqualTo(Instant.parse("2026-11-25T12:00:00Z").getEpochSecond());
        assertThat(plot.rows().getFirst().average()).isEqualTo("-");
        assertThat(plot.rows().get(3).highest()).isEqualTo("0.3 cores");
        assertThat(plot.path()).startsWith("M").doesNotContain("M0 ");
        assertThat(plot.caption()).contains("measured in 20 min of the hour");
    }

    @Test
    void aLineFarAboveTheCurveIsTextAndDoesNotPressItFlat() {
        Plot near = cpu(NOW, Duration.ofHours(1), 1.0, new Plot.Line("limit", 2.0));
        assertThat(near.lines()).singleElement().extracting(Plot.Level::y).isEqualTo("0");
        Plot far = cpu(NOW, Duration.ofHours(1), 0.1, new Plot.Line("limit", 2.0));
        assertThat(far.lines()).isEmpty();
        assertThat(far.caption()).contains("far above it: limit 2.0 cores");
        assertThat(data(far).path("max").asDouble()).isEqualTo(0.1);
    }

    @Test
    void nothingMeasuredIsNoPlot() {
        assertThat(Plot.cpu(
                        "p",
                        "CPU",
                        SeriesOf.node(NOW.minusSeconds(7200), Duration.ofMinutes(5), x -> 1, x -> 1),
                        NOW,
                        List.of()))
                .isEmpty();
    }

    @Test
    void idleIsAFlatLineAtTheBottom() {
        Plot idle = cpu(NOW, Duration.ofHours(1), 0);
        assertThat(idle.path()).contains("L100 100");
        assertThat(idle.caption()).startsWith("highest 0.0 cores");
    }
}
