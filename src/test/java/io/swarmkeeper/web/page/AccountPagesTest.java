package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Tokens, the own password, and a search through a long audit log. */
@SpringBootTest
@AutoConfigureMockMvc
@Import(SampleRooms.class)
class AccountPagesTest {

    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    static Path data;

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add("swarmkeeper.data-dir", data::toString);
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:account-pages;DB_CLOSE_DELAY=-1");
    }

    @Autowired
    MockMvc web;

    @Autowired
    Accounts accounts;

    @Autowired
    AuditLog audit;

    @BeforeEach
    void people() {
        accounts.find("vera").ifPresent(a -> accounts.delete("vera", "admin"));
        accounts.create("vera", PASSWORD, Role.VIEWER, "admin");
        if (accounts.find("ada").isEmpty()) {
            accounts.create("ada", PASSWORD, Role.ADMIN, "admin");
        }
    }

    private MockHttpSession signIn(String name, String password) throws Exception {
        MvcResult in = web.perform(post("/login")
                        .param("username", name)
                        .param("password", password)
                        .with(csrf()))
                .andReturn();
        return (MockHttpSession) Objects.requireNonNull(in.getRequest().getSession());
    }

    private MvcResult ask(MockHttpServletRequestBuilder request, MockHttpSession session) throws Exception {
        return web.perform(request.session(session).accept("text/html")).andReturn();
    }

    private Document page(String path, MockHttpSession session) throws Exception {
        return Jsoup.parse(ask(get(path), session).getResponse().getContentAsString());
    }

    @Test
    void aTokenIsShownOnceAndNoLiveRefreshTakesItAway() throws Exception {
        MockHttpSession ada = signIn("ada", PASSWORD);
        MvcResult made = ask(
                post("/tokens")
                        .param("account", "ada")
                        .param("name", "<b>ci</b>")
                        .with(csrf()),
                ada);
        String address = Objects.requireNonNull(made.getResponse().getRedirectedUrl());
        assertThat(address).matches("/tokens/\\d+");

        MvcResult shown = ask(get(address).flashAttrs(made.getFlashMap()), ada);
        Document page = Jsoup.parse(shown.getResponse().getContentAsString());
        assertThat(page.select("#secret").text()).matches("skt_[A-Za-z0-9_-]{43}");
        assertThat(page.select(".head p").text()).contains("<b>ci</b>");
        assertThat(ask(get(address).header("HX-Request", "true"), ada)
                        .getResponse()
                        .getStatus())
                .isEqualTo(204);
        assertThat(page(address, ada).select("#secret")).isEmpty();
        assertThat(ask(get(address), signIn("vera", PASSWORD)).getResponse().getStatus())
                .isEqualTo(403);
    }

    @Test
    void aTokenTellsWhenItWasLastUsedAndWhenItEnds() throws Exception {
        MockHttpSession ada = signIn("ada", PASSWORD);
        MvcResult made = ask(issue("ends-once", "2999-01-31"), ada);
        String secret = String.valueOf(made.getFlashMap().get("secret"));
        assertThat(row("ends-once", ada)).contains("by ada never in ").contains("days");
        web.perform(get("/api/v1/cluster").header("Authorization", "Bearer " + secret));
        assertThat(row("ends-once", ada)).doesNotContain("by ada never");

        assertThat(ask(issue("for-ever", ""), ada).getResponse().getRedirectedUrl())
                .matches("/tokens/\\d+");
        assertThat(row("for-ever", ada)).contains("by ada never never");
        assertThat(ask(issue("no-day", "31.1.2999"), ada).getFlashMap().get("refused"))
                .asString()
                .contains("2027-01-31")
                .contains("31.1.2999");
        assertThat(ask(issue("past", "2020-01-01"), ada).getFlashMap().get("refused"))
                .asString()
                .contains("before now");
    }

    private static MockHttpServletRequestBuilder issue(String name, String until) {
        return post("/tokens")
                .param("account", "ada")
                .param("name", name)
                .param("until", until)
                .with(csrf());
    }

    private String row(String token, MockHttpSession session) throws Exception {
        return page("/accounts", session)
                .select("section[aria-label=Tokens] tr:has(th:contains(" + token + "))")
                .text();
    }

    @Test
    void theOwnPasswordChangesOnlyForWhoKnowsTheOldOneAndTheBrowserStaysSignedIn() throws Exception {
        MockHttpSession here = signIn("vera", PASSWORD);
        MockHttpSession elsewhere = signIn("vera", PASSWORD);
        MvcResult wrong = ask(change("not-the-old-one", "another-horse-77"), here);
        assertThat(wrong.getFlashMap().get("refused")).asString().contains("Nothing was changed");
        MvcResult weak = ask(change(PASSWORD, "short"), here);
        assertThat(weak.getFlashMap().get("refused")).asString().contains("at least 12");
        MvcResult done = ask(change(PASSWORD, "another-horse-77"), here);
        assertThat(done.getFlashMap().get("done")).asString().contains("changed");

        assertThat(page("/account", here).select("h1").text()).isEqualTo("Signed in as vera, viewer");
        assertThat(ask(get("/account"), elsewhere).getResponse().getRedirectedUrl())
                .isEqualTo("/login");
        assertThat(page("/account", signIn("vera", "another-horse-77"))
                        .select("h1")
                        .text())
                .contains("vera");
    }

    private static MockHttpServletRequestBuilder change(String old, String wanted) {
        return post("/account/password")
                .param("old", old)
                .param("password", wanted)
                .with(csrf());
    }

    @Test
    void withoutItsCsrfTokenNoFormIsTaken() throws Exception {
        MockHttpSession ada = signIn("ada", PASSWORD);
        for (String path : new String[] {"/tokens", "/account/password", "/accounts"}) {
            assertThat(ask(post(path), ada).getResponse().getStatus()).as(path).isEqualTo(403);
        }
    }

    @Test
    void aSearchThatFoundLittleGoesOnFurtherBack() throws Exception {
        audit.append("vera", "test.needle", "", Map.of());
        for (int i = 0; i < 5_100; i++) {
            audit.append("vera", "test.hay", "", Map.of());
        }
        MockHttpSession vera = signIn("vera", PASSWORD);
        Document first = page("/audit?q=test.needle", vera);
        assertThat(first.select("tbody tr")).isEmpty();
        assertThat(first.text()).contains("among those looked at");
        String older = first.select("a[rel=next]").attr("href");
        assertThat(page(older, vera).select("tbody tr")).hasSize(1);
    }
}
