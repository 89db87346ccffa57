package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
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

/** Everything that is read or decided, in a Chromium with JavaScript switched off, on the sample Swarm in memory. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(SampleRooms.class)
class NoScriptIT {

    private static final String PASSWORD = "correct-horse-battery";

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir", () -> Path.of("target", "noscript-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:noscript;DB_CLOSE_DELAY=-1");
        settings.add("swarmkeeper.change.bake", () -> "1s");
        settings.add("swarmkeeper.change.settle", () -> "0s");
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
    void people() {
        for (Role role : Role.values()) {
            if (accounts.find("n-" + role.word()).isEmpty()) {
                accounts.create("n-" + role.word(), PASSWORD, role, "admin");
            }
        }
    }

    private Person person(Role role) {
        return chromium.personWithoutScript("http://127.0.0.1:" + port).signIn("n-" + role.word(), PASSWORD);
    }

    @Test
    void everyPageIsReachedByLinksAndSaysWhatItHasToSay() {
        try (Person viewer = person(Role.VIEWER)) {
            Page page = viewer.page();
            for (String place : List.of(
                    "Findings",
                    "Changes",
                    "Services",
                    "Nodes",
                    "Networks",
                    "Storage",
                    "Stack files",
                    "Audit",
                    "Report",
                    "Overview")) {
                page.locator(".nav li a", new Page.LocatorOptions().setHasText(place))
                        .click();
                assertThat(page.locator(".nav [aria-current]")).containsText(place);
                Assertions.assertThat(page.locator("h1").innerText()).isNotBlank();
            }
            viewer.go("/services");
            assertThat(page.locator("table.services tbody tr")).hasCount(9);
            page.locator("input[name=q]").fill("redis");
            viewer.button("Filter").click();
            viewer.link("redis").first().click();
            assertThat(page.locator("main")).containsText("image redis");
            viewer.link("runs only once").click();
            assertThat(page.locator("main")).containsText("What cures it");
            viewer.link("All about this code").click();
            assertThat(page.locator("h1")).hasText("A service that runs only once");
            viewer.go("/findings?severity=critical&phase=1");
            Assertions.assertThat(page.locator("table.found tbody tr").count()).isGreaterThan(5);
            viewer.go("/report");
            page.locator("summary").click();
            assertThat(page.locator("pre").last()).containsText("## Open findings");
            assertThat(page.locator("article.report")).containsText("sophia_postgres would start empty");
            viewer.signOut();
            assertThat(page.locator("main")).containsText("You are signed out.");
        }
    }

    @Test
    void oneAsksAnotherApprovesAndTakesItBack() throws InterruptedException {
        try (Person operator = person(Role.OPERATOR);
                Person approver = person(Role.APPROVER)) {
            operator.go("/changes/new?service=sophia_mcp-linear");
            operator.page().locator("form[method=get] input[name=limitMib]").fill("1024");
            operator.button("Work it out again").click();
            assertThat(operator.page().locator(".diff")).containsText("1 GiB");
            operator.page().locator("textarea[name=reason]").fill("it may take all of its node");
            operator.button("Ask for this change").click();
            assertThat(operator.page().locator("main"))
                    .containsText("You asked for this yourself; a second person approves.");

            approver.page().navigate(operator.page().url());
            approver.button("Approve and run").click();
            assertThat(approver.page().locator("main")).containsText("Approved by n-approver");
            await(approver.page(), "succeeded");
            approver.button("Go back to the saved spec").click();
            await(approver.page(), "undone");
        }
    }

    /** Without JavaScript people load the page again. */
    private static void await(Page page, String state) throws InterruptedException {
        for (int i = 0; i < 120 && !page.locator(".head .tag").innerText().equals(state); i++) {
            Thread.sleep(500);
            page.reload();
        }
        assertThat(page.locator(".head .tag")).hasText(state);
    }

    @Test
    void aFindingIsSetAsideAndATokenIssuedAndRevoked() {
        try (Person admin = person(Role.ADMIN)) {
            Page page = admin.go("/findings?code=no-backup&service=sophia_redis");
            admin.link("Nobody backs up sophia_redis").click();
            page.locator("textarea[name=reason]").fill("it can be filled anew");
            admin.button("Set aside").click();
            assertThat(page.locator(".notice.good")).containsText("Set aside to the end of");
            admin.button("End the exemption").click();
            assertThat(page.locator(".notice.good")).containsText("the finding counts again");

            admin.go("/accounts");
            page.locator("input[placeholder='nightly report']").fill("the noscript token");
            page.locator("input[name=until]").fill("2099-01-31");
            admin.button("Issue token").click();
            assertThat(page.locator("#secret")).containsText("skt_");
            assertThat(page.locator(".head")).containsText("ends in");
            admin.go("/accounts");
            assertThat(admin.row("the noscript token")).containsText("never");
            admin.row("the noscript token").locator("button").click();
            assertThat(page.locator(".notice.good")).containsText("Revoked.");
        }
    }
}
