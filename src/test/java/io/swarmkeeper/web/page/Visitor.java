package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Someone who signs in, opens pages and sends forms. */
final class Visitor {

    static final String PASSWORD = "correct-horse-battery";

    private final MockMvc web;
    private final Accounts accounts;

    Visitor(MockMvc web, Accounts accounts) {
        this.web = web;
        this.accounts = accounts;
    }

    /** Makes sure that there is such an account, with {@link #PASSWORD}. */
    void account(String name, Role role) {
        if (accounts.find(name).isEmpty()) {
            accounts.create(name, PASSWORD, role, "admin");
        }
    }

    MockHttpSession signIn(String name, String password) throws Exception {
        MvcResult in = web.perform(post("/login")
                        .param("username", name)
                        .param("password", password)
                        .with(csrf()))
                .andReturn();
        assertThat(in.getRequest().getSession(false)).isNotNull();
        return (MockHttpSession) in.getRequest().getSession();
    }

    MvcResult ask(MockHttpServletRequestBuilder request, MockHttpSession session) throws Exception {
        return web.perform(request.session(session).accept("text/html")).andReturn();
    }

    Document page(String path, MockHttpSession session) throws Exception {
        return Jsoup.parse(ask(get(path), session).getResponse().getContentAsString());
    }
}
