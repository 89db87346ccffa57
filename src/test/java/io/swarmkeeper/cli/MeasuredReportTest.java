package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** {@code optimize --measured}, by a file and by a server. */
class MeasuredReportTest extends CommandTest {

    private static final String REPORT = """
        {"swarmkeeper": {"version": "0.1.0", "form": 1}, "at": "2026-11-28T10:00:00Z", "findings": [],
         "services": [{"name": "shop_api", "stack": "shop", "nameInStack": "api", "sizing": {
           "samples": 52000, "observedSeconds": 518400, "confidenceDays": 6.0, "undecided": null,
           "peakBytes": 432013312,
           "limit": {"cpuNano": {"amount": 500000000, "how": ""}, "memoryBytes": {"amount": 497025024, "how": ""}},
           "reservation": {"cpuNano": {"amount": 250000000, "how": ""},
                           "memoryBytes": {"amount": 419430400, "how": ""}}}}]}
        """;

    private static final String TOKEN = "skt_a-token-of-the-tests";

    /** One request and its answer. */
    @FunctionalInterface
    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static void with(Answering answering, java.util.function.Consumer<String> work) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", answering::answer);
            server.start();
            work.accept("http://127.0.0.1:" + server.getAddress().getPort());
            server.stop(0);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Path saved(String report) {
        try {
            return Files.writeString(folder.resolve("report.json"), report);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSavedReportSizesItsServices() throws IOException {
        Path report = saved(REPORT);
        assertThat(run("optimize", file.toString(), "--write", "--only=resources", "--measured", report.toString()))
                .isZero();
        assertThat(Files.readString(file)).isEqualTo(FAULTY + """
                deploy:
                  resources:
                    limits:
                      # Measured over 6 days by Swarmkeeper on 2026-11-28: peak 412 MiB
                      cpus: "0.5"
                      memory: 474M
                    reservations:
                      # Measured over 6 days by Swarmkeeper on 2026-11-28
                      cpus: "0.25"
                      memory: 400M
            """);
        assertThat(out).contains("api: resources: limits of 0.5 cores and 474 MiB, measured over 6 days");
        String once = Files.readString(file);
        assertThat(run("optimize", file.toString(), "--write", "--only=resources", "--measured", report.toString()))
                .isZero();
        assertThat(file).hasContent(once);
    }

    @Test
    void aReportThatIsNoneEndsInTwoAndLeavesTheFile() throws IOException {
        refusedReport("not JSON: line 1", "no report at all");
        refusedReport("an older Swarmkeeper (0.1.0)", REPORT.replace(", \"form\": 1", ""));
        refusedReport(
                "a report of form 7; this Swarmkeeper reads form 1", REPORT.replace("\"form\": 1", "\"form\": 7"));
        refusedReport("amount is -497025024; a whole number", REPORT.replace("497025024", "-497025024"));
        refusedReport(
                "no stack has all services of the file; which one is it? There are shop (--stack NAME chooses one)",
                REPORT.replace("\"api\"", "\"web\""));
        Path report = saved(REPORT);
        refused(
                "stack shops is not among those that were measured: shop",
                "optimize",
                file.toString(),
                "--measured=" + report,
                "--stack=shops");
        refused("report.jsonx is not there", "optimize", file.toString(), "--measured", report + "x");
        refused("is no name of a file here: ", "optimize", file.toString(), "--measured", "a\0b");
        refused("no more than 64 MiB are read", "optimize", file.toString(), "--measured", "/dev/zero");
        refused("is a folder; a JSON report is expected", "optimize", file.toString(), "--measured", folder.toString());
        refused("--stack says which stack of --measured is meant", "optimize", file.toString(), "--stack=shop");
        try (RandomAccessFile large = new RandomAccessFile(report.toFile(), "rw")) {
            large.setLength(200L << 20);
        }
        refused(
                "the report is 200.0 MiB; no more than 64 MiB are read",
                "optimize",
                file.toString(),
                "--measured",
                report.toString());
    }

    private void refusedReport(String message, String report) throws IOException {
        Path path = saved(report);
        refused(message, "optimize", file.toString(), "--write", "--measured", path.toString());
        assertThat(err).startsWith(path + ": ");
        assertThat(file).hasContent(FAULTY);
        assertThat(names()).containsExactly("report.json", "stack.yml");
    }

    @Test
    void aServerIsAskedWithTheToken() throws IOException {
        List<String> asked = new ArrayList<>();
        with(
                exchange -> {
                    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                            + exchange.getRequestHeaders().getFirst("Authorization"));
                    send(exchange, 200, REPORT);
                },
                server -> {
                    assertThat(run(
                                    Map.of(Server.TOKEN, TOKEN),
                                    "optimize",
                                    file.toString(),
                                    "--diff",
                                    "--measured",
                                    server + "/"))
                            .isZero();
                    assertThat(out).contains("+          memory: 474M");
                });
        assertThat(asked).containsExactly("GET /api/v1/report?format=json Bearer " + TOKEN);
    }

    @Test
    void aServerThatGivesNoReportEndsInTwo() throws IOException {
        refusedServer("SWARMKEEPER_TOKEN is not set", Map.of(), e -> send(e, 200, REPORT));
        Map<String, String> token = Map.of(Server.TOKEN, TOKEN);
        refusedServer("answers 401: it does not know the token in SWARMKEEPER_TOKEN", token, e -> send(e, 401, ""));
        refusedServer("answers 503: the server does not see its Swarm", token, e -> send(e, 503, ""));
        refusedServer("answers 302: it sends elsewhere", token, e -> {
            e.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            send(e, 302, "");
        });
        refusedServer("not JSON", token, e -> send(e, 200, "<!doctype html>"));
        refusedServer("cannot be asked: ", token, HttpExchange::close);
        refusedServer("its answer is larger than 64 MiB", token, e -> {
            e.sendResponseHeaders(200, 0);
            byte[] blank = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = e.getResponseBody()) {
                for (int i = 0; i < 80; i++) {
                    out.write(blank);
                }
            }
        });
        assertThat(run(token, "optimize", file.toString(), "--measured", "http://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(err).contains("cannot be asked: no connection");
        assertThat(run(token, "optimize", file.toString(), "--measured", "http://a b"))
                .isEqualTo(2);
        assertThat(err).contains("is no address of a server").doesNotContain(TOKEN);
        assertThat(run(
                        Map.of(Server.TOKEN, "two\nlines"),
                        "optimize",
                        file.toString(),
                        "--measured",
                        "http://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(err)
                .contains("or SWARMKEEPER_TOKEN holds what cannot be sent")
                .doesNotContain("two");
    }

    private void refusedServer(String message, Map<String, String> environment, Answering answering)
            throws IOException {
        with(answering, server -> {
            assertThat(run(environment, "optimize", file.toString(), "--measured", server))
                    .isEqualTo(2);
            assertThat(err).contains(message).doesNotContain(TOKEN);
            assertThat(file).hasContent(FAULTY);
        });
    }

    @Test
    void aServerThatNeverEndsItsAnswerIsNotWaitedForForEver() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        with(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                },
                server -> {
                    assertThatThrownBy(() ->
                                    MeasuredReport.fetch(server, Map.of(Server.TOKEN, TOKEN), Duration.ofMillis(300)))
                            .isInstanceOf(UsageException.class)
                            .hasMessageContaining("has not answered within 1 s");
                    over.countDown();
                });
    }
}
