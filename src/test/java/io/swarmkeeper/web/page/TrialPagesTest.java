package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.telemetry.HealthProbes;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.wire.HealthProbe;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Trying a health check and measuring a disk by form, without JavaScript. ServerAndAgentsIT does it on real agents. */
@PageTest
class TrialPagesTest {

    private static final String REDIS = "/services/sophia_redis/health-probe";
    private static final String DISK = "/storage/m1/disk-probe";
    private static final String VOLUME = "?kind=volume&name=sophia_postgres_data";

    @Autowired
    Visitor visitor;

    @Autowired
    Collector collector;

    @Autowired
    SampleTelemetry telemetry;

    @Autowired
    SampleProbes probes;

    @Autowired
    Analysis analysis;

    @Autowired
    Clock clock;

    private MockHttpSession operator;

    @BeforeEach
    void people() throws Exception {
        visitor.account("t-viewer", Role.VIEWER);
        visitor.account("t-operator", Role.OPERATOR);
        operator = visitor.signIn("t-operator", Visitor.PASSWORD);
        telemetry.show(SampleMeasurements.of(collector.fresh(), clock.instant()));
        probes.asked.clear();
        probes.measured.clear();
    }

    @AfterEach
    void nothingMeasured() {
        telemetry.show(Measurements.none(clock.instant()));
    }

    /** Sends the form and follows the way back. */
    private Document send(String path, Map<String, String> fields) throws Exception {
        MockHttpServletRequestBuilder request = post(path).with(csrf());
        fields.forEach(request::param);
        var answer = visitor.ask(request, operator).getResponse();
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(302);
        return visitor.page(String.valueOf(answer.getRedirectedUrl()), operator);
    }

    @Test
    void theFormKnowsTheServiceAndTakesWhatTheTemplateTakes() throws Exception {
        Document page = visitor.page(REDIS, operator);
        assertThat(page.select("h1").text()).isEqualTo("Try a health check in sophia_redis");
        assertThat(page.select("nav.facets a[aria-current]").text()).isEqualTo("Redis");
        assertThat(page.select("input[name=port]").val()).isEqualTo("6379");
        assertThat(page.select("form input[name=path], form input[name=user]")).isEmpty();
        assertThat(page.select("pre.command").text()).isEqualTo("redis-cli -e -h 127.0.0.1 -p 6379 ping");
        assertThat(page.select("select[name=task] option").eachText())
                .containsExactly("any running task", "task 1 on w2");
        assertThat(page.select("form[method=post] input[name=_csrf]")).hasSize(1);
        Document postgres = visitor.page("/services/sophia_postgres/health-probe", operator);
        assertThat(postgres.select("form .fields input").eachAttr("name"))
                .containsExactly("port", "user", "database", "runs", "timeoutSeconds");
        assertThat(Arrays.stream(HealthTemplate.values()).map(HealthTemplate::id))
                .containsExactlyElementsOf(HealthProbe.TEMPLATES);
    }

    @Test
    void whatCameOfItIsShownUntilItIsTriedAgainAndToNobodyElse() throws Exception {
        Document page = send(
                REDIS,
                Map.of("template", "redis-ping", "port", "6380", "runs", "2", "timeoutSeconds", "1", "path", "/x"));
        assertThat(page.select("h1").text())
                .isEqualTo("sophia_redis passes redis-ping: all 2 runs, each in 11 ms at most");
        assertThat(page.select("table.trial tbody tr").eachText())
                .containsExactly("Run 1 0, healthy 10 ms PONG", "Run 2 0, healthy 11 ms PONG");
        assertThat(page.select("#result dl code").text()).isEqualTo("redis-cli -e -h 127.0.0.1 -p 6380 ping");
        assertThat(page.select("input[name=port]").val()).isEqualTo("6380");
        HealthProbes.Request asked = probes.asked.getLast();
        assertThat(asked.by()).isEqualTo("t-operator");
        assertThat(asked.probe()).isEqualTo(new HealthProbe.RedisPing(6380));
        assertThat(List.of(asked.runs(), asked.timeoutSeconds())).containsExactly(2, 1);

        assertThat(visitor.page(REDIS + "?template=http-curl", operator).select("table.trial tr"))
                .hasSize(3);
        assertThat(probes.asked).as("looking is not trying").hasSize(1);
        visitor.account("t-other", Role.OPERATOR);
        assertThat(visitor.page(REDIS, visitor.signIn("t-other", Visitor.PASSWORD))
                        .select("#result"))
                .isEmpty();
    }

    @Test
    void outputIsShownAndNeverInterpreted() throws Exception {
        Document page = send(
                "/services/sophia_postgres/health-probe",
                Map.of("template", "postgres-ready", "port", "5432", "user", "a", "database", "b"));
        assertThat(page.select("h1").text()).isEqualTo("sophia_postgres fails postgres-ready: 1 of 3 runs passed");
        assertThat(page.select("img")).isEmpty();
        assertThat(page.select("table.trial pre").last().text()).startsWith("<img src=x onerror=alert(1)> no response");
        assertThat(page.select("table.trial .tag.bad").eachText()).containsExactly("1, unhealthy", "1, unhealthy");
    }

    @Test
    void aProgramThatIsMissingOrDoesNotEndIsTold() throws Exception {
        assertThat(send(REDIS, Map.of("template", "http-curl", "port", "80", "path", "/"))
                        .select("table.trial .tag")
                        .first()
                        .text())
                .isEqualTo("127, no such program in the image");
        Element result = send(REDIS, Map.of("template", "tcp-connect", "port", "6379"))
                .select("#result")
                .first();
        assertThat(result).isNotNull();
        assertThat(result.select("tbody tr").eachText()).containsExactly("Run 1 none, not over in time 5003 ms none");
        assertThat(result.text()).contains("2 runs were not made");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            redis-ping | 1    | 3  | Refused, and nothing was run                  | The agent of node m1 refuses: the container is paused
            redis-ping | 2    | 3  | The node's agent does not answer              | is not heard
            redis-ping | 0    | 3  | That cannot be tried, and nothing was run     | Port is "0"; 1 to 65535 is expected
            redis-ping | 6;id | 3  | That cannot be tried, and nothing was run     | Port is "6;id"
            redis-ping | 6379 | 11 | That cannot be tried, and nothing was run     | Runs is 11; 1 to 10 is expected.
            redis-ping | 6379 | x  | That cannot be tried, and nothing was run     | Runs is "x"; a whole number is expected.
            http-curl  | 80   | 3  | That cannot be tried, and nothing was run     | Path is missing; http-curl takes it
            sh         | 80   | 3  | That cannot be tried, and nothing was run     | Template is "sh"; expected is one of http-curl
            """)
    void whatGaveNoResultSaysWhy(String template, String port, String runs, String title, String why) throws Exception {
        Document page = send(REDIS, Map.of("template", template, "port", port, "runs", runs));
        assertThat(page.select("h1").text()).isEqualTo("The trial in sophia_redis gave no result");
        assertThat(page.select("#result .empty strong").text()).isEqualTo(title);
        assertThat(page.select("#result .empty span").text()).contains(why);
        assertThat(probes.asked).hasSize(port.equals("1") || port.equals("2") ? 1 : 0);
    }

    @Test
    void aTaskOfAnotherServiceIsNotTried() throws Exception {
        Document page = send(REDIS, Map.of("template", "redis-ping", "port", "6379", "task", "nobody"));
        assertThat(page.select("#result").text()).contains("no running task \"nobody\" among the 1 of sophia_redis");
        assertThat(probes.asked).isEmpty();
    }

    @Test
    void aDiskIsMeasuredOnceItWasSaidWhatThatMeans() throws Exception {
        Document storage = visitor.page("/storage", operator);
        assertThat(storage.select("#disks a[aria-label^=Measure]").eachText())
                .as("not under a socket")
                .hasSize(3);
        String address = storage.select("a[aria-label='Measure the disk under sophia_postgres_data on m1']")
                .attr("href");
        Document before = visitor.page(address, operator);
        assertThat(before.select("h1").text()).isEqualTo("Measure the disk under sophia_postgres_data on m1");
        assertThat(before.select("main").text())
                .contains("It writes some 65 MiB there")
                .contains("/dev/vdb1 ext4");
        assertThat(probes.measured).as("looking is not measuring").isEmpty();

        Document page = send(DISK, Map.of("kind", "volume", "name", "sophia_postgres_data"));
        assertThat(probes.measured).containsExactly("t-operator");
        assertThat(page.select("h1").text())
                .isEqualTo("sophia_postgres_data on m1: 95 of 100 small writes are durable within 2.10 ms");
        assertThat(page.select("table.speed tbody tr").eachText())
                .containsExactly(
                        "half of them p50 0.85 ms",
                        "95 of 100 p95 2.10 ms",
                        "99 of 100 p99 6.40 ms",
                        "all of them slowest 31.0 ms");
        assertThat(page.select("#result dl").text()).isEqualTo("64 MiB in a row 84 MiB/s");
    }

    @Test
    void aDiskThatIsRefusedOrUnknownSaysSo() throws Exception {
        Document page = send("/storage/w1/disk-probe", Map.of("kind", "volume", "name", "backup"));
        assertThat(page.select("h1").text()).isEqualTo("The disk under backup on w1 was not measured");
        assertThat(page.select("#result").text()).contains("The agent of node w1 refuses: nas:/export");
        var unknown =
                visitor.ask(get(DISK + "?kind=volume&name=nothing"), operator).getResponse();
        assertThat(unknown.getStatus()).isEqualTo(404);
        assertThat(unknown.getContentAsString()).contains("tells of no volume &quot;nothing&quot;");
    }

    @Test
    void aFindingAboutHealthChecksLeadsThere() throws Exception {
        Finding lacking = analysis.latest().all().stream()
                .filter(f ->
                        f.code() == FindingCode.NO_HEALTH_CHECK && f.subject().kind() == Subject.Kind.SERVICE)
                .findFirst()
                .orElseThrow();
        String path = "/findings/" + lacking.id();
        assertThat(visitor.page(path, operator).select("#cure a.btn").attr("href"))
                .isEqualTo("/services/" + lacking.subject().id() + "/health-probe");
        assertThat(visitor.page(path, visitor.signIn("t-viewer", Visitor.PASSWORD))
                        .select("#cure a[href$=health-probe]"))
                .isEmpty();
    }

    @Test
    void viewersAreNeitherOfferedItNorAllowed() throws Exception {
        MockHttpSession viewer = visitor.signIn("t-viewer", Visitor.PASSWORD);
        for (String path : List.of(REDIS, DISK + VOLUME)) {
            assertThat(visitor.ask(get(path), viewer).getResponse().getStatus()).isEqualTo(403);
            assertThat(visitor.ask(post(path).with(csrf()), viewer)
                            .getResponse()
                            .getStatus())
                    .isEqualTo(403);
        }
        assertThat(visitor.page("/services/sophia_redis", viewer).select("a[href$=health-probe]"))
                .isEmpty();
        assertThat(visitor.page("/storage", viewer).select("#disks a[aria-label^=Measure]"))
                .isEmpty();
        assertThat(visitor.page("/services/sophia_redis", operator).select("a[href$=health-probe]"))
                .hasSize(1);
    }

    @Test
    void pagesWithTheirTokensAreNotKeptForTheNextRequest() throws Exception {
        for (String path : List.of(REDIS, "/services/sophia_redis")) {
            var answer = visitor.ask(
                            get(path).with(r -> {
                                r.setServletPath(path);
                                r.setPathInfo(null);
                                return r;
                            }),
                            operator)
                    .getResponse();
            assertThat(answer.getStatus()).isEqualTo(200);
            assertThat(answer.getHeaders("Vary").contains("HX-Request"))
                    .as(path)
                    .isEqualTo(!path.equals(REDIS));
        }
    }

    @Test
    void nothingIsTriedWithoutTheFormsToken() throws Exception {
        MockHttpServletRequestBuilder health =
                post(REDIS).param("template", "redis-ping").param("port", "6379");
        assertThat(visitor.ask(health, operator).getResponse().getStatus()).isEqualTo(403);
        MockHttpServletRequestBuilder disk = post(DISK).param("kind", "volume").param("name", "sophia_postgres_data");
        assertThat(visitor.ask(disk, operator).getResponse().getStatus()).isEqualTo(403);
        assertThat(probes.asked).isEmpty();
        assertThat(probes.measured).isEmpty();
    }
}
