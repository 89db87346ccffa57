package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.access.Role;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Every page on the sample Swarm, as the server sends it: no JavaScript runs here. */
@PageTest
class PagesTest {

    @Autowired
    Visitor visitor;

    @Autowired
    Collector collector;

    @Autowired
    InMemorySwarm swarm;

    @Autowired
    LiveState state;

    @BeforeEach
    void peopleAndSwarm() throws Exception {
        for (Role role : Role.values()) {
            visitor.account("a-" + role.word(), role);
        }
        look();
    }

    /** Reads the Swarm; no page is shown that was rendered before, as whole pages otherwise are for a moment. */
    private void look() throws Exception {
        collector.fresh();
        state.touch();
    }

    private MockHttpServletResponse answer(MockHttpServletRequestBuilder request, Role role) throws Exception {
        return visitor.ask(request, visitor.signIn("a-" + role.word(), Visitor.PASSWORD))
                .getResponse();
    }

    private Document page(String path, Role role) throws Exception {
        MockHttpServletResponse answer = answer(get(path), role);
        assertThat(answer.getStatus()).as(path).isEqualTo(200);
        return Jsoup.parse(answer.getContentAsString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/findings",
                "/findings?state=all&severity=critical&phase=1&node=m1&q=redis",
                "/findings/codes",
                "/findings/codes/no-resource-limits",
                "/findings/kills",
                "/changes",
                "/changes/new?service=sophia_redis",
                "/changes/new?service=sophia_redis&limitCores=nonsense",
                "/services",
                "/services?q=redis&stack=sophia&show=unlimited",
                "/services/sophia_redis",
                "/nodes",
                "/nodes/m1",
                "/networks",
                "/storage",
                "/audit",
                "/report",
                "/stack-files",
                "/accounts",
                "/account"
            })
    void everyPageHasOneHeadlineOneMainAndNothingInline(String path) throws Exception {
        Document page = page(path, Role.ADMIN);
        assertThat(page.select("h1")).as("h1 of " + path).hasSize(1);
        assertThat(page.select("h1").text()).isNotBlank();
        assertThat(page.select("main#main")).hasSize(1);
        assertThat(page.select("[style], style, script:not([src]), [onclick], [onsubmit]"))
                .isEmpty();
        assertThat(page.select("table:not(:has(th[scope]))")).isEmpty();
        assertThat(
                        page
                                .select(
                                        "input:not([type=hidden]):not([aria-label]), select:not([aria-label]), textarea")
                                .stream()
                                .filter(field -> field.closest("label") == null))
                .isEmpty();
    }

    @Test
    void aFragmentHasTheSameRowsWithoutTheDocumentAroundThem() throws Exception {
        Document full = page("/services", Role.VIEWER);
        String part = answer(get("/services").header("HX-Request", "true"), Role.VIEWER)
                .getContentAsString();
        assertThat(part).doesNotContain("<html").doesNotContain("<head");
        assertThat(Jsoup.parse(part).select("#page main table.services tbody tr"))
                .hasSize(9);
        assertThat(full.select("#page main table.services tbody tr")).hasSize(9);
    }

    @Test
    void textFromTheSwarmIsShownAndNeverInterpreted() throws Exception {
        String hostile = "<img src=x onerror=alert(1)>" + "x".repeat(60_000);
        swarm.strangerEdits("sophia_backend", spec -> spec.withObject("/Labels").put("note", hostile));
        look();
        Document page = page("/services/sophia_backend", Role.VIEWER);
        assertThat(page.select("img")).isEmpty();
        assertThat(page.select("code").eachText()).anyMatch(t -> t.startsWith("<img src=x onerror=alert(1)>xxx"));
    }

    @Test
    void secretsInTheEnvironmentAreMasked() throws Exception {
        String html = page("/services/sophia_mcp-memory", Role.ADMIN).html()
                + page("/services/sophia_postgres", Role.ADMIN).html()
                + page("/services/sophia_mcp-gateway", Role.ADMIN).html();
        assertThat(html)
                .doesNotContain("only-for-the-lab")
                .doesNotContain("abcdef")
                .contains("sophia_ai");
    }

    @Test
    void aNetworkShowsHowManyOfItsAddressesAreNeeded() throws Exception {
        Document page = page("/networks", Role.VIEWER);
        Element row = page.selectFirst("tbody tr:has(a:contains(sophia_sophia))");
        assertThat(row).isNotNull();
        assertThat(row.select("svg[role=img]").attr("aria-label")).startsWith("Addresses needed: ");
        assertThat(row.text())
                .contains(" of 256, ")
                .contains("11 tasks, 9 virtual addresses, 3 nodes and 3 of its own");
        assertThat(page.select(".nav a[href=/networks] .n").text())
                .as("the navigation counts what the page lists")
                .isEqualTo(Integer.toString(
                        page.select("section[aria-label=Networks] tbody tr").size()));
        assertThat(page("/networks/" + row.select("a.name").attr("href").replaceFirst(".*/", ""), Role.VIEWER)
                        .select("dl.facts .meter")
                        .text())
                .contains(" of 256, ");
    }

    @Test
    void storageTellsWhatIsPinnedAndWhyAServiceKeepsState() throws Exception {
        String before = page("/storage", Role.VIEWER)
                .select("tbody:has(code:contains(sophia_postgres_data))")
                .text();
        assertThat(before)
                .contains("image postgres")
                .contains("no 3 nodes may run it")
                .contains("unpinned-local-volume");
        swarm.strangerEdits(
                "sophia_postgres",
                spec -> spec.withObject("/TaskTemplate/Placement")
                        .putArray("Constraints")
                        .add("node.hostname==w1"));
        look();
        String after = page("/storage", Role.VIEWER)
                .select("tbody:has(code:contains(sophia_postgres_data))")
                .text();
        assertThat(after).contains("to w1").contains("node.hostname==w1").doesNotContain("unpinned-local-volume");
        assertThat(page("/storage", Role.VIEWER).select("td[data-label=Pinned]").text())
                .contains("no 3 nodes may run it");
    }

    @Test
    void theReportIsShownAsItsMarkdownReads() throws Exception {
        Document page = page("/report", Role.VIEWER);
        Element report = page.selectFirst("article.report");
        assertThat(report).isNotNull();
        assertThat(report.select("h3").eachText()).contains("Phases", "Scorecard", "Open findings");
        assertThat(report.select("td").eachText())
                .contains("sophia_redis would start empty on another node", "unpinned-local-volume");
        assertThat(page.select("details pre").text()).contains("| critical | sophia\\_redis would start empty");
    }

    @Test
    void whatIsCheckedSaysHowItStandsHereAndNow() throws Exception {
        Document page = page("/findings/codes", Role.VIEWER);
        assertThat(page.select("tbody tr")).hasSize(FindingCode.values().length);
        assertThat(page.select("tr:has(a[href$=/no-resource-limits]) .tag.bad").text())
                .endsWith(" found");
        assertThat(page.select("tr:has(a[href$=/node-down]) .tag.good").text()).isEqualTo("passes");
        Document code = page("/findings/codes/under-replicated", Role.VIEWER);
        assertThat(code.select("h1").text()).isEqualTo("Fewer tasks run than are wanted");
        assertThat(code.select("dl.lines code").text()).contains("swarmkeeper.findings.under-replicated.after 30s");
    }

    @Test
    void unknownThingsAreTold() throws Exception {
        for (String path :
                new String[] {"/services/nothing", "/nodes/nothing", "/findings/f-0", "/changes/4711", "/nope"}) {
            MockHttpServletResponse answer = answer(get(path), Role.VIEWER);
            assertThat(answer.getStatus()).as(path).isEqualTo(404);
            assertThat(Jsoup.parse(answer.getContentAsString()).select("h1").text())
                    .isNotBlank();
        }
    }

    @Test
    void oneAsksAnotherApprovesAndOnlyWhoMaySeesTheButton() throws Exception {
        Document form = page("/changes/new?service=sophia_mcp-notion", Role.OPERATOR);
        Element ask = form.selectFirst("form[action=/changes]");
        assertThat(ask).isNotNull();
        MockHttpServletRequestBuilder request = post("/changes").with(csrf()).param("reason", "no limit at all");
        ask.select("input[type=hidden]").forEach(field -> {
            if (!field.attr("name").equals("_csrf")) {
                request.param(field.attr("name"), field.val());
            }
        });
        String change = answer(request, Role.OPERATOR).getRedirectedUrl();
        assertThat(change).matches("/changes/\\d+");

        assertThat(page(change, Role.OPERATOR).select("button[formaction$=/approval]"))
                .isEmpty();
        assertThat(page(change, Role.OPERATOR).text())
                .contains("You asked for this yourself; a second person approves.");
        assertThat(page(change, Role.VIEWER).select("button[formaction]")).isEmpty();
        Document decide = page(change, Role.APPROVER);
        assertThat(decide.select(".diff .add").text()).contains("GiB");
        assertThat(decide.select("button[formaction$=/approval]")).hasSize(1);
        assertThat(page("/", Role.APPROVER).text()).contains("Waits for you");

        visitor.account("a-other", Role.OPERATOR);
        assertThat(visitor.ask(post(change + "/cancellation").with(csrf()), visitor.signIn("a-other", Visitor.PASSWORD))
                        .getResponse()
                        .getStatus())
                .as("somebody else's request")
                .isEqualTo(403);
        assertThat(answer(post(change + "/rejection").with(csrf()).param("reason", " "), Role.APPROVER)
                        .getRedirectedUrl())
                .as("without a reason")
                .isEqualTo(change);
        assertThat(page(change, Role.VIEWER).select(".head .tag").text()).isEqualTo("waits for approval");

        assertThat(answer(post(change + "/rejection").with(csrf()).param("reason", "not now"), Role.APPROVER)
                        .getRedirectedUrl())
                .isEqualTo(change);
        assertThat(page(change, Role.VIEWER).select(".head .tag").text()).isEqualTo("rejected");
    }
}
