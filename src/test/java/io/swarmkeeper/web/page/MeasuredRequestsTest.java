package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.SizedService;
import io.swarmkeeper.analysis.report.SizesJson;
import io.swarmkeeper.remediation.ComposeFragment;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.telemetry.Flow;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;

/** What is asked for where agents have measured, and what their words may do to a page. */
@PageTest
class MeasuredRequestsTest extends MeasuredRooms {

    @Test
    void withoutAgentsEveryPageSaysWhatIsUnknownAndWhatToDo() throws Exception {
        page("/nodes"); // rendered a moment before, as another test may have
        telemetry.show(Measurements.none(clock.instant()));
        for (String path :
                List.of("/nodes", "/nodes/w1", "/services/sophia_redis", "/networks", "/storage", "/findings/kills")) {
            Document page = page(path);
            assertThat(page.select(".blind").text())
                    .as(path)
                    .contains("No agent is deployed: ")
                    .contains("docker stack deploy -c helm-free-deploy/swarmkeeper.yml swarmkeeper")
                    .contains("docs/agent.md");
            assertThat(page.select("figure.plot, table.heat, .nav .eyes"))
                    .as(path)
                    .isEmpty();
        }
        assertThat(page("/services").select(".head a[href='/nodes#agents']")).hasSize(1);
        assertThat(page("/services").text()).doesNotContain("CPU used");
        assertThat(page("/findings/kills").select("h1").text())
                .isEqualTo("Whether anything was killed for memory is unknown");
        assertThat(page("/").select(".verdict a")).hasSize(4);
    }

    @Test
    void agentsThatWereNeverHeardAreNotTakenForEyes() throws Exception {
        telemetry.show(with(List.of(new AgentState(
                "10.0.9.9:7979",
                Optional.empty(),
                "",
                "",
                Standing.WRONG_TOKEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of()))));
        Document page = page("/nodes");
        assertThat(page.select(".blind").text())
                .contains("No agent was heard yet: ")
                .contains("tasks.swarmkeeper-agent is no name")
                .contains("docker service ps swarmkeeper_swarmkeeper-agent");
        assertThat(page.select(".nav .eyes").text()).isEqualTo("0 of 3 agents heard");
    }

    @Test
    void whateverAgentsTellIsShownAndNeverInterpreted() throws Exception {
        String bad = "<img src=x onerror=alert(1)>\"'";
        String long_ = bad + "x".repeat(60_000);
        Instant now = clock.instant();
        String node = snapshot.nodes().getFirst().id();
        String other = snapshot.nodes().getLast().id();
        telemetry.show(new Measurements(
                now,
                true,
                List.of(long_),
                List.of(new AgentState(
                        long_,
                        Optional.of(node),
                        long_,
                        long_,
                        Standing.HEARD,
                        Optional.of(now),
                        Optional.of(now),
                        Optional.empty(),
                        3,
                        List.of(long_))),
                Map.of(),
                Map.of(),
                List.of(new KillRecord(
                        "k",
                        Kill.Kind.CONTAINER,
                        "",
                        long_,
                        long_,
                        long_,
                        long_,
                        long_,
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                Latencies.of(
                        List.of(new PairLatency(
                                node,
                                long_,
                                other,
                                long_,
                                RoundTrip.Path.OVERLAY,
                                long_,
                                false,
                                now,
                                10,
                                10,
                                Optional.of(1.0),
                                Optional.of(2.0),
                                Optional.of(2.0),
                                Optional.of(2.0),
                                Optional.of(2.0),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())),
                        now),
                List.of(new Flow(long_, bad, Optional.empty(), long_, long_, 80, now, now, 1, 1)),
                Coverage.NONE,
                List.of(new Disk(
                        node,
                        long_,
                        new DiskSpace("volume", long_, long_, List.of(), long_, long_, false, null, null, null, null),
                        now))));
        for (String path : List.of("/", "/nodes", "/nodes/" + node, "/networks", "/storage", "/findings/kills")) {
            Document page = page(path);
            assertThat(page.select("img")).as(path).isEmpty();
            assertThat(page.html().length()).as(path).isLessThan(120_000);
        }
        assertThat(page("/networks").select("#flows .who").eachText()).anyMatch(t -> t.startsWith("<img src=x"));
        assertThat(page("/storage").select("#disks code").eachText()).anyMatch(t -> t.startsWith("<img src=x"));
        assertThat(page("/findings/kills").text()).contains("<img src=x");
    }

    /** Whoever approves reads why each number is what it is, and the form sends all of them back as they were proposed. */
    @Test
    void whatIsAskedForAsProposedKeepsItsReasonsUntilItIsApproved() throws Exception {
        visitor.account("m-operator", Role.OPERATOR);
        MockHttpSession operator = visitor.signIn("m-operator", Visitor.PASSWORD);
        Document service = page("/services/sophia_backend");
        assertThat(service.text()).doesNotContain("Raise the memory limit to 2.2 GiB");
        assertThat(service.select("a:contains(Raise the memory limit)").eachText())
                .isNotEmpty()
                .allMatch(t -> t.contains("2.4 GiB"));
        String cure = service.select("a[href*=/changes/new]:contains(2.4 GiB)").attr("href");
        Document form = visitor.page(cure, operator);
        List<String> why = why(form);
        assertThat(why.toString())
                .contains("Memory limit 2.4 GiB: killed for memory at a limit of 2 GiB: 100 MiB or 20 % more")
                .contains("Kept as set: ");
        assertThat(form.select("h1").text()).isEqualTo("Limit sophia_backend to 2.4 GiB");

        String asIs = ask(form, Map.of(), operator);
        try {
            Document change = visitor.page(asIs, operator);
            assertThat(why(change)).isEqualTo(why);
            assertThat(change.text())
                    .contains("What it needed so far was measured")
                    .doesNotContain("Asked for:")
                    .doesNotContain("Nobody has measured");
        } finally {
            cancel(asIs, operator);
        }
        String edited = ask(form, Map.of("limitMib", "3072"), operator);
        try {
            Document change = visitor.page(edited, operator);
            assertThat(why(change))
                    .contains("Asked for: memory limit 3 GiB.")
                    .anyMatch(l -> l.startsWith("What was measured speaks for a memory limit of 2.4 GiB: killed"))
                    .anyMatch(l -> l.startsWith("Kept as set: "));
            assertThat(change.text())
                    .contains("3 GiB was asked for, and what was measured speaks for 2.4 GiB")
                    .doesNotContain("Nobody has measured");
        } finally {
            cancel(edited, operator);
        }
    }

    private String ask(Document form, Map<String, String> edited, MockHttpSession session) throws Exception {
        var request = post("/changes").with(csrf()).param("reason", "it was killed");
        only(form, "form[action=/changes]")
                .select("input[type=hidden]:not([name=_csrf])")
                .forEach(field ->
                        request.param(field.attr("name"), edited.getOrDefault(field.attr("name"), field.val())));
        String change = visitor.ask(request, session).getResponse().getRedirectedUrl();
        assertThat(change).matches("/changes/\\d+");
        return String.valueOf(change);
    }

    private void cancel(String change, MockHttpSession session) throws Exception {
        visitor.ask(post(change + "/cancellation").with(csrf()), session);
        assertThat(visitor.page(change, session).select(".head .tag").text()).isEqualTo("cancelled");
    }

    /** The same numbers in the report and on the page that sizes a stack file by them. */
    @Test
    void aStackFileIsSizedByWhatItsStackUses() throws Exception {
        MockHttpSession session = visitor.signIn("m-viewer", Visitor.PASSWORD);
        String report = visitor.ask(get("/api/v1/report").param("format", "json"), session)
                .getResponse()
                .getContentAsString();
        MeasuredSizes sizes = SizesJson.read(new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8)));
        SizedService backend = sizes.services().stream()
                .filter(s -> s.name().equals("sophia_backend"))
                .findFirst()
                .orElseThrow();
        assertThat(backend.observed()).isEqualTo(Duration.ofHours(26));
        assertThat(sizes.services())
                .filteredOn(s -> s.name().equals("sophia_redis"))
                .singleElement()
                .satisfies(s -> assertThat(s.undecided()).startsWith("43 samples over 9 min"));

        Document named = Jsoup.parse(visitor.ask(
                        post("/stack-files")
                                .param("text", "name: sophia\nservices:\n  backend:\n    image: a\n")
                                .with(csrf()),
                        session)
                .getResponse()
                .getContentAsString());
        assertThat(only(named, "#cures select[name=stack] option[selected]").val())
                .isEqualTo("sophia");
        assertThat(named.select("#cures table").first().text())
                .contains("resources limits of ")
                .contains("measured over 26 h");
        assertThat(named.select("#diff .add").eachText())
                .anySatisfy(l -> assertThat(l).startsWith("+ # Measured over 26 h by Swarmkeeper on "))
                .contains("+ cpus: \"%s\""
                        .formatted(ComposeFragment.cpus(
                                backend.limitCpu().orElseThrow().amount())));
        Document unmeasured = Jsoup.parse(visitor.ask(
                        post("/stack-files")
                                .param("kept", named.select("input[name=kept]").val())
                                .param("cure", "resources")
                                .param("stack", "")
                                .with(csrf()),
                        session)
                .getResponse()
                .getContentAsString());
        assertThat(unmeasured.select("#diff").text()).contains("not measured").doesNotContain("Measured over");
    }
}
