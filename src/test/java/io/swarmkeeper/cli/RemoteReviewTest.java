package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code review --against} a server, which is played here: what goes out, and what is made of each answer. */
class RemoteReviewTest extends CommandTest {

    private static final String FOUND = """
            {"findings": [
              {"code": "stack-drift", "severity": "info", "line": 2, "column": 3, "subject": "api",
               "title": "api: image is b here and a in the Swarm", "explanation": "The next deploy sets what stands here."},
              {"code": "no-resource-limits", "severity": "critical", "line": 2, "column": 3, "subject": "api",
               "title": "found there as well", "explanation": "And here."}]}
            """;

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = FOUND;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add("%s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int review(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "review",
                file.toString(),
                "--against",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/"));
        words.addAll(List.of(more));
        if (!words.contains("--fail-on")) {
            words.addAll(List.of("--fail-on", "never"));
        }
        return run(Map.of("SWARMKEEPER_TOKEN", "skt_1"), words.toArray(String[]::new));
    }

    @Test
    void theServerTellsWhatDiffersAndNothingElse() throws IOException {
        assertThat(review("--stack", "my shop")).isZero();
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/stack-files/review?stack=my+shop Bearer skt_1 " + Files.readString(file));
        assertThat(out)
                .contains(":2:3: info: api: image is b here and a in the Swarm [stack-drift]")
                .contains("no-resource-limits")
                .doesNotContain("found there as well");
        assertThat(review()).isZero();
        assertThat(asked.getLast()).contains("review?stack= ");
        review("--format", "sarif");
        assertThat(out).contains("\"ruleId\" : \"stack-drift\"");
        review("--format", "junit");
        assertThat(out).contains("<failure type=\"stack-drift\"");
    }

    @Test
    void aDriftIsAsBadAsTheServerSays() {
        answer = FOUND.replaceFirst("info", "warning");
        assertThat(review("--fail-on", "warning")).isEqualTo(1);
        assertThat(out).contains(":2:3: warning: api: image is b here");
    }

    /** A server is what the address leads to; what it tells is checked like a file. */
    @Test
    void aFindingOfAnotherFormIsNoFaultOfOurs() {
        answer = FOUND.replaceFirst("info", "dire").replaceFirst("\"line\": 2", "\"line\": -2");

        assertThat(review()).isZero();
        assertThat(out).contains(":1:3: info: api: image is b here");
    }

    @Test
    void whatGoesWrongIsSaid() {
        status = 401;
        answer = "{}";
        assertThat(review()).isEqualTo(2);
        assertThat(err).contains("does not know the token in SWARMKEEPER_TOKEN").doesNotContain("skt_1");
        status = 400;
        answer = "{\"detail\": \"There is no stack x; there are shop.\"}";
        assertThat(review("--stack", "x")).isEqualTo(2);
        assertThat(err).contains("answers 400: There is no stack x; there are shop.");
        answer = "<html>";
        assertThat(review()).isEqualTo(2);
        assertThat(err).contains("is it a Swarmkeeper?");
        status = 200;
        answer = "";
        assertThat(review()).isEqualTo(2);
        assertThat(err).contains("answers 200: 200 and JSON are expected; is it a Swarmkeeper?");
        answer = " ".repeat((64 << 20) + 1);
        assertThat(review()).isEqualTo(2);
        assertThat(err).contains("its answer is larger than 64 MiB");
        server.stop(0);
        assertThat(review()).isEqualTo(2);
        assertThat(err).contains("cannot be asked: no connection");
        assertThat(out).isEmpty();
    }
}
