package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A Swarm whose every name and text wants to be a script. Worse than a real engine lets through, which checks names. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HostileSwarmIT {

    private static final String PASSWORD = "correct-horse-battery";
    private static final String HOSTILE = "\"><img src=x onerror=window.pwned=1><script>window.pwned=1</script>'🐳";
    private static final String LONG = HOSTILE + "0123456789".repeat(6_000);

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    InMemorySwarm swarm;

    @TestConfiguration(proxyBeanMethods = false)
    static class HostileRooms {

        @Bean
        @Primary
        InMemorySwarm hostileSwarm() {
            InMemorySwarm swarm = InMemorySwarm.ofThree();
            String net = swarm.network(HOSTILE, "10.0.1.0/24");
            swarm.service(HOSTILE)
                    .stack(HOSTILE)
                    .image(HOSTILE)
                    .network(net, HOSTILE)
                    .label("traefik.enable", "true")
                    .label(HOSTILE, HOSTILE)
                    .label("long", LONG)
                    .containerLabel(LONG, LONG)
                    .env(HOSTILE + "=" + HOSTILE, "LONG=" + LONG)
                    .command(HOSTILE, LONG)
                    .healthCheck("CMD", HOSTILE)
                    .replicas(2)
                    .add();
            swarm.service("keeps " + HOSTILE)
                    .image("postgres:15")
                    .volume(HOSTILE, "/" + HOSTILE)
                    .env("PASSWORD=" + HOSTILE)
                    .add();
            swarm.service("x".repeat(63))
                    .image("registry.example:5000/" + "y".repeat(200))
                    .network(net)
                    .constraint("node.labels." + "z".repeat(60) + " != " + "z".repeat(60))
                    .add();
            swarm.converge();
            swarm.editNode("w1", node -> {
                node.withObject("/Spec/Labels").put(HOSTILE, LONG);
                node.withObject("/Description").put("Hostname", HOSTILE);
            });
            return swarm.convergeAlways();
        }
    }

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir", () -> Path.of("target", "hostile-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:hostile;DB_CLOSE_DELAY=-1");
    }

    @BeforeAll
    static void openBrowser() {
        chromium = new Chromium();
    }

    @AfterAll
    static void closeBrowser() {
        chromium.close();
    }

    @Test
    void everyPageShowsItAsTextAndStaysInShape() {
        accounts.create("eve", PASSWORD, Role.ADMIN, "admin");
        String url = "http://127.0.0.1:" + port;
        for (int width : new int[] {1400, 360}) {
            try (Person eve = chromium.person(url, width, 900).signIn("eve", PASSWORD)) {
                for (String path : pages(eve)) {
                    Page page = eve.go(path);
                    assertThat(page.locator("main")).containsText("window.pwned=1");
                    assertThat(page.locator("main img, main script")).hasCount(0);
                    Assertions.assertThat(page.evaluate("window.pwned === undefined"))
                            .as(path)
                            .isEqualTo(true);
                    Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .as(path + " at " + width)
                            .isEqualTo(true);
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Path.of(
                                    "target",
                                    "screenshots",
                                    "hostile-" + path.replaceAll("\\W+", "-") + width + ".png")));
                }
                Assertions.assertThat(eve.complaints()).isEmpty();
            }
        }
    }

    /** Every page that names the service, the node or the network, and a change of the service with its log. */
    private List<String> pages(Person eve) {
        String service = swarm.idOf(HOSTILE);
        eve.go("/changes/new?service=" + service);
        if (eve.page().locator(".notice.bad").count() == 0) {
            eve.page().locator("textarea[name=reason]").fill(HOSTILE);
            eve.button("Ask for this change").click();
        }
        List<String> pages = new ArrayList<>(List.of(
                "/",
                "/findings",
                "/changes",
                "/changes/1",
                "/services",
                "/services/" + service,
                "/changes/new?service=" + service,
                "/nodes",
                "/networks",
                "/storage",
                "/audit",
                "/report"));
        eve.go("/findings");
        pages.add(eve.page().locator("table.found a.name").first().getAttribute("href"));
        eve.go("/networks");
        pages.add(eve.row(HOSTILE).first().locator("a.name").first().getAttribute("href"));
        eve.go("/nodes");
        pages.add(eve.page()
                .locator("a.name", new Page.LocatorOptions().setHasText("window.pwned"))
                .first()
                .getAttribute("href"));
        return pages;
    }
}
