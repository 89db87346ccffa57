package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
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

/** What the services page of a Swarm of 300 services costs a browser that has nothing of it yet. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class FirstViewIT {

    private static final String PASSWORD = "correct-horse-battery";
    private static final int SERVICES = 300;
    private static final long MOST_BYTES = 150_000;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    LiveState state;

    @TestConfiguration(proxyBeanMethods = false)
    static class ManyServices {

        @Bean
        @Primary
        InMemorySwarm manyServices() {
            InMemorySwarm swarm = InMemorySwarm.ofThree();
            String net = swarm.network("shop_net", "10.0.0.0/16");
            for (int i = 0; i < SERVICES; i++) {
                swarm.service("shop%d_%s-%d".formatted(i % 17, i % 2 == 0 ? "worker" : "api", i))
                        .stack("shop" + i % 17)
                        .image("registry.example/shop/" + (i % 2 == 0 ? "worker" : "api") + ":1." + i)
                        .network(net)
                        .replicas(i % 4 + 1)
                        .add();
            }
            // Without tasks: a page of services counts them only, and the twin would take its time.
            return swarm;
        }
    }

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir",
                () -> Path.of("target", "first-view-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:first-view;DB_CLOSE_DELAY=-1");
    }

    @Test
    void theFirstViewOfThreeHundredServicesIsSmallAndNothingNewCostsNothing() {
        accounts.create("sid", PASSWORD, Role.VIEWER, "admin");
        String url = "http://127.0.0.1:" + port;
        try (Chromium chromium = new Chromium();
                Person signedIn = chromium.person(url).signIn("sid", PASSWORD);
                Person sid = new Person(
                        chromium.context(new Browser.NewContextOptions()
                                .setStorageState(signedIn.context().storageState())),
                        url)) {
            CDPSession wire = sid.context().newCDPSession(sid.page());
            wire.send("Network.enable");
            Map<String, String> asked = new ConcurrentHashMap<>();
            AtomicLong bytes = new AtomicLong();
            Map<String, String> onTheWay = new ConcurrentHashMap<>();
            wire.on("Network.requestWillBeSent", e -> {
                asked.put(id(e), address(e));
                onTheWay.put(id(e), address(e));
            });
            wire.on("Network.loadingFinished", e -> onTheWay.remove(id(e)));
            wire.on("Network.loadingFailed", e -> onTheWay.remove(id(e)));
            wire.on(
                    "Network.loadingFinished",
                    e -> bytes.addAndGet(e.get("encodedDataLength").getAsLong()));

            Page page = sid.go("/services");
            assertThat(page.locator("table.services tbody tr")).hasCount(SERVICES);
            page.waitForTimeout(2_000);
            Assertions.assertThat(bytes.get()).as(asked.values().toString()).isBetween(20_000L, MOST_BYTES);

            // What is judged by time becomes new by itself in the first minute, here or there in it.
            long before = -1;
            for (int i = 0; i < 10 && before != state.version(); i++) {
                before = state.version();
                // what became new just before is told, asked for and here
                page.waitForTimeout(3_000);
                page.waitForCondition(() -> onTheWay.values().stream().allMatch(u -> u.contains("/live")));
                asked.clear();
                page.waitForTimeout(8_000);
            }
            Assertions.assertThat(state.version()).as("nothing new").isEqualTo(before);
            Assertions.assertThat(asked.values())
                    .as("asked for with nothing new")
                    .isEmpty();
            Assertions.assertThat(sid.complaints()).isEmpty();

            // Two answers can only be compared if nothing became new between them.
            APIResponse again;
            int tries = 0;
            do {
                before = state.version();
                String known = part(page, url, Map.of()).headers().get("etag");
                again = part(page, url, Map.of("If-None-Match", known));
            } while (before != state.version() && ++tries < 10);
            Assertions.assertThat(state.version()).as("nothing new").isEqualTo(before);
            Assertions.assertThat(again.status()).isEqualTo(304);
            Assertions.assertThat(again.body()).isEmpty();
        }
    }

    private static APIResponse part(Page page, String url, Map<String, String> headers) {
        RequestOptions options = RequestOptions.create().setHeader("HX-Request", "true");
        headers.forEach(options::setHeader);
        return page.request().get(url + "/services", options);
    }

    private static String id(JsonObject event) {
        return event.get("requestId").getAsString();
    }

    private static String address(JsonObject event) {
        return event.getAsJsonObject("request").get("url").getAsString();
    }
}
