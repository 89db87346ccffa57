package io.swarmkeeper.web.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real Chromium: the distribution's (CHROMIUM), steered by the playwright-core that docker/test fetches. */
final class Chromium implements AutoCloseable {

    /** The machine that runs the tests may be busy. */
    private static final double PATIENCE_MILLIS = 300_000;

    private final Playwright playwright = Playwright.create();
    private final Browser browser;

    Chromium() {
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(
                                Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context;
    }

    /** Somebody with a browser profile of their own. */
    Person person(String url) {
        return new Person(context(new Browser.NewContextOptions()), url);
    }

    /** As above, with JavaScript switched off. */
    Person personWithoutScript(String url) {
        return new Person(context(new Browser.NewContextOptions().setJavaScriptEnabled(false)), url);
    }

    /** As above, on a screen of this size. */
    Person person(String url, int width, int height) {
        return new Person(context(new Browser.NewContextOptions().setViewportSize(width, height)), url);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
