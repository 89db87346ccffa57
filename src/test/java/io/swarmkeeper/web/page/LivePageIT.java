package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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

/** Pages that change by themselves while somebody uses them, in a Chromium. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(SampleRooms.class)
class LivePageIT {

    private static final String PASSWORD = "correct-horse-battery";

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    InMemorySwarm swarm;

    @Autowired
    Collector collector;

    @Autowired
    LiveState state;

    private Person person;

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir", () -> Path.of("target", "live-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:live;DB_CLOSE_DELAY=-1");
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
    void signIn() throws Exception {
        collector.fresh(); // what the test before put back
        if (accounts.find("ola").isEmpty()) {
            accounts.create("ola", PASSWORD, Role.OPERATOR, "admin");
        }
        person = chromium.person("http://127.0.0.1:" + port).signIn("ola", PASSWORD);
    }

    /** Nothing has become new for a while: what does now, the test has done. */
    private Page atRest(Page page) {
        long before;
        do {
            before = state.moved();
            page.waitForTimeout(2_000);
        } while (before != state.moved());
        return page;
    }

    @AfterEach
    void leave() {
        person.close();
        swarm.returnNode("w2");
        for (String made : List.of("sophia_newcomer", "sophia_latecomer")) {
            swarm.snapshot().findServiceByIdOrName(made).ifPresent(s -> swarm.removeService(made));
        }
    }

    @Test
    void aPageShowsALostNodeByItselfAndKeepsWhatSomebodyTypes() {
        Page nodes = person.go("/nodes");
        assertThat(nodes.locator("h1")).containsText("3 nodes are ready");
        Page services = person.context().newPage();
        services.navigate(person.address("/services"));
        services.locator("input[name=q]").fill("half a wo");
        swarm.loseNode("w2");
        assertThat(nodes.locator("h1")).containsText("w2 is down");
        assertThat(services.locator("input[name=q]")).hasValue("half a wo");
        swarm.returnNode("w2");
        assertThat(nodes.locator("h1")).containsText("3 nodes are ready");
    }

    /** What the held answer tells is old by the time it is shown, and the word of that came while it was on its way. */
    @Test
    void whatMovesWhileThePartIsOnItsWayIsFetchedToo() {
        swarm.loseNode("w2");
        Page page = person.go("/nodes");
        assertThat(page.locator("h1")).containsText("w2 is down");
        atRest(page);
        List<String> shown = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        page.route("**/nodes", route -> {
            asked.incrementAndGet();
            if (!shown.isEmpty()) {
                route.resume();
                return;
            }
            APIResponse old = route.fetch();
            shown.add(old.text());
            swarm.loseNode("w2");
            page.waitForTimeout(3_000);
            route.fulfill(new Route.FulfillOptions().setResponse(old));
        });
        swarm.returnNode("w2");
        page.waitForCondition(() -> !shown.isEmpty());
        Assertions.assertThat(shown.getFirst()).contains("3 nodes are ready");
        // before anything else becomes new by itself
        page.waitForCondition(() -> asked.get() >= 2, new Page.WaitForConditionOptions().setTimeout(7_000));
        assertThat(page.locator("h1")).containsText("w2 is down");
    }

    /** Whoever only had the cursor in a field must not be shown yesterday's Swarm for ever. */
    @Test
    void whatMovesWhileAFieldIsUsedIsToldAndShownAfterwards() {
        Page page = person.go("/services");
        page.locator("input[name=q]").focus();
        swarm.service("sophia_latecomer").stack("sophia").image("nginx:1").add();
        assertThat(page.locator("#seen.old")).hasAttribute("title", Pattern.compile("Something moved.*"));
        assertThat(person.row("latecomer")).hasCount(0);
        page.locator("h1").click();
        assertThat(person.row("latecomer")).hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(10_000));
        assertThat(page.locator("#seen.old")).hasCount(0);
        Assertions.assertThat(person.complaints()).isEmpty();
    }

    /** A click needs the element on which it began. */
    @Test
    void aClickIsNotLostToWhatMovesWhileItIsMade() {
        Page page = person.go("/nodes");
        Locator w1 = page.locator("a.name").getByText("w1");
        String there = person.address(w1.getAttribute("href"));
        w1.hover();
        page.mouse().down();
        swarm.loseNode("w2");
        page.waitForTimeout(3_000);
        page.mouse().up();
        page.waitForURL(there);
        page.goBack();
        page.locator("h1").hover();
        page.mouse().down();
        swarm.returnNode("w2");
        page.waitForTimeout(3_000);
        assertThat(page.locator("h1")).containsText("w2 is down");
        page.mouse().up();
        assertThat(page.locator("h1"))
                .containsText("3 nodes are ready", new LocatorAssertions.ContainsTextOptions().setTimeout(10_000));
    }

    /** htmx carries attributes of the part it replaces over to the new one, and the policy forbids that of a style. */
    @Test
    void aPartThatSomethingStyledIsReplacedWithinThePolicy() {
        Page page = person.go("/nodes");
        page.evaluate("document.getElementById('agents').style.opacity = 0.9");
        swarm.loseNode("w2");
        assertThat(page.locator("h1")).containsText("w2 is down");
        swarm.returnNode("w2");
        assertThat(page.locator("h1")).containsText("3 nodes are ready");
        Assertions.assertThat(person.complaints()).isEmpty();
    }

    @Test
    void aListWithFiltersKeepsUpUntilSomebodyUsesThem() {
        Page page = person.go("/services?stack=sophia");
        assertThat(page.locator("table.services tbody tr")).hasCount(9);
        swarm.service("sophia_newcomer").stack("sophia").image("nginx:1").add();
        assertThat(person.row("newcomer")).hasCount(1);
        page.locator("select[name=show]").selectOption("unlimited");
        swarm.removeService("sophia_newcomer");
        page.waitForTimeout(3_000);
        assertThat(person.row("newcomer")).hasCount(1);
        person.button("Filter").click();
        assertThat(person.row("newcomer")).hasCount(0);
    }

    /** Else whoever came by a link to a part of a page would be thrown back there every few seconds. */
    @Test
    void anAddressWithAPlaceInItIsGoneToOnce() {
        person.page().setViewportSize(900, 300);
        Page page = atRest(person.go("/nodes#agents"));
        page.waitForFunction("window.scrollY > 0");
        page.evaluate("window.scrollTo(0, 0)");
        swarm.loseNode("w2");
        assertThat(page.locator("h1")).containsText("w2 is down");
        page.waitForTimeout(1_000);
        Assertions.assertThat(page.evaluate("window.scrollY")).isEqualTo(0);
    }

    @Test
    void aPageOfWhatIsGoneSaysSo() {
        swarm.service("sophia_latecomer").stack("sophia").image("nginx:1").add();
        person.go("/services");
        assertThat(person.row("latecomer")).hasCount(1);
        Page page = atRest(person.go("/services/sophia_latecomer"));
        swarm.removeService("sophia_latecomer");
        assertThat(page.locator("#stale .notice.bad")).hasText("What this page shows is not there any more.");
        assertThat(page.locator("#seen.old")).hasCount(1);
        assertThat(page.locator("h1")).containsText("latecomer");
    }

    /** As where a proxy in front of us was restarted: no other word comes of what moved. */
    @Test
    void aPartThatCouldNotBeFetchedIsToldAndFetchedAfterAll() {
        Page page = person.go("/nodes");
        AtomicBoolean broken = new AtomicBoolean(true);
        page.route("**/nodes", route -> {
            if (broken.get()) {
                route.fulfill(new Route.FulfillOptions().setStatus(502).setBody("<h1>Bad Gateway</h1>"));
            } else {
                route.resume();
            }
        });
        swarm.loseNode("w2");
        assertThat(page.locator("#stale .notice.bad")).containsText("It is tried every few seconds.");
        assertThat(page.locator("#seen.old")).hasCount(1);
        broken.set(false);
        assertThat(page.locator("h1")).containsText("w2 is down");
        assertThat(page.locator("#stale")).hasCount(0);
        assertThat(page.locator("#seen.old")).hasCount(0);
    }

    @Test
    void whatSomebodySelectsToCopyStaysUntilItIsLetGo() {
        Page page = atRest(person.go("/nodes"));
        page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))");
        swarm.loseNode("w2");
        assertThat(page.locator("#seen.old")).hasCount(1);
        Assertions.assertThat(page.evaluate("getSelection().toString()").toString())
                .contains("3 nodes are ready");
        page.evaluate("getSelection().removeAllRanges()");
        assertThat(page.locator("h1")).containsText("w2 is down");
        assertThat(page.locator("#seen.old")).hasCount(0);
    }

    @Test
    void aFilterThatTheBrowserRemembersHoldsNothingUp() {
        Page page = person.go("/services?stack=sophia");
        page.locator("select[name=show]").selectOption("unlimited");
        person.button("Filter").click();
        page.waitForURL(at -> at.contains("show=unlimited"));
        page.goBack();
        page.waitForURL(at -> !at.contains("show="));
        swarm.service("sophia_newcomer").stack("sophia").image("nginx:1").add();
        assertThat(person.row("newcomer")).hasCount(1);
    }
}
