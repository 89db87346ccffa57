package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Role;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;

/** A server with the sample stack, whose agents have measured. No JavaScript runs here. */
abstract class MeasuredRooms {

    @Autowired
    Visitor visitor;

    @Autowired
    Collector collector;

    @Autowired
    SampleTelemetry telemetry;

    @Autowired
    Clock clock;

    Snapshot snapshot;

    @BeforeEach
    void measured() throws Exception {
        visitor.account("m-viewer", Role.VIEWER);
        snapshot = collector.fresh();
        telemetry.show(SampleMeasurements.of(snapshot, clock.instant()));
    }

    @AfterEach
    void nothingMeasured() {
        telemetry.show(Measurements.none(clock.instant()));
    }

    Document page(String path) throws Exception {
        // as a container sets them, whatever the servlet is mapped to
        var request = get(path).with(r -> {
            r.setServletPath(path.replaceFirst("\\?.*", ""));
            r.setPathInfo(null);
            return r;
        });
        var answer = visitor.ask(request, visitor.signIn("m-viewer", Visitor.PASSWORD))
                .getResponse();
        assertThat(answer.getStatus()).as(path).isEqualTo(200);
        return Jsoup.parse(answer.getContentAsString());
    }

    static Element only(Document page, String css) {
        assertThat(page.select(css)).as(css).hasSize(1);
        return page.select(css).first();
    }

    Measurements with(List<AgentState> agents) {
        return new Measurements(
                clock.instant(),
                true,
                List.of("tasks.swarmkeeper-agent is no name that can be resolved here"),
                agents,
                Map.of(),
                Map.of(),
                List.of(),
                Latencies.NONE,
                List.of(),
                Coverage.NONE,
                List.of());
    }

    static List<String> why(Document page) {
        return page.select("dt:contains(Why these numbers) + dd li").eachText();
    }
}
