package io.swarmkeeper.web.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.RouteWalk;
import io.swarmkeeper.web.WebServerTest;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The whole server on a real PostgreSQL instead of the H2 file: every table is written and read by its own API. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "spring.datasource.username=postgres",
            "swarmkeeper.admin-password=" + Caller.PASSWORD,
            "swarmkeeper.change.bake=1s",
        })
@AutoConfigureMetrics
@Import(WebServerTest.Twin.class)
@DirtiesContext
class PostgresIT {

    private static final LocalPostgres POSTGRES = LocalPostgres.start();

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    @Autowired
    Accounts accounts;

    /** For the anchor of the audit log: one that another log left would make this one look tampered with. */
    @TempDir
    static Path data;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("swarmkeeper.data-dir", data::toString);
        registry.add("spring.datasource.url", POSTGRES::url);
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    @Test
    void oneFixGoesAllTheWayAndEveryTableTakesPart() {
        Caller admin = Caller.admin(port);
        Answer account = admin.post(
                "/api/v1/accounts",
                "{\"name\":\"second\",\"password\":\"%s\",\"role\":\"approver\"}".formatted(Caller.PASSWORD));
        assertThat(account.status()).as(account.text()).isEqualTo(201);

        JsonNode finding = until(
                        () -> admin.get("/api/v1/findings?code=no-reservations&service=shop_web")
                                .json(),
                        found -> found.size() == 1)
                .get(0);
        Answer exemption =
                admin.post("/api/v1/exemptions", """
                {"code":"single-replica","subject":{"kind":"service","name":"shop_db"},"reason":"one is enough here","until":"%s"}""".formatted(Instant.now().plus(Duration.ofDays(3))));
        assertThat(exemption.status()).as(exemption.text()).isEqualTo(201);

        Answer requested = admin.post(
                "/api/v1/changes",
                "{\"findingId\":\"%s\",\"reason\":\"as planned\"}"
                        .formatted(finding.path("id").asString()));
        assertThat(requested.status()).as(requested.text()).isEqualTo(201);
        long id = requested.json().path("id").asLong();
        Answer own = admin.post("/api/v1/changes/%d/approval".formatted(id), "{\"reason\":\"mine\"}");
        assertThat(own.status()).as(own.text()).isEqualTo(403);
        Answer approved = Caller.stranger(port)
                .as("second", Caller.PASSWORD)
                .post("/api/v1/changes/%d/approval".formatted(id), "{\"reason\":\"fine\"}");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        JsonNode change = until(
                () -> admin.get("/api/v1/changes/" + id).json(),
                c -> !c.path("outcome").isNull());
        assertThat(change.path("state").asString()).as(change.toString()).isEqualTo("succeeded");

        assertThat(admin.get("/api/v1/findings?code=no-reservations&service=shop_web")
                        .json())
                .isEmpty();
        JsonNode verification = admin.get("/api/v1/audit/verification").json();
        assertThat(verification.path("valid").asBoolean()).isTrue();
        assertThat(verification.path("entries").asLong()).isGreaterThan(5);
    }

    /** PostgreSQL takes no NUL and no half of an emoji in a text, and says so by failing. */
    @Test
    void badInputIsToldHereAsWell() {
        accounts.create("walker", Caller.PASSWORD, Role.ADMIN, "test");
        RouteWalk walk = new RouteWalk(mapping, port, "walker");
        assertThat(walk.unknownIds()).isEmpty();
        assertThat(walk.wrongParameters()).isEmpty();
        assertThat(walk.brokenBodies()).isEmpty();
        for (String name : new String[] {"\u0000", "a\u0000b", "\ud800"}) {
            assertThat(Caller.stranger(port)
                            .as(name, "a\u0000b")
                            .get("/api/v1/nodes")
                            .code())
                    .isEqualTo("unauthenticated");
        }
    }

    private static JsonNode until(Supplier<JsonNode> ask, Predicate<JsonNode> wanted) {
        Instant deadline = Instant.now().plusSeconds(60);
        JsonNode answer = ask.get();
        while (!wanted.test(answer)) {
            assertThat(Instant.now())
                    .as("still waiting; the last answer was " + answer)
                    .isBefore(deadline);
            try {
                Thread.sleep(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            answer = ask.get();
        }
        return answer;
    }
}
