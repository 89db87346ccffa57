package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.Media;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A stack file dropped, chosen and pasted by a viewer in a real browser, with and without JavaScript. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(SampleRooms.class)
class StackFileIT {

    private static final String PASSWORD = "correct-horse-battery";
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String FILE = """
            \uFEFF# The shop. Ask Mara before you change anything.
            version: "3.8"
            services:
              web:
                image: nginx:latest
                restart: always
                ports: ["80:80"]
                networks: [front]
              db:   # holds the orders
                image: postgres:16
                environment:
                  - POSTGRES_PASSWORD=hunter2-hunter2
                volumes:
                  - data:/var/lib/postgresql/data
                deploy:
                  placement: {constraints: [node.label.tier == data]}

            volumes:
              data:
            """.replace("\n", "\r\n");

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @DynamicPropertySource
    static void ownData(DynamicPropertyRegistry settings) {
        settings.add(
                "swarmkeeper.data-dir",
                () -> Path.of("target", "stack-file-data").toString());
        settings.add("spring.datasource.url", () -> "jdbc:h2:mem:stackfile;DB_CLOSE_DELAY=-1");
    }

    @BeforeAll
    static void openBrowser() throws IOException {
        Files.createDirectories(PICTURES);
        chromium = new Chromium();
    }

    @AfterAll
    static void closeBrowser() {
        chromium.close();
    }

    @BeforeEach
    void viewer() {
        if (accounts.find("s-viewer").isEmpty()) {
            accounts.create("s-viewer", PASSWORD, Role.VIEWER, "admin");
        }
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    private static FilePayload file(String text) {
        return new FilePayload("shop.yml", "application/yaml", text.getBytes(UTF_8));
    }

    /** What the button hands out. */
    private static byte[] download(Person person) throws IOException {
        Download download = person.page()
                .waitForDownload(() -> person.button("Download the file").click());
        Assertions.assertThat(download.suggestedFilename()).isEqualTo("shop.yml");
        return Files.readAllBytes(download.path());
    }

    @Test
    void aFileIsChosenCuredAndTakenWithoutJavaScript() throws IOException {
        try (Person person = chromium.personWithoutScript(url()).signIn("s-viewer", PASSWORD)) {
            Page page = person.go("/stack-files");
            assertThat(page.locator(".dropping")).isHidden();
            page.locator("input[type=file]").setInputFiles(file(FILE));
            person.button("Review it").click();
            assertThat(page.locator("h1")).containsText("shop.yml has");
            assertThat(page.locator("#line-8 li").first()).containsText("undefined-network");
            assertThat(page.locator("#line-12 code")).hasText("- POSTGRES_PASSWORD=••••••");
            for (String cure : new String[] {
                "resources", "health-checks", "update-policy", "replicas", "placement", "volumes", "networks"
            }) {
                page.locator("input[value=" + cure + "]").uncheck();
            }
            person.button("Show what these change").click();
            assertThat(page.locator("#diff .add").last()).containsText("max-file");
            assertThat(page.locator("input[value=logging]")).isChecked();
            Assertions.assertThat(new String(download(person), UTF_8))
                    .isNotEqualTo(FILE)
                    .contains("    networks: [front]\r\n    logging:\r\n");
            page.locator("input[value=logging]").uncheck();
            Assertions.assertThat(download(person)).isEqualTo(FILE.getBytes(UTF_8));
        }
    }

    @Test
    void aTextIsPastedCorrectedAndTakenWithoutJavaScript() throws IOException {
        String bad = "\n\nservices:\n  a:\n\timage: a:1\n";
        try (Person person = chromium.personWithoutScript(url()).signIn("s-viewer", PASSWORD)) {
            Page page = person.go("/stack-files");
            page.locator("input[type=file]").setInputFiles(file(bad.replace("\n", "\r\n")));
            person.button("Review it").click();
            assertThat(page.locator("#line-5 li")).containsText("a tab");
            assertThat(page.locator("textarea")).hasValue(bad);
            page.locator("textarea").fill(bad.replace("\t", "    "));
            person.button("Review it").click();
            assertThat(page.locator("h1")).containsText("shop.yml has");
            page.waitForLoadState();
            var boxes = page.locator("input[name=cure]").all();
            Assertions.assertThat(boxes).isNotEmpty();
            for (var box : boxes) {
                box.uncheck();
            }
            Assertions.assertThat(new String(download(person), UTF_8))
                    .isEqualTo(bad.replace("\t", "    ").replace("\n", "\r\n"));
        }
    }

    @Test
    void aFileIsDroppedAndOneThatIsTooLargeStaysAtHome() {
        try (Person person = chromium.person(url()).signIn("s-viewer", PASSWORD)) {
            Page page = person.go("/stack-files");
            assertThat(page.locator(".dropping")).isVisible();
            drop(page, 1_100_000);
            Assertions.assertThat(page.locator("input[type=file]")
                            .evaluate("field => field.validationMessage")
                            .toString())
                    .isEqualTo("dropped.yml has 1100026 bytes; this page takes 1048576.");
            drop(page, 1);
            assertThat(page.locator("h1")).containsText("dropped.yml has");
            assertThat(page.locator("#line-3 li").first()).isVisible();
            Assertions.assertThat(person.complaints()).isEmpty();
        }
    }

    private static void drop(Page page, int comment) {
        page.evaluate("""
                comment => {
                  const dropped = new DataTransfer();
                  const text = `services:\\n a:\\n  image: a\\n#${"x".repeat(comment)}`;
                  dropped.items.add(new File([text], "dropped.yml"));
                  for (const type of ["dragover", "drop"]) {
                    document.querySelector("h1").dispatchEvent(
                      new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }));
                  }
                }
                """, comment);
    }

    @Test
    void whatThePageShowsStaysWhileTheSwarmMovesAndFitsEveryScreen() {
        for (int width : new int[] {1400, 768, 360}) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                var options = new Browser.NewContextOptions()
                        .setViewportSize(width, 1000)
                        .setColorScheme(scheme);
                try (Person person = new Person(chromium.context(options), url()).signIn("s-viewer", PASSWORD)) {
                    Page page = person.go("/stack-files");
                    picture(page, "form", width, scheme);
                    page.locator("input[type=file]").setInputFiles(file(FILE));
                    person.button("Review it").click();
                    assertThat(page.locator("#diff .add").first()).isVisible();
                    page.evaluate("htmx.trigger('#page', 'sse:moved')");
                    picture(page, "review", width, scheme);
                    assertThat(page.locator("#diff .add").first()).isVisible();
                    if (width == 1400 && scheme == ColorScheme.LIGHT) {
                        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
                        picture(page, "print", width, scheme);
                        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
                    }
                    Assertions.assertThat(person.complaints()).isEmpty();
                    person.go("/stack-files");
                    page.locator("textarea").fill("services:\n  a: [");
                    person.button("Review it").click();
                    assertThat(page.locator("#fault")).isVisible();
                    picture(page, "fault", width, scheme);
                }
            }
        }
    }

    private static void picture(Page page, String name, int width, ColorScheme scheme) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(PICTURES.resolve("stack-file-%s-%d-%s.png".formatted(name, width, scheme))));
        Assertions.assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as(name)
                .isLessThanOrEqualTo(width);
    }
}
