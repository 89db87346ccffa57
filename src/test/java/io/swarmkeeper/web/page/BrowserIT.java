package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** The pages in a real Chromium, on the sample Swarm in memory. Leaves its pictures in target/screenshots. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(SampleRooms.class)
class BrowserIT {

    private static final String PASSWORD = "correct-horse-battery";
    private static final List<String> PAGES = List.of(
            "/",
            "/findings",
            "/findings?state=all&severity=critical",
            "/findings/codes",
            "/findings/codes/crash-looping",
            "/changes",
            "/services",
            "/services/sophia_redis",
            "/nodes",
            "/nodes/m1",
            "/networks",
            "/storage",
            "/stack-files",
            "/audit",
            "/report",
            "/accounts",
            "/account",
            "/changes/new?service=sophia_mcp-notion",
            "/changes/new?service=sophia_redis&limitMib=1");
    private static final Path PICTURES = Path.of("target", "screenshots");

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    InMemorySwarm swarm;

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir", () -> Path.of("target", "browser-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1");
    }

    @BeforeAll
    static void openBrowser() throws Exception {
        Files.createDirectories(PICTURES);
        chromium = new Chromium();
    }

    @AfterAll
    static void closeBrowser() {
        chromium.close();
    }

    @BeforeEach
    void people() {
        for (Role role : List.of(Role.ADMIN, Role.OPERATOR, Role.APPROVER)) {
            if (accounts.find("b-" + role.word()).isEmpty()) {
                accounts.create("b-" + role.word(), PASSWORD, role, "admin");
            }
        }
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    private static Person signIn(Person person, Role role) {
        return person.signIn("b-" + role.word(), PASSWORD);
    }

    @Test
    void noPageIsWiderThanThePhoneAndTheBrowserHasNothingToComplainAbout() {
        for (int[] size : new int[][] {{1400, 1000}, {768, 1000}, {360, 800}}) {
            try (Person person = signIn(chromium.person(url(), size[0], size[1]), Role.ADMIN)) {
                List<String> paths = new ArrayList<>(PAGES);
                person.go("/findings");
                paths.add(person.page().locator("table.found a.name").first().getAttribute("href"));
                person.go("/networks");
                paths.add(person.row("sophia_sophia")
                        .first()
                        .locator("a.name")
                        .first()
                        .getAttribute("href"));
                for (String path : paths) {
                    Page page = person.go(path);
                    Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .as(path + " at " + size[0])
                            .isEqualTo(true);
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(PICTURES.resolve((path.equals("/")
                                            ? "overview"
                                            : path.replaceAll("\\W+", "-").substring(1))
                                    + "-" + size[0] + ".png")));
                }
                Assertions.assertThat(person.complaints()).isEmpty();
            }
        }
    }

    @Test
    void whatIsNotThereIsToldWithinThePolicy() {
        try (Person person = signIn(chromium.person(url()), Role.OPERATOR)) {
            for (String path : List.of("/nope", "/services/none", "/findings/f-0", "/changes/4711", "/accounts")) {
                Assertions.assertThat(
                                person.page().navigate(person.address(path)).status())
                        .as(path)
                        .isIn(403, 404);
                assertThat(person.page().locator("h1")).hasCount(1);
                assertThat(person.page().locator("a[href='/']").first()).isVisible();
            }
            person.signOut();
            Assertions.assertThat(person.complaints())
                    .allMatch(c -> c.contains("the server responded with a status of 40"));
        }
    }

    @Test
    void theApiPageListsEveryCallAndTriesOneUnderItsPolicy() {
        try (Person person = signIn(chromium.person(url()), Role.ADMIN)) {
            Page page = person.go("/api-docs");
            assertThat(page.locator(".opblock-summary-path").first()).isVisible();
            assertThat(page.locator(".info .title")).containsText("Swarmkeeper");
            Assertions.assertThat(page.locator(".opblock").count()).isGreaterThan(30);
            Locator cluster = page.locator(".opblock", new Page.LocatorOptions().setHasText("/api/v1/cluster"));
            cluster.locator(".opblock-summary-control").click();
            cluster.locator(".try-out__btn").click();
            cluster.locator(".execute").click();
            assertThat(cluster.locator(".live-responses-table .response-col_status")
                            .last())
                    .containsText("200");
            assertThat(cluster.locator(".live-responses-table")).containsText("engineVersion");
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("api-docs.png")));
            Assertions.assertThat(person.complaints()).isEmpty();
        }
    }

    @Test
    void onAPhoneTheNavigationShowsWhereOneIs() {
        try (Person person = signIn(chromium.person(url(), 360, 800), Role.ADMIN)) {
            for (String path : List.of("/", "/storage", "/accounts")) {
                Page page = person.go(path);
                assertThat(page.locator(".nav [aria-current]")).isInViewport();
                assertThat(page.locator("#seen")).isInViewport();
            }
        }
    }

    @Test
    void keysSearchAndGo() {
        try (Person person = signIn(chromium.person(url()), Role.ADMIN)) {
            Page page = person.page();
            for (char key : "fcsnwvtarou".toCharArray()) {
                go(person, String.valueOf(key));
            }
            page.keyboard().press("/");
            page.waitForURL(person.address("/services#search"));
            assertThat(page.locator("input[type=search]")).isFocused();
            page.keyboard().type("redis");
            page.keyboard().press("Enter");
            page.waitForURL(at -> at.contains("q=redis"));
            assertThat(page.locator("table.services tbody tr")).hasCount(1);
            page.keyboard().press("/");
            assertThat(page.locator("input[type=search]")).isFocused();
            page.locator("h1").click();
            page.keyboard().press("?");
            assertThat(page.locator("#help")).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.locator("#help")).isHidden();
        }
    }

    /** By the keyboard. On a busy machine the second key may come too late, and is rightly none. */
    private static void go(Person person, String key) {
        Page page = person.page();
        String there = person.address(page.locator("nav [data-key=" + key + "]").getAttribute("href"));
        for (int left = 4; left >= 0; left--) {
            page.keyboard().press("g");
            page.keyboard().press(key);
            try {
                page.waitForURL(there, new Page.WaitForURLOptions().setTimeout(10_000));
                return;
            } catch (TimeoutError e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }
}
