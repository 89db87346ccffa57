package io.swarmkeeper.web.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The forms of the stack file pages, as a browser without JavaScript fills in and sends them. */
final class FileForm {

    private static final String BOUNDARY = "----as-browsers-make-them";
    private static final String CSRF = "SWARMKEEPER-CSRF=1c9a0ee5-4f0e-4c1a-9d43-3b0d31a7f6b2";

    private FileForm() {}

    /** One field. @param value a character for each byte */
    record Part(String name, Optional<String> fileName, String value) {

        static Part text(String name, String value) {
            return new Part(name, Optional.empty(), new String(value.getBytes(UTF_8), ISO_8859_1));
        }

        static Part file(String fileName, byte[] bytes) {
            return new Part("file", Optional.of(fileName), new String(bytes, ISO_8859_1));
        }

        /** A file called shop.yml. */
        static Part shop(String text) {
            return file("shop.yml", text.getBytes(UTF_8));
        }
    }

    /** @param session the cookie of whoever is signed in */
    static Caller browser(int port, String session) {
        return Caller.stranger(port).with("Cookie", session + "; " + CSRF).with("Accept", "text/html");
    }

    /** Proves that the form is one of ours. */
    static Part token() {
        return Part.text("_csrf", Caller.masked(CSRF));
    }

    static byte[] body(List<Part> parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            String file = part.fileName()
                    .map("; filename=\"%s\"\r\nContent-Type: application/octet-stream"::formatted)
                    .orElse("");
            String head = "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
                    .formatted(BOUNDARY, part.name(), file);
            body.writeBytes(head.getBytes(UTF_8));
            body.writeBytes(part.value().getBytes(ISO_8859_1));
            body.writeBytes("\r\n".getBytes(UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        return body.toByteArray();
    }

    static Answer send(Caller caller, String path, BodyPublisher body) {
        return caller.with("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .send("POST", path, body);
    }

    static Answer send(Caller caller, String path, Part... parts) {
        List<Part> all = new ArrayList<>(List.of(token()));
        all.addAll(Arrays.asList(parts));
        return send(caller, path, BodyPublishers.ofByteArray(body(all)));
    }

    /** The page that came, with what holds for all pages looked at. */
    static Document page(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        Document page = Jsoup.parse(answer.text());
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("[style], style, script:not([src]), [onclick], [onsubmit], table:not(:has(th[scope]))"))
                .isEmpty();
        return page;
    }

    /** What a browser sends from the form of cures, with these chosen. */
    static Part[] kept(Document page, String... cures) {
        List<Part> parts = new ArrayList<>();
        for (String name : List.of("name", "kept")) {
            parts.add(Part.text(
                    name, page.select("#cures input[name=" + name + "]").val()));
        }
        for (String cure : cures) {
            parts.add(Part.text("cure", cure));
        }
        return parts.toArray(Part[]::new);
    }

    /** What stands in the field: the line break at its very beginning is not part of it. */
    static String typed(Document page) {
        Element field = page.selectFirst("textarea[name=text]");
        assertThat(field).isNotNull();
        assertThat(field.wholeText()).startsWith("\n");
        return field.wholeText().substring(1);
    }

    static Document reviewed(Answer answer) {
        return page(answer, 200);
    }

    static Element line(Document page, int number) {
        Element line = page.getElementById("line-" + number);
        assertThat(line).isNotNull();
        return line;
    }
}
