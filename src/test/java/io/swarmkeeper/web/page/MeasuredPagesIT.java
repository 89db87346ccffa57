package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Plots, heat map and flows in a Chromium, with and without JavaScript, while agents go on measuring. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(SampleRooms.class)
class MeasuredPagesIT {

    private static final String PASSWORD = "correct-horse-battery";

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    Collector collector;

    @Autowired
    SampleTelemetry telemetry;

    @Autowired
    Clock clock;

    @Autowired
    LiveState state;

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir", () -> Path.of("target", "measured-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:measured;DB_CLOSE_DELAY=-1");
    }

    @BeforeAll
    static void openBrowser() {
        chromium = new Chromium();
    }

    @AfterAll
    static void closeBrowser() {
        chromium.close();
    }

    @BeforeEach
    void measured() throws Exception {
        if (accounts.find("mia").isEmpty()) {
            accounts.create("mia", PASSWORD, Role.VIEWER, "admin");
        }
        telemetry.tell(observed(26));
    }

    /** The sample, after so many hours. */
    private Measurements observed(double hours) throws Exception {
        Measurements m = SampleMeasurements.of(collector.fresh(), clock.instant());
        return new Measurements(
                m.at(),
                m.asked(),
                m.troubles(),
                m.agents(),
                m.nodes(),
                m.services(),
                m.kills(),
                m.latencies(),
                m.flows(),
                new Coverage(hours, hours, Optional.empty(), Optional.of(1.0), Optional.of(1.0)),
                m.disks());
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    @Test
    void aPlotLivesOnWhileItsNumbersAreExchanged() throws Exception {
        try (Person mia = chromium.person(url()).signIn("mia", PASSWORD)) {
            Page page = mia.go("/services/sophia_backend");
            assertThat(page.locator("figure.plot.drawn canvas")).hasCount(2);
            assertThat(page.locator("figure .u-legend").first()).containsText("CPU, all tasks together");
            page.locator("figure details summary").first().click();
            page.evaluate("document.querySelectorAll('canvas').forEach(c => c.mark = 'old')");
            page.waitForResponse(r -> isPart(r), () -> tell(27));
            page.waitForTimeout(500);
            assertThat(page.locator("figure.plot.drawn canvas")).hasCount(2);
            Assertions.assertThat(page.evaluate("[...document.querySelectorAll('canvas')].map(c => c.mark).join()"))
                    .isEqualTo("old,old");
            assertThat(page.locator("figure details[open]")).hasCount(1);
            Assertions.assertThat(mia.complaints()).isEmpty();
        }
    }

    private void tell(double hours) {
        try {
            telemetry.tell(observed(hours));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPart(Response response) {
        return response.request().headers().containsKey("hx-request");
    }

    @Test
    void whatIsMeasuredEverySecondIsFetchedEveryFewAndOnlyWhereItIsShown() throws Exception {
        try (Person mia = chromium.person(url()).signIn("mia", PASSWORD)) {
            Page page = mia.go("/networks");
            List<String> parts = new CopyOnWriteArrayList<>();
            page.onResponse(r -> {
                if (isPart(r)) {
                    parts.add(r.url());
                }
            });
            // What is judged by time becomes new by itself now and then, and is fetched: not while anybody counts.
            int told = 40;
            int fetched = 0;
            long seconds = 0;
            long before = -1;
            for (int i = 0; i < 10 && before != state.moved(); i++) {
                before = state.moved();
                page.waitForTimeout(4_000);
                parts.clear();
                long began = System.nanoTime();
                for (int ticks = 0; ticks < 16; ticks++) {
                    telemetry.tell(observed(told++));
                    page.waitForTimeout(1_000);
                }
                assertThat(page.locator("#flows header")).containsText("Observed for %d hours".formatted(told - 1));
                fetched = parts.size();
                seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            }
            Assertions.assertThat(state.moved()).as("nothing new").isEqualTo(before);
            Assertions.assertThat(fetched).isBetween(2, (int) (seconds / LiveState.GATHER_MEASURED.toSeconds()) + 3);
            mia.go("/findings");
            before = -1;
            for (int i = 0; i < 10 && before != state.moved(); i++) {
                before = state.moved();
                page.waitForTimeout(4_000);
                parts.clear();
                for (int ticks = 0; ticks < 8; ticks++) {
                    telemetry.tell(observed(told++));
                    page.waitForTimeout(1_000);
                }
            }
            Assertions.assertThat(state.moved()).as("nothing new").isEqualTo(before);
            Assertions.assertThat(parts).isEmpty();
            Assertions.assertThat(mia.complaints()).isEmpty();
        }
    }

    @Test
    void withoutScriptsTheCurveAndTheNumbersAreThere() {
        try (Person mia = chromium.personWithoutScript(url()).signIn("mia", PASSWORD)) {
            Page page = mia.go("/services/sophia_backend");
            assertThat(page.locator("figure .still path").first()).isVisible();
            assertThat(page.locator("figure .chart").first()).isHidden();
            page.locator("figure details summary").first().click();
            assertThat(page.locator("figure details[open] tbody tr")).hasCount(12);
            mia.go("/networks");
            assertThat(page.locator("table.heat td.h5").first()).containsText("17.8");
            page.locator("#latency details summary").click();
            assertThat(page.locator("table.lat tbody tr")).hasCount(7);
            assertThat(page.locator("#flows svg rect.box")).hasCount(9);
        }
    }

    @Test
    void nothingOverflowsAPhone() {
        try (Person mia = chromium.person(url(), 360, 780).signIn("mia", PASSWORD)) {
            for (String path : List.of(
                    "/",
                    "/services",
                    "/services/sophia_backend",
                    "/nodes",
                    "/nodes/w2",
                    "/networks",
                    "/storage",
                    "/findings/kills")) {
                Page page = mia.go(path);
                Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .as(path)
                        .isEqualTo(0);
            }
            Assertions.assertThat(mia.complaints()).isEmpty();
        }
    }
}
