package io.swarmkeeper.web.page;

import static io.swarmkeeper.web.page.Visitor.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Tokens, the own password, and a search through a long audit log. */
@PageTest
class AccountPagesTest {

    @Autowired
    Visitor visitor;

    @Autowired
    MockMvc web;

    @Autowired
    Accounts accounts;

    @Autowired
    AuditLog audit;

    @BeforeEach
    void people() {
        accounts.find("vera").ifPresent(a -> accounts.delete("vera", "admin"));
        visitor.account("vera", Role.VIEWER);
        visitor.account("ada", Role.ADMIN);
    }

    @Test
    void aTokenIsShownOnceAndNoLiveRefreshTakesItAway() throws Exception {
        MockHttpSession ada = visitor.signIn("ada", PASSWORD);
        MvcResult made = visitor.ask(
                post("/tokens")
                        .param("account", "ada")
                        .param("name", "<b>ci</b>")
                        .with(csrf()),
                ada);
        String address = Objects.requireNonNull(made.getResponse().getRedirectedUrl());
        assertThat(address).matches("/tokens/\\d+");

        MvcResult shown = visitor.ask(get(address).flashAttrs(made.getFlashMap()), ada);
        Document page = Jsoup.parse(shown.getResponse().getContentAsString());
        assertThat(page.select("#secret").text()).matches("skt_[A-Za-z0-9_-]{43}");
        assertThat(page.select(".head p").text()).contains("<b>ci</b>");
        assertThat(visitor.ask(get(address).header("HX-Request", "true"), ada)
                        .getResponse()
                        .getStatus())
                .isEqualTo(204);
        assertThat(visitor.page(address, ada).select("#secret")).isEmpty();
        assertThat(visitor.ask(get(address), visitor.signIn("vera", PASSWORD))
                        .getResponse()
                        .getStatus())
                .isEqualTo(403);
    }

    @Test
    void aTokenTellsWhenItWasLastUsedAndWhenItEnds() throws Exception {
        MockHttpSession ada = visitor.signIn("ada", PASSWORD);
        MvcResult made = visitor.ask(issue("ends-once", "2999-01-31"), ada);
        String secret = String.valueOf(made.getFlashMap().get("secret"));
        assertThat(row("ends-once", ada)).contains("by ada never in ").contains("days");
        web.perform(get("/api/v1/cluster").header("Authorization", "Bearer " + secret));
        assertThat(row("ends-once", ada)).doesNotContain("by ada never");

        assertThat(visitor.ask(issue("for-ever", ""), ada).getResponse().getRedirectedUrl())
                .matches("/tokens/\\d+");
        assertThat(row("for-ever", ada)).contains("by ada never never");
        assertThat(visitor.ask(issue("no-day", "31.1.2999"), ada).getFlashMap().get("refused"))
                .asString()
                .contains("2027-01-31")
                .contains("31.1.2999");
        assertThat(visitor.ask(issue("past", "2020-01-01"), ada).getFlashMap().get("refused"))
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
        return visitor.page("/accounts", session)
                .select("section[aria-label=Tokens] tr:has(th:contains(" + token + "))")
                .text();
    }

    @Test
    void theOwnPasswordChangesOnlyForWhoKnowsTheOldOneAndTheBrowserStaysSignedIn() throws Exception {
        MockHttpSession here = visitor.signIn("vera", PASSWORD);
        MockHttpSession elsewhere = visitor.signIn("vera", PASSWORD);
        MvcResult wrong = visitor.ask(change("not-the-old-one", "another-horse-77"), here);
        assertThat(wrong.getFlashMap().get("refused")).asString().contains("Nothing was changed");
        MvcResult weak = visitor.ask(change(PASSWORD, "short"), here);
        assertThat(weak.getFlashMap().get("refused")).asString().contains("at least 12");
        MvcResult done = visitor.ask(change(PASSWORD, "another-horse-77"), here);
        assertThat(done.getFlashMap().get("done")).asString().contains("changed");

        assertThat(visitor.page("/account", here).select("h1").text()).isEqualTo("Signed in as vera, viewer");
        assertThat(visitor.ask(get("/account"), elsewhere).getResponse().getRedirectedUrl())
                .isEqualTo("/login");
        assertThat(visitor.page("/account", visitor.signIn("vera", "another-horse-77"))
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
        MockHttpSession ada = visitor.signIn("ada", PASSWORD);
        for (String path : new String[] {"/tokens", "/account/password", "/accounts"}) {
            assertThat(visitor.ask(post(path), ada).getResponse().getStatus())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void aSearchThatFoundLittleGoesOnFurtherBack() throws Exception {
        audit.append("vera", "test.needle", "", Map.of());
        for (int i = 0; i < 5_100; i++) {
            audit.append("vera", "test.hay", "", Map.of());
        }
        MockHttpSession vera = visitor.signIn("vera", PASSWORD);
        Document first = visitor.page("/audit?q=test.needle", vera);
        assertThat(first.select("tbody tr")).isEmpty();
        assertThat(first.text()).contains("among those looked at");
        String older = first.select("a[rel=next]").attr("href");
        assertThat(visitor.page(older, vera).select("tbody tr")).hasSize(1);
    }
}
