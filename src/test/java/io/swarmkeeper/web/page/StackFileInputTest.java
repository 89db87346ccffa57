package io.swarmkeeper.web.page;

import static io.swarmkeeper.web.page.FileForm.kept;
import static io.swarmkeeper.web.page.FileForm.line;
import static io.swarmkeeper.web.page.FileForm.page;
import static io.swarmkeeper.web.page.FileForm.reviewed;
import static io.swarmkeeper.web.page.FileForm.typed;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import io.swarmkeeper.web.page.FileForm.Part;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes to the page as a stack file, good and bad, and what is shown of it. */
@WebServerTest
class StackFileInputTest extends StackFileVisits {

    private static final int MEBIBYTE = 1 << 20;

    @Test
    void theFileComesBackByteForByte() {
        for (String text : List.of(
                "\uFEFF# ü \uD83D\uDE00 &amp; \"'\r\nservices:\r\n  a:\r\n    image: a:1   \r\n\r\n\r\n",
                "\n\nservices: {a: {image: 'a:1'}}",
                "# a\nservices:\r\n  a:\n    image: a:1\r\n")) {
            byte[] bytes = text.getBytes(UTF_8);
            Document page = reviewed(send(PAGE, Part.file("ü (1).yml", bytes)));
            page = reviewed(send(PAGE, kept(page, "logging")));
            assertThat(send(CURED, kept(page)).response().body()).as(text).isEqualTo(bytes);
            byte[] byApi = Caller.admin(port)
                    .with("Content-Type", "application/yaml")
                    .send(
                            "POST",
                            "/api/v1/stack-files/optimization?only=logging,resources",
                            BodyPublishers.ofByteArray(bytes))
                    .response()
                    .body();
            assertThat(byApi).isNotEqualTo(bytes);
            assertThat(send(CURED, kept(page, "logging", "resources"))
                            .response()
                            .body())
                    .as(text)
                    .isEqualTo(byApi);
        }
    }

    @Test
    void pastedTextHasThePlainLineEndsThatItHadInTheField() {
        Document page = reviewed(send(PAGE, Part.text("text", FILE.replace("\n", "\r\n"))));
        assertThat(page.select("h1").text()).startsWith("docker-compose.yml has ");
        assertThat(send(CURED, kept(page)).text()).isEqualTo(FILE);
        Answer small = person.form(
                PAGE,
                "_csrf=" + FileForm.token().value() + "&text=services:%0D%0A%20%20a:%0D%0A%20%20%20%20image:%20%C3%BC");
        assertThat(line(reviewed(small), 3).select("code").text()).isEqualTo("image: ü");
    }

    @Test
    void badInputIsToldBesideItsLineAndTheTextStays() {
        String bad = "\r\nservices:\r\n  redis:\r\n\timage: redis:7\r\n";
        Document page = page(send(PAGE, Part.shop(bad)), 400);
        assertThat(page.select("h1").text()).isEqualTo("shop.yml cannot be read as a stack file");
        assertThat(page.select("#fault [role=alert]").text())
                .isEqualTo("Line 4, column 1: Not YAML: a tab; YAML indents with spaces");
        assertThat(line(page, 4).select("li strong").text()).isEqualTo("Not YAML: a tab; YAML indents with spaces");
        assertThat(typed(page).replace("\r\n", "\n")).isEqualTo(bad.replace("\r\n", "\n"));

        Document corrected = reviewed(send(
                PAGE,
                Part.text("name", page.select("input[name=name]").val()),
                Part.text("lineEnd", page.select("input[name=lineEnd]").val()),
                Part.text("text", bad.replace("\t", "    "))));
        assertThat(corrected.select("h1").text()).startsWith("shop.yml has ");
        assertThat(send(CURED, kept(corrected)).text()).isEqualTo(bad.replace("\t", "    "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a: 1                                  | Line 1, column 1 | there are no services in it
        services: {a: {image: b, cpus: [}}    | Line 1, column 33 | not YAML
        services: {a: {image: b}, a: {}}      | Line 1, column 27 | a
        [1, 2]                                | Line 1, column 1 | a mapping with services is expected
        """)
    void whatIsNoStackFileSaysWhere(String text, String place, String why) {
        Document page = page(send(PAGE, Part.text("text", text)), 400);
        assertThat(page.select("#fault strong").first().text()).isEqualTo(place + ":");
        assertThat(page.select("#fault [role=alert]").text()).containsIgnoringCase(why);
        assertThat(page.select("textarea").text()).isEqualTo(text);
        assertThat(page(send(CURED, Part.text("text", text)), 400).select("#fault"))
                .hasSize(1);
    }

    @Test
    void whatIsNoTextIsToldAndNotOfferedAsText() {
        Document page = page(send(PAGE, Part.file("a.yml", "a: \u00FC".getBytes(ISO_8859_1))), 400);
        assertThat(page.select("#fault [role=alert]").text())
                .isEqualTo("Line 1, column 4: Byte 0xFC is not UTF-8; a stack file is text in UTF-8");
        assertThat(page.select("textarea").text()).isEmpty();
        assertThat(page(send(PAGE, Part.file("a.yml", new byte[0])), 400)
                        .select("h1")
                        .text())
                .isEqualTo("a.yml cannot be read as a stack file");
        Document nothing = page(send(PAGE, Part.file("", new byte[0]), Part.text("text", "")), 400);
        assertThat(nothing.select("h1").text()).isEqualTo("No stack file was sent");
        assertThat(page(send(PAGE, Part.text("kept", "%")), 400).text()).contains("kept is not base64");
    }

    @Test
    void hostileTextIsShownAndNeverInterpreted() {
        String hostile = "<img src=x onerror=alert(1)>";
        String text = "services:\n  a: # " + hostile + "</textarea></code>\n    image: '" + hostile + "'\n    "
                + hostile + ": 1\n";
        Document page = reviewed(send(PAGE, Part.file("%22" + hostile + ".yml", text.getBytes(UTF_8))));
        assertThat(page.select("img")).isEmpty();
        assertThat(page.select("h1").text()).contains(hostile);
        assertThat(line(page, 4).text()).contains(hostile).contains("unknown-field");
        Document bad = page(send(PAGE, Part.file(hostile, (text + "\t" + hostile).getBytes(UTF_8))), 400);
        assertThat(bad.select("img")).isEmpty();
        assertThat(typed(bad)).isEqualTo(text + "\t" + hostile);
        String folded = send(CURED, Part.file("../../a\\..%0D%0Ab\u202E.yml", FILE.getBytes(UTF_8)))
                .header("Content-Disposition");
        assertThat(folded).doesNotContain("/").doesNotContain("\\").doesNotContain("%E2%80%AE");
    }

    @Test
    void secretsAreHiddenWhereverTheFileIsShown() {
        String text = FILE
                + "    environment:\n      - DB_PASSWORD=hunter2-hunter2\n      - DB=postgres://a:hunter2-hunter2@db\n"
                + "    command: redis-server --requirepass hunter2-hunter2\n";
        Document page = reviewed(send(PAGE, Part.shop(text)));
        assertThat(page.html()).doesNotContain("hunter2");
        assertThat(line(page, 5).select("code").text()).isEqualTo("- DB_PASSWORD=••••••");
        assertThat(page.select("#diff .add")).hasSizeGreaterThan(10);
        String bad = text + "    cpus: --password hunter2-hunter2\n    services: [\n";
        Document refused = page(send(PAGE, Part.text("text", bad)), 400);
        assertThat(refused.select("textarea").text()).as("one's own text stays").contains("hunter2");
        refused.select("textarea").remove();
        assertThat(refused.html()).doesNotContain("hunter2");
    }

    @Test
    void aLongFileIsShownAroundWhatWasFound() {
        String text = FILE + "# nothing\n".repeat(FileListing.WHOLE) + "volumes: {}\n";
        Document page = reviewed(send(PAGE, Part.shop(text)));
        assertThat(page.select("table.listing tr")).hasSizeLessThan(12);
        assertThat(page.select("tr.gap code").text())
                .isEqualTo("lines 7 to %d, where nothing was found".formatted(FileListing.WHOLE + 5));
    }

    @Test
    void ofVeryManyFindingsTheWorstAreShownAndTheOthersCounted() {
        StringBuilder text = new StringBuilder("services:\n");
        for (int i = 0; i < 300; i++) {
            text.append("  s%d:\n    image: nginx:1\n    networks: [none]\n".formatted(i));
        }
        Document page = reviewed(send(PAGE, Part.shop(text.toString())));
        assertThat(page.select("table.listing li")).hasSize(StackFileSheet.MOST);
        assertThat(page.select("table.listing .tag.bad")).hasSizeGreaterThanOrEqualTo(300);
        assertThat(line(page, 901).select("li").text()).contains("undefined-network");
        assertThat(line(page, 5).select("li .tag").eachText()).doesNotContain("info");
        assertThat(page.select("#file > .hint").text())
                .startsWith("Of the findings ")
                .contains("more are not shown");
        assertThat(page.select("#cures table").first().select("tbody tr")).hasSize(StackFileSheet.MOST);
        assertThat(page.select("#diff > .diff > div")).hasSize(StackFileSheet.MOST);
        assertThat(page.select("#cures > .hint, #diff > .hint")).hasSize(2);
        assertThat(send(CURED, kept(page, "logging")).text().split("max-size", -1))
                .hasSize(301);
    }

    @Test
    void aMebibyteIsCarriedAlongAndMoreIsTold() {
        String largest = FILE + "#" + "x".repeat(MEBIBYTE - FILE.length() - 2) + "\n";
        Document page = reviewed(send(PAGE, Part.shop(largest)));
        assertThat(send(CURED, kept(page)).text()).isEqualTo(largest);

        Document large = page(send(PAGE, Part.shop(largest + "#")), 400);
        assertThat(large.select("#fault").text())
                .contains("The file has 1048577 bytes; this page takes 1 MiB, the command line 5 MiB");
        byte[] huge = FileForm.body(List.of(FileForm.token(), Part.shop("x".repeat(2 * MEBIBYTE))));
        page(FileForm.send(person, PAGE, BodyPublishers.ofByteArray(huge)), 413);
        page(FileForm.send(person, PAGE, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge))), 413);
    }

    @Test
    void nothingIsReadWithoutTheFormsTokenOrASession() {
        byte[] body = FileForm.body(List.of(Part.shop(FILE)));
        for (String path : List.of(PAGE, CURED)) {
            assertThat(FileForm.send(person, path, BodyPublishers.ofByteArray(body))
                            .status())
                    .isEqualTo(403);
            Answer stranger = FileForm.send(FileForm.browser(port, "SWARMKEEPER=none"), path, Part.shop(FILE));
            assertThat(stranger.status()).isIn(302, 401, 403);
            assertThat(stranger.text()).doesNotContain("redis");
        }
    }
}
