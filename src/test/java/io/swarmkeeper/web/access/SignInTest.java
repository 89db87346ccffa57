package io.swarmkeeper.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebServerTest
class SignInTest {

    private static final String NODES = "/api/v1/nodes";

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    Tokens tokens;

    @Autowired
    AuditLog audit;

    @Test
    void guessingIsSlowedDownWhetherTheNameExistsOrNot() {
        accounts.create("guessed", Caller.PASSWORD, Role.VIEWER, "test");
        for (String name : new String[] {"guessed", "nobody-of-this-name"}) {
            Caller guesser = Caller.stranger(port).as(name, "wrong-wrong-wrong");
            for (int i = 0; i < 5; i++) {
                assertThat(guesser.get(NODES).code()).as(name).isEqualTo("unauthenticated");
            }
            Answer slowed = slowed(guesser);
            assertThat(slowed.code()).as(name).isEqualTo("slow-down");
            assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(1, 60);
        }
    }

    /** A wait that was just over counts one more and begins anew. */
    private static Answer slowed(Caller caller) {
        Answer answer = caller.get(NODES);
        for (int i = 0; i < 5 && !answer.code().equals("slow-down"); i++) {
            answer = caller.get(NODES);
        }
        return answer;
    }

    /** One connection for the change and one for its audit entry, of the few that there are. */
    @Test
    void manyAccountChangesAtOnceHoldNobodyUp() throws Exception {
        Caller admin = Caller.admin(port);
        for (int i = 0; i < 16; i++) {
            accounts.create("crowd-" + i, Caller.PASSWORD, Role.VIEWER, "test");
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String path = "/api/v1/accounts/crowd-" + i;
                answers.add(threads.submit(
                        () -> admin.put(path, "{\"role\":\"operator\"}").status()));
            }
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
        }
        assertThat(statuses).containsOnly(200);
    }

    @Test
    void aFailedLoginIsWrittenDownOnceAndWithoutItsPassword() {
        Caller.stranger(port).as("written-down", "swordfish-swordfish").get(NODES);
        assertThat(audit.newest(50).stream().filter(e -> e.subject().equals("account written-down")))
                .singleElement()
                .extracting(AuditEntry::action, e -> e.detail().toString().contains("swordfish"))
                .containsExactly("login.failed", false);
    }

    @Test
    void anotherPasswordEndsSessionsTokensAndRememberedCredentialsAtOnce() {
        accounts.create("moved", Caller.PASSWORD, Role.VIEWER, "test");
        Caller basic = Caller.stranger(port).as("moved", Caller.PASSWORD);
        Caller token = Caller.stranger(port)
                .withToken(
                        tokens.create("moved", "test", Optional.empty(), "test").secret());
        String session = Caller.stranger(port).signIn("moved", Caller.PASSWORD);
        Caller page = Caller.stranger(port).with("Cookie", session);
        assertThat(basic.get(NODES).status()).isEqualTo(200);
        assertThat(token.get(NODES).status()).isEqualTo(200);
        assertThat(page.get(NODES).status()).isEqualTo(200);

        accounts.changePassword("moved", "another-horse-10", "test");

        assertThat(basic.get(NODES).status()).isEqualTo(401);
        assertThat(token.get(NODES).status()).isEqualTo(401);
        assertThat(page.get(NODES).status()).isEqualTo(401);
    }

    @Test
    void anotherRoleAndTheEndOfAnAccountEndThemToo() {
        for (String act : new String[] {"role", "deletion"}) {
            String name = "ended-by-" + act;
            accounts.create(name, Caller.PASSWORD, Role.OPERATOR, "test");
            Caller basic = Caller.stranger(port).as(name, Caller.PASSWORD);
            Caller token = Caller.stranger(port)
                    .withToken(
                            tokens.create(name, "t", Optional.empty(), "test").secret());
            Caller page =
                    Caller.stranger(port).with("Cookie", Caller.stranger(port).signIn(name, Caller.PASSWORD));
            for (Caller caller : new Caller[] {basic, token, page}) {
                assertThat(caller.get(NODES).status()).as(act).isEqualTo(200);
            }
            Caller admin = Caller.admin(port);
            Answer done = act.equals("role")
                    ? admin.put("/api/v1/accounts/" + name, "{\"role\":\"viewer\"}")
                    : admin.delete("/api/v1/accounts/" + name);
            assertThat(done.status()).as(done.text()).isLessThan(300);
            assertThat(token.get(NODES).status()).as(act).isEqualTo(401);
            assertThat(page.get(NODES).status()).as(act).isEqualTo(401);
            assertThat(basic.get(NODES).status()).as(act).isEqualTo(act.equals("role") ? 200 : 401);
            if (act.equals("role")) {
                assertThat(basic.post("/api/v1/changes", "{}").code()).isEqualTo("forbidden");
            }
        }
    }

    @Test
    void aTokenThatEndsByItselfIsRefusedFromThenOn() throws Exception {
        Caller token;
        Instant end;
        int status;
        int seconds = 2;
        do { // on a busy machine it may have ended before it is used for the first time
            seconds *= 2;
            end = Instant.now().plusSeconds(seconds);
            String asked = "{\"name\":\"short-%d\",\"expiresAt\":\"%s\"}".formatted(seconds, end);
            Answer made = Caller.admin(port).post("/api/v1/tokens", asked);
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            assertThat(made.json().path("expiresAt").asString()).isEqualTo(end.toString());
            token = Caller.stranger(port).withToken(made.json().path("token").asString());
            status = token.get(NODES).status();
        } while (!Instant.now().isBefore(end) && seconds < 120);
        assertThat(status).isEqualTo(200);
        Thread.sleep(Duration.between(Instant.now(), end).plusMillis(50));
        assertThat(token.get(NODES).code()).isEqualTo("unauthenticated");
    }

    @Test
    void aProgramWithADeadTokenKeepsNobodyElseOut() {
        Caller program = Caller.stranger(port).withToken("sk_dead");
        for (int i = 0; i < 40; i++) {
            program.get(NODES);
        }
        assertThat(slowed(program).code()).isEqualTo("slow-down");
        accounts.create("same-address", Caller.PASSWORD, Role.VIEWER, "test");
        assertThat(Caller.stranger(port)
                        .as("same-address", Caller.PASSWORD)
                        .get(NODES)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theApiMakesNoSession() {
        Answer answer = Caller.admin(port).get(NODES);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void aSessionMustProveThatACallComesFromItsOwnPages() {
        String session = Caller.stranger(port).signIn("admin", Caller.PASSWORD);
        Caller browser = Caller.stranger(port).with("Cookie", session);
        assertThat(browser.post("/api/v1/tokens", "{\"name\":\"t\"}").code()).isEqualTo("csrf");

        String csrf = "SWARMKEEPER-CSRF=1c9a0ee5-4f0e-4c1a-9d43-3b0d31a7f6b2";
        Answer proven = Caller.stranger(port)
                .with("Cookie", session + "; " + csrf)
                .with("X-CSRF-TOKEN", Caller.masked(csrf))
                .post("/api/v1/tokens", "{\"name\":\"t\"}");
        assertThat(proven.status()).as(proven.text()).isEqualTo(201);
        assertThat(proven.json().path("token").asString()).startsWith("skt_").hasSize(47);
    }

    @Test
    void credentialsThatABrowserSendsByItselfFromAnotherSiteAreNotEnough() {
        Caller elsewhere = Caller.admin(port).with("Sec-Fetch-Site", "cross-site");
        assertThat(elsewhere.post("/api/v1/tokens", "{\"name\":\"t\"}").code()).isEqualTo("csrf");
    }

    @Test
    void peopleAreSentToTheLoginAndProgramsAreNot() {
        Answer person = Caller.stranger(port).with("Accept", "text/html").get("/services");
        assertThat(person.status()).isEqualTo(302);
        assertThat(person.header("Location")).endsWith("/login");
        Answer browser = Caller.stranger(port).with("Accept", "text/html").get(NODES);
        assertThat(browser.header("WWW-Authenticate")).doesNotContain("Basic");
        assertThat(Caller.stranger(port).get(NODES).header("WWW-Authenticate")).contains("Basic", "Bearer");
    }
}
