package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            "/changes",
            "/services",
            "/services/sophia_redis",
            "/nodes",
            "/nodes/m1",
            "/networks",
            "/storage",
            "/audit",
            "/report",
            "/accounts",
            "/account",
            "/changes/new?service=sophia_mcp-notion");
    private static final Path PICTURES = Path.of("target", "screenshots");

    private static Playwright playwright;
    private static Browser browser;

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
        playwright = Playwright.create();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(
                                Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
        playwright.close();
    }

    @BeforeEach
    void people() {
        for (Role role : List.of(Role.ADMIN, Role.OPERATOR, Role.APPROVER)) {
            if (accounts.find("b-" + role.word()).isEmpty()) {
                accounts.create("b-" + role.word(), PASSWORD, role, "admin");
            }
        }
    }

    private String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private Page signIn(BrowserContext context, Role role) {
        Page page = context.newPage();
        page.navigate(address("/login"));
        page.locator("input[name=username]").fill("b-" + role.word());
        page.locator("input[name=password]").fill(PASSWORD);
        page.locator("form button").click();
        page.waitForURL(address("/") + "*");
        return page;
    }

    @Test
    void noPageIsWiderThanThePhoneAndTheBrowserHasNothingToComplainAbout() {
        for (int[] size : new int[][] {{1400, 1000}, {360, 800}}) {
            try (BrowserContext context =
                    browser.newContext(new Browser.NewContextOptions().setViewportSize(size[0], size[1]))) {
                Page page = signIn(context, Role.ADMIN);
                List<String> complaints = new ArrayList<>();
                page.onConsoleMessage(m -> {
                    if (m.type().equals("error")) {
                        complaints.add(page.url() + ": " + m.text());
                    }
                });
                page.onPageError(e -> complaints.add(page.url() + ": " + e));
                for (String path : PAGES) {
                    Assertions.assertThat(page.navigate(address(path)).status())
                            .as(path)
                            .isEqualTo(200);
                    Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .as(path + " at " + size[0])
                            .isEqualTo(true);
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(PICTURES.resolve((path.equals("/")
                                            ? "overview"
                                            : path.replaceAll("\\W+", "-").substring(1))
                                    + "-" + size[0] + ".png")));
                }
                Assertions.assertThat(complaints).isEmpty();
            }
        }
    }

    @Test
    void aPageShowsALostNodeByItselfAndKeepsWhatSomebodyTypes() {
        try (BrowserContext context = browser.newContext()) {
            Page nodes = signIn(context, Role.OPERATOR);
            nodes.navigate(address("/nodes"));
            assertThat(nodes.locator("h1")).containsText("3 nodes are ready");
            Page services = context.newPage();
            services.navigate(address("/services"));
            services.locator("input[name=q]").fill("half a wo");
            swarm.loseNode("w2");
            assertThat(nodes.locator("h1")).containsText("w2 is down");
            assertThat(services.locator("input[name=q]")).hasValue("half a wo");
            swarm.returnNode("w2");
            assertThat(nodes.locator("h1")).containsText("3 nodes are ready");
        }
    }

    @Test
    void keysSearchAndGo() {
        try (BrowserContext context = browser.newContext()) {
            Page page = signIn(context, Role.OPERATOR);
            page.keyboard().press("g");
            page.keyboard().press("s");
            page.waitForURL(address("/services"));
            page.keyboard().press("/");
            assertThat(page.locator("input[type=search]")).isFocused();
            page.keyboard().type("redis");
            page.keyboard().press("Enter");
            assertThat(page.locator("table.services tbody tr")).hasCount(1);
        }
    }

    @Test
    void withoutJavaScriptOneAsksAndAnotherApproves() {
        try (BrowserContext asking = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                BrowserContext deciding =
                        browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page operator = signIn(asking, Role.OPERATOR);
            operator.navigate(address("/changes/new?service=sophia_mcp-linear"));
            operator.locator("textarea[name=reason]").fill("it may take all of its node");
            operator.locator("button", new Page.LocatorOptions().setHasText("Ask for this change"))
                    .click();
            assertThat(operator.locator("main")).containsText("You asked for this yourself; a second person approves.");

            Page approver = signIn(deciding, Role.APPROVER);
            approver.navigate(operator.url());
            approver.locator("button", new Page.LocatorOptions().setHasText("Approve and run"))
                    .click();
            assertThat(approver.locator("main")).containsText("Approved by b-approver");
        }
    }
}
