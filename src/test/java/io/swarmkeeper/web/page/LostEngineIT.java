package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every page says when something is not as usual: the engine is silent, or people may approve alone. */
class LostEngineIT {

    private static final String PASSWORD = "correct-horse-battery";
    private static final List<String> PAGES =
            List.of("/", "/findings", "/changes", "/services", "/nodes", "/networks", "/storage", "/audit", "/report");

    @TempDir
    private static Path data;

    private static LabSwarm lab;
    private static LabServer server;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        lab = new LabSwarm();
        server = new LabServer(
                data,
                lab.run("socket", "m1").strip(),
                "--swarmkeeper.admin-password=" + PASSWORD,
                "--swarmkeeper.change.four-eyes=false");
        chromium = new Chromium();
    }

    @AfterAll
    static void end() {
        chromium.close();
        server.close();
        lab.close();
    }

    private static Locator banner(Page page) {
        return page.locator(".notice.bad");
    }

    @Test
    void aFrozenEngineIsToldWithTheAgeOfWhatIsSeenAndNotAnyMoreOnceItAnswers() {
        try (Person person = chromium.person(server.url()).signIn("admin", PASSWORD)) {
            Page page = person.go("/nodes");
            assertThat(page.locator("h1")).containsText("3 nodes");
            page.evaluate("window.stayed = true");
            lab.run("pause", "m1");
            try {
                assertThat(banner(page)).containsText("The engine does not answer.");
                assertThat(banner(page)).containsText("Next try");
                assertThat(banner(page).locator("strong time")).hasText(Pattern.compile("\\d+ (s|min) ago"));
                assertThat(page.locator("#seen")).hasClass(Pattern.compile("\\bold\\b"));
                Assertions.assertThat(page.evaluate("window.stayed"))
                        .as("it came by itself")
                        .isEqualTo(true);
                String age = banner(page).locator("strong time").innerText();
                assertThat(banner(page).locator("strong time")).not().hasText(age);
                for (String path : PAGES) {
                    person.go(path);
                    assertThat(banner(page)).containsText("What you see is as it was");
                    Assertions.assertThat(page.locator("h1").innerText())
                            .as(path)
                            .isNotBlank();
                }
                person.go("/nodes");
                page.evaluate("window.stayed = true");
            } finally {
                lab.run("resume", "m1");
            }
            assertThat(banner(page)).hasCount(0);
            assertThat(page.locator("#seen")).not().hasClass(Pattern.compile("\\bold\\b"));
            Assertions.assertThat(page.evaluate("window.stayed"))
                    .as("it went by itself")
                    .isEqualTo(true);
            Assertions.assertThat(person.complaints()).isEmpty();
        }
    }

    @Test
    void aDeadEngineIsToldAndFoundAgain() {
        try (Person person = chromium.person(server.url()).signIn("admin", PASSWORD)) {
            Page page = person.go("/services");
            lab.run("stop", "m1");
            try {
                assertThat(banner(page)).containsText("The engine does not answer.");
            } finally {
                lab.run("start", "m1");
            }
            assertThat(banner(page)).hasCount(0);
            Assertions.assertThat(person.complaints()).isEmpty();
        }
    }

    @Test
    void whereOwnRequestsMayBeApprovedEveryPageSaysSo() {
        try (Person person = chromium.person(server.url()).signIn("admin", PASSWORD)) {
            for (String path : PAGES) {
                person.go(path);
                assertThat(person.page().locator(".notice.warn")).containsText("Own requests may be approved here.");
            }
            person.go("/accounts");
            assertThat(person.page().locator(".head")).containsText("swarmkeeper.change.four-eyes is false");
        }
    }
}
