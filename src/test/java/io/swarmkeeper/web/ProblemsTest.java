package io.swarmkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Bad input: a clear problem each time, never a 500, never a stack trace. */
@WebServerTest
class ProblemsTest {

    @LocalServerPort
    int port;

    Caller admin;

    @BeforeEach
    void callAsAdmin() {
        admin = Caller.admin(port);
    }

    @ParameterizedTest(name = "{1} at {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/nope                              | not-found",
                "/api                                      | not-found",
                "/api/v2/services                          | not-found",
                "/api/v1/changes/4711                      | not-found",
                "/api/v1/changes/99999999999999999999      | invalid-parameter",
                "/api/v1/changes/twelve                    | invalid-parameter",
                "/api/v1/tasks?service=nope                | not-found",
                "/api/v1/tasks?servise=web                 | unknown-parameter",
                "/api/v1/tasks?service=a&service=b         | invalid-parameter",
                "/api/v1/services?limit=3                  | unknown-parameter",
                "/api/v1/findings?severity=bad             | invalid-parameter",
                "/api/v1/findings?severity=                | invalid-parameter",
                "/api/v1/findings?code=no-resource-limit   | invalid-parameter",
                "/api/v1/findings?phase=5                  | invalid-parameter",
                "/api/v1/findings?phase=one                | invalid-parameter",
                "/api/v1/findings?service=nope             | not-found",
                "/api/v1/findings?node=nope                | not-found",
                "/api/v1/audit?limit=0                     | invalid-parameter",
                "/api/v1/audit?limit=1001                  | invalid-parameter",
                "/api/v1/audit?after=-1                    | invalid-parameter",
                "/api/v1/report?format=pdf                 | invalid-parameter",
                "/api/v1/tasks?service=%zz                 | bad-request",
                "/api/v1/tasks?service=%00                 | not-found",
                "/api/v1/changes/%2e%2e/accounts           | bad-request",
                "/api/v1/%2fetc                            | bad-request",
                "/api/v1/services;x=1                      | bad-request",
                "/api/v1//services                         | bad-request",
            })
    void wrongAddressesAndParametersAreToldApart(String path, String code) {
        Answer answer = Raw.get(port, path, "admin", Caller.PASSWORD);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void aProblemSaysWhatWasFoundAndWhatIsExpected() {
        var problem = admin.get("/api/v1/findings?severity=bad").json();
        assertThat(problem.path("type").asString()).isEqualTo("urn:swarmkeeper:problem:invalid-parameter");
        assertThat(problem.path("status").asInt()).isEqualTo(400);
        assertThat(problem.path("detail").asString())
                .isEqualTo("severity: found \"bad\", expected one of critical, warning, info.");
        assertThat(problem.path("instance").asString()).isEqualTo("/api/v1/findings");
        assertThat(problem.path("parameter").asString()).isEqualTo("severity");
    }

    @Test
    void brokenJsonIsToldWithItsPlace() {
        var problem = admin.post("/api/v1/accounts", "{\"name\": \"eve\",\n  \"role\" \"viewer\"}")
                .json();
        assertThat(problem.path("code").asString()).isEqualTo("malformed-json");
        assertThat(problem.path("line").asInt()).isEqualTo(2);
        assertThat(problem.path("detail").asString()).startsWith("Line 2, column ");
    }

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                               | malformed-json",
                "{\"name\":\"a\",\"name\":\"b\"}                 | malformed-json",
                "{\"name\":\"eve\"} trailing                     | malformed-json",
                "{\"name\":\"eve\",\"admin\":true}               | invalid-body",
                "[]                                              | invalid-body",
                "null                                            | invalid-body",
                "\"text\"                                        | invalid-body",
                "{\"name\":{\"a\":1}}                            | invalid-body",
                "{\"name\":\"eve\"}                              | invalid-body",
                "{\"name\":\"eve\",\"password\":\"short\",\"role\":\"viewer\"}               | invalid-body",
                "{\"name\":\"eve\",\"password\":\"correct-horse-9\",\"role\":\"root\"}       | invalid-body",
                "{\"name\":\"Eve!\",\"password\":\"correct-horse-9\",\"role\":\"viewer\"}    | invalid-body",
                "{\"name\":\"label\",\"password\":\"correct-horse-9\",\"role\":\"viewer\"}   | invalid-body",
                "{\"name\":\"admin\",\"password\":\"correct-horse-9\",\"role\":\"viewer\"}   | conflict",
            })
    void bodiesThatAreNoAccountAreRefused(String body, String code) {
        assertThat(admin.post("/api/v1/accounts", body).code()).isEqualTo(code);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertThat(admin.post("/api/v1/changes", "{\"parameters\":" + "[".repeat(100_000))
                        .code())
                .isIn("malformed-json", "invalid-body");
    }

    @Test
    void anEmptyBodyAndTheWrongKindOfBodyAreRefused() {
        assertThat(admin.post("/api/v1/accounts", "").code()).isEqualTo("invalid-body");
        assertThat(admin.form("/api/v1/accounts", "name=eve").code()).isEqualTo("unsupported-media-type");
    }

    @Test
    void aBodyOfTenMegabytesIsRefusedWhetherItSaysItsLengthOrNot() {
        String body = "{\"reason\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}";
        assertThat(admin.post("/api/v1/changes", body).code()).isEqualTo("body-too-large");
        Answer chunked = admin.with("Content-Type", "application/json")
                .send(
                        "POST",
                        "/api/v1/changes",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes())));
        assertThat(chunked.code()).isEqualTo("body-too-large");
    }

    @Test
    void aFormOfTenMegabytesIsRefused() {
        Answer page = Caller.stranger(port).with("Accept", "text/html").get("/login");
        String csrf = Caller.cookie(page, "SWARMKEEPER-CSRF");
        Answer answer = Caller.stranger(port)
                .with("Cookie", csrf)
                .form("/login", "_csrf=" + Caller.masked(csrf) + "&username=" + "x".repeat(10 * 1024 * 1024));
        assertThat(answer.status()).isEqualTo(413);
        // Within the limit for bodies, but over that for forms.
        Answer smaller = Caller.stranger(port)
                .with("Cookie", csrf)
                .form("/login", "_csrf=" + Caller.masked(csrf) + "&username=" + "x".repeat(900 * 1024));
        assertThat(smaller.status()).isIn(400, 403, 413);
        assertThat(smaller.text()).doesNotContain("Exception");
    }

    @Test
    void theWrongMethodIsToldWithTheRightOnes() {
        Answer answer = admin.delete("/api/v1/services");
        assertThat(answer.code()).isEqualTo("method-not-allowed");
        assertThat(answer.header("Allow")).contains("GET");
    }

    @Test
    void aFormatThatDoesNotExistIsToldAsAProblemAllTheSame() {
        assertThat(admin.with("Accept", "application/xml")
                        .get("/api/v1/services")
                        .code())
                .isEqualTo("not-acceptable");
        assertThat(admin.with("Accept", "image/png").get("/api/v1/nope").code()).isEqualTo("not-found");
    }

    @Test
    void peopleGetPagesInsteadOfProblems() {
        String cookie = Caller.stranger(port).signIn("admin", Caller.PASSWORD);
        Answer page = Caller.stranger(port)
                .with("Cookie", cookie)
                .with("Accept", "text/html")
                .get("/no-such-page");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).doesNotContain("Exception").doesNotContain("Whitelabel");
    }

    @Test
    void headersBeyondAllMeasureAreRefusedByTomcatInOurWords() {
        Answer answer = admin.with("X-Long", "x".repeat(20_000)).get("/api/v1/services");
        assertThat(answer.code()).isEqualTo("bad-request");
    }

    @Test
    void everyAnswerForbidsWhatIsNotOurs() {
        for (String path : new String[] {"/api/v1/services", "/login", "/health/swarm", "/api/v1/nope"}) {
            Answer answer = admin.get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
                            + " frame-ancestors 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        }
    }
}
