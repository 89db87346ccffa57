package io.swarmkeeper.web.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;

/**
 * Somebody in front of a browser. Keeps whatever the browser complains about: errors of scripts, refusals of the
 * content security policy, what failed to load, dialogs that no page of ours opens.
 */
final class Person implements AutoCloseable {

    private final BrowserContext context;
    private final String url;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Person(BrowserContext context, String url) {
        this.context = context;
        this.url = url;
        context.onConsoleMessage(m -> {
            if (m.type().equals("error") || m.text().contains("Content Security Policy")) {
                complaints.add(m.location() + ": " + m.text());
            }
        });
        context.onWebError(e -> complaints.add(e.page().url() + ": " + e.error()));
        context.onDialog(this::wonder);
        page = context.newPage();
    }

    private void wonder(Dialog dialog) {
        complaints.add("a dialog: " + dialog.message());
        dialog.dismiss();
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    List<String> complaints() {
        return complaints;
    }

    String address(String path) {
        return url + path;
    }

    Person signIn(String name, String password) {
        page.navigate(address("/login"));
        page.locator("input[name=username]").fill(name);
        page.locator("input[name=password]").fill(password);
        button("Sign in").click();
        page.waitForURL(at -> !at.contains("/login"));
        return this;
    }

    Person signOut() {
        go("/account");
        button("Sign out").click();
        page.waitForURL(address("/login") + "*");
        return this;
    }

    /** Opens a page that must be there. */
    Page go(String path) {
        Response response = page.navigate(address(path));
        Assertions.assertThat(response.status()).as(path).isEqualTo(200);
        return page;
    }

    Locator button(String text) {
        return page.locator("button", new Page.LocatorOptions().setHasText(text));
    }

    Locator link(String text) {
        return page.locator("a", new Page.LocatorOptions().setHasText(text));
    }

    /** The row of a table in the main part that has this text. */
    Locator row(String text) {
        return page.locator("main tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    @Override
    public void close() {
        context.close();
    }
}
