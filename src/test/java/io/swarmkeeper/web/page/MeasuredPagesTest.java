package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.telemetry.Measuring;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages say of measurements, and what they say where there are none. No JavaScript runs here. */
@PageTest
class MeasuredPagesTest extends MeasuredRooms {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/services",
                "/services/sophia_backend",
                "/nodes",
                "/nodes/w1",
                "/networks",
                "/storage",
                "/findings/kills",
                "/findings/kills?kind=memory&service=sophia_backend"
            })
    void nothingIsInlineAndPicturesHaveWords(String path) throws Exception {
        Document page = page(path);
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("[style], style, script:not([src]), [onclick]")).isEmpty();
        assertThat(page.select("table:not(:has(th[scope]))")).isEmpty();
        assertThat(page.select("svg[role=img]:not([aria-label])")).isEmpty();
        assertThat(page.select("#page").attr("hx-trigger")).isEqualTo("sse:moved, sse:measured");
    }

    @Test
    void onlyPagesThatShowMeasurementsLookAgainForThem() throws Exception {
        assertThat(page("/findings").select("#page").attr("hx-trigger")).isEqualTo("sse:moved");
    }

    @Test
    void servicesShowUseBesideLimitsAndADashWhereNobodyMeasures() throws Exception {
        Document page = page("/services");
        Element backend = only(page, "table.services tr:has(a:containsOwn(backend))");
        assertThat(backend.select("td[data-label='CPU used']").text()).isEqualTo("0.84 cores");
        assertThat(backend.select("td[data-label='Memory used']").text()).isEqualTo("1.9 GiB");
        assertThat(backend.select("td[data-label='Memory limit']").text()).isEqualTo("2 GiB");
        Element onW2 = only(page, "table.services tr:has(a:containsOwn(redis))");
        assertThat(onW2.select("td[data-label='CPU used']").text()).isEqualTo("-");
    }

    @Test
    void aServiceSaysWhatItUsesAsNumbersAsACurveAndAsATable() throws Exception {
        Document page = page("/services/sophia_backend");
        Element use = only(page, "#use");
        assertThat(use.text())
                .contains("2 of 3 running tasks measured now, together 0.84 cores and 3.7 GiB")
                .contains("reservation 0.45 cores 95th percentile of 900 samples")
                .contains("limit 2.4 GiB killed for memory at a limit of 2 GiB")
                .contains("in 31 % of its CPU periods")
                .contains("12 of 8640 runs failed; 95 % end within 340 ms of 5000 ms allowed");
        assertThat(use.select("a[href='/findings/kills?service=sophia_backend']")
                        .text())
                .isEqualTo("2 kills in 7 days, the last 41 min ago");
        assertThat(use.select("svg.bar").eachAttr("aria-label"))
                .containsExactly("CPU: 0.42 cores of 2.0 cores used", "Memory: 1.9 GiB of 2 GiB used");
        assertThat(use.select("figure.plot")).hasSize(2);
        assertThat(use.select("figure[data-id=plot-memory] path").attr("d"))
                .startsWith("M")
                .hasSizeGreaterThan(1000);
        assertThat(use.select("figure[data-id=plot-memory] .ends").text()).contains("limit 2 GiB");
        assertThat(use.select("figure[data-id=plot-cpu] tbody tr")).hasSize(12);
        assertThat(use.select("figure[data-id=plot-cpu] tbody tr").last().text())
                .endsWith("- -");
        assertThat(use.select("figure[data-id=plot-cpu] figcaption").text()).contains("of the hour");
    }

    @Test
    void aPeakThatOnlyTheKillSawIsThePeak() throws Exception {
        assertThat(only(page("/services/sophia_mcp-memory"), "#use td[data-label^=Peak]:contains(MiB)")
                        .text())
                .isEqualTo("256 MiB when it was killed for memory");
    }

    @Test
    void whatIsNotYetKnownIsUndecidedAndSaysWhatIsMissing() throws Exception {
        assertThat(only(page("/services/sophia_postgres"), "#use").text())
                .contains("undecided")
                .contains("43 samples over 9 min; at least 100 samples over 3 h are needed")
                .contains("no limit to compare with");
        String redis = only(page("/services/sophia_redis"), "#use").text();
        assertThat(redis).contains("0 of 1 running task measured now").contains("as sampled");
    }

    @Test
    void nodesShowUsedHeldAndFreeAndASilentAgentSaysForHowLong() throws Exception {
        Document page = page("/nodes");
        assertThat(page.select("h1").text()).endsWith("; the agent of w2 is not heard");
        Element w1 = only(page, "section[aria-label=w1]");
        assertThat(w1.select("tr:contains(CPU) td").eachText())
                .containsExactly("2.56 cores, 64 %", "1.0 cores, 25 %", "1.44 cores", "4.0 cores");
        assertThat(w1.select("svg.bar").eachAttr("aria-label"))
                .containsExactly("CPU: 64 % used, 25 % held", "Memory: 58 % used, 13 % held");
        Element w2 = only(page, "section[aria-label=w2]");
        assertThat(w2.select(".agent").text()).matches("silent last word 4 min ago");
        assertThat(w2.select("tr:contains(Memory) td").eachText())
                .containsExactly("-", "1 GiB, 13 %", "7 GiB not held", "8 GiB");
        assertThat(page("/").select(".node:contains(w2) .cap").first().text()).isEqualTo("CPU use unknown, 25 % held");
    }

    @Test
    void agentsAreListedWithTheirLastWordTroublesFirst() throws Exception {
        Document page = page("/nodes");
        assertThat(page.select("#agents tbody tr th").eachText())
                .containsExactly("unknown 10.0.9.77:7979", "w2 10.0.9.5:7979", "m1 10.0.9.3:7979", "w1 10.0.9.4:7979");
        assertThat(page.select("#agents tr:contains(10.0.9.77)").text())
                .contains("wrong token")
                .contains("never")
                .contains("It refuses our proof");
        assertThat(page.select("#agents tr:contains(10.0.9.4)").text()).contains("60 min behind");
        assertThat(page.select(".nav footer .eyes.bad").text()).isEqualTo("2 of 3 agents heard");
    }

    @Test
    void anAgentWhoseClockIsOffIsFlaggedAndNoneThatIsInStep() throws Exception {
        assertThat(page("/nodes").select("#agents tr:has(.tag.warn)").eachText())
                .singleElement()
                .asString()
                .contains("10.0.9.4:7979 heard")
                .contains("60 min behind");
        assertThat(page("/nodes/w1").select("dl.facts dd:has(.tag.warn)").text())
                .contains("60 min behind")
                .contains("Set the node's clock");
        assertThat(page("/nodes/m1").select("dl.facts .tag.warn")).isEmpty();
        assertThat(page("/nodes/w1").select("h1").text())
                .isEqualTo("w1 runs its tasks, but its clock is 60 min behind");
        assertThat(page("/nodes/m1").select("h1").text()).isEqualTo("m1 is well");
    }

    @Test
    void aNodeShowsItsHourItsAgentAndItsLatency() throws Exception {
        Document page = page("/nodes/w2");
        assertThat(page.select("figure.plot figcaption").first().text()).contains("measured in");
        assertThat(page.select("dl.facts dd .agent").text()).matches("silent last word 4 min ago");
        assertThat(page.select("table.lat tbody tr").text())
                .contains("w2 → m1")
                .contains("6.20")
                .contains("4 min ago");
    }

    @Test
    void plotsSayHowFarBackTheyGoAndWhereMoreIsKept() throws Exception {
        assertThat(page("/nodes/w1").select("p.hint:contains(one hour)").text())
                .contains("steps of ten seconds")
                .contains("swarmkeeper_agent_node_cpu_cores");
        assertThat(page("/services/sophia_backend")
                        .select("#use p.hint:contains(one hour)")
                        .text())
                .contains("swarmkeeper_agent_container_memory_bytes");
    }

    @Test
    void theHeatMapSaysItsNumbersAndNeverThatAPairIsFastThatNobodyMeasured() throws Exception {
        Document page = page("/networks");
        Element overlay = page.select("table.heat").first();
        assertThat(overlay.select("thead th").eachText()).containsExactly("m1", "w1", "w2");
        assertThat(overlay.select("tbody tr").get(0).select("td").eachText())
                .containsExactly("0.42 p50 0.21", "17.8 p50 15.3 20 % lost packets to 1280 B");
        assertThat(overlay.select("tbody tr").get(0).select("td").eachAttr("class"))
                .containsExactly("self", "h0", "h5");
        assertThat(overlay.select("tbody tr").get(1).select("td").last().text()).startsWith("lost 100 % lost");
        Element row = overlay.select("tbody tr").get(2);
        assertThat(row.select("td").eachText()).containsExactly("6.20 p50 4.10 4 min ago", "-");
        assertThat(row.select("td.unknown").attr("title")).isEqualTo("w2 to w1: not measured in the last half hour");
        Element underlay = page.select("table.heat").get(1);
        assertThat(underlay.text()).contains("0.31").contains("-");
        assertThat(page.select("table.lat tr:contains(w1 → m1):contains(underlay)")
                        .text())
                .contains("0.29")
                .contains("0 % of 30")
                .contains("1500 of 1500 B");
    }

    @Test
    void flowsAreDrawnAndListedAndCoverageIsTold() throws Exception {
        Element flows = only(page("/networks"), "#flows");
        assertThat(flows.select("header").text())
                .contains("Observed for 26 hours; now 64 % of the running tasks and 67 % of the ready nodes are seen");
        assertThat(flows.select("svg rect.box")).hasSize(9);
        assertThat(flows.select("svg path.edge")).hasSize(11);
        assertThat(flows.select("svg path.edge title").eachText())
                .contains("sophia_backend → sophia_postgres: 5432/tcp over sophia_sophia");
        Element row = flows.select("tbody tr:contains(sophia_mcp-memory):contains(5432)")
                .first();
        assertThat(row).isNotNull();
        assertThat(row.select("td[data-label=Connections]").text())
                .as("open before anybody looked")
                .isEqualTo("-");
        assertThat(row.select("td[data-label=Days]").text()).isEqualTo("2");
    }

    @Test
    void killsAreListedWithWhatBecameOfThem() throws Exception {
        Document page = page("/findings/kills");
        assertThat(page.select("h1").text())
                .isEqualTo(
                        "3 processes were killed for memory in the last 7 days: sophia_backend and sophia_mcp-memory");
        assertThat(page.select(".facets a").eachText()).containsExactly("all 4", "for memory 3", "not for memory 1");
        assertThat(page.select("table.kills tbody tr").eachText())
                .satisfiesExactly(
                        child -> assertThat(child).contains("another process of it; the task lived on", "2 GiB 2 GiB"),
                        main -> assertThat(main).contains("its main process; the task ended, exit code 137"),
                        another -> assertThat(another).contains("256 MiB 256 MiB"),
                        other ->
                                assertThat(other).contains("memory was not why").contains("none -"));
        assertThat(page("/findings/kills?service=sophia_redis").select("h1").text())
                .isEqualTo("No process of sophia_redis was seen killed for memory in the last 7 days");
        assertThat(page("/findings/kills?kind=other").select("table.kills tbody tr"))
                .hasSize(1);
    }

    @Test
    void disksSayHowFullTheyAreAndWhoIsOnThem() throws Exception {
        Document page = page("/storage");
        assertThat(page.select("#disks tbody tr"))
                .as("two mounts on one disk are one row")
                .hasSize(3);
        assertThat(page.select("#disks tr:contains(/dev/vda1)").text())
                .contains("root disk")
                .contains("35 % of 80 GiB used")
                .contains("/var/run/docker.sock host path of sophia_traefik");
        assertThat(page.select("#disks tr:contains(nas)").text())
                .contains("could not be looked at")
                .contains("- -");
    }

    @Test
    void pairsOfWhichNothingComesBackAreCountedFirst() throws Exception {
        telemetry.show(Measuring.of(snapshot).lost("m1", "w1").build());
        assertThat(page("/")
                        .select(".verdict a[href='/networks#latency'] b.bad")
                        .text())
                .isEqualTo("1 pair");
    }
}
