package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.FreePort;
import io.swarmkeeper.OwnServer;
import io.swarmkeeper.Patience;
import io.swarmkeeper.collector.SwarmSource.Subscription;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real engine behind TLS, reached by the docker client's three variables; and every certificate that is not right. */
class TlsIT {

    private static LabSwarm swarm;
    private static Variables lab;

    @TempDir
    Path folder;

    /** What {@code swarm-lab tls} prints. */
    private record Variables(String host, Path certificates) {}

    @BeforeAll
    static void serveTheEngineWithTls() throws IOException {
        swarm = new LabSwarm();
        Map<String, String> variables = new TreeMap<>();
        FreePort.with(port -> "PORT=" + port + "\n" + swarm.run("tls", "m1", Integer.toString(port)))
                .lines()
                .forEach(line -> {
                    String[] pair = line.replaceFirst("^export ", "").split("=", 2);
                    variables.put(pair[0], pair[1]);
                });
        assertThat(variables.get("DOCKER_TLS_VERIFY")).isEqualTo("1");
        lab = new Variables(variables.get("DOCKER_HOST"), Path.of(variables.get("DOCKER_CERT_PATH")));
        assertThat(lab.host()).isEqualTo("tcp://127.0.0.1:" + variables.get("PORT"));
    }

    @AfterAll
    static void end() {
        swarm.removeServices("tls-");
        swarm.close();
    }

    private Path stranger() {
        return lab.certificates().resolveSibling("stranger");
    }

    /** Puts a file, or none, where the server finds it; renewed files are known by their time. */
    private void put(String name, Path from) throws IOException {
        Path file = folder.resolve(name);
        if (from == null) {
            Files.deleteIfExists(file);
            return;
        }
        Files.copy(from.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }

    private void certificates(Path authority, Path own) throws IOException {
        put("ca.pem", authority);
        put("cert.pem", own);
        put("key.pem", own);
    }

    private OwnServer server(String host) {
        return new OwnServer(Map.of(
                "SPRING_DATASOURCE_URL", "jdbc:h2:mem:tls",
                "SWARMKEEPER_ADMIN_PASSWORD", Caller.PASSWORD,
                "DOCKER_HOST", host,
                "DOCKER_TLS_VERIFY", "1",
                "DOCKER_CERT_PATH", folder.toString(),
                "SWARMKEEPER_COLLECTOR_FIRST_PAUSE", "100ms",
                "SWARMKEEPER_COLLECTOR_LONGEST_PAUSE", "200ms"));
    }

    @Test
    void theEngineIsReadAndItsEventsAreHeard() throws Exception {
        EngineSettings settings = new EngineSettings(
                lab.host(),
                "1",
                lab.certificates().toString(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                8,
                Optional.empty());
        try (EngineClient client = new EngineClient(settings)) {
            EngineSwarmSource source = new EngineSwarmSource(client);
            assertThat(source.readCluster().id())
                    .isEqualTo(swarm.snapshot().cluster().id());
            assertThat(source.readNodes()).extracting(n -> n.hostname()).contains("m1", "w1", "w2");
            assertThat(source.readNetworks()).isNotEmpty();
            BlockingQueue<SwarmEvent> heard = new LinkedBlockingQueue<>();
            try (Subscription stream = source.follow(heard::add, () -> {})) {
                String id = swarm.docker("m1", "service", "create", "-q", "-d", "--name", "tls-heard", LabSwarm.IMAGE)
                        .strip();
                SwarmEvent event = heard.poll(10, TimeUnit.SECONDS);
                while (event != null && !event.equals(new SwarmEvent("service", "create", id))) {
                    event = heard.poll(10, TimeUnit.SECONDS);
                }
                assertThat(event).isNotNull();
                assertThat(source.readServices()).extracting(s -> s.id()).contains(id);
                // made a moment after the service, by the orchestrator
                SwarmContract.await(
                        "its task",
                        () -> source.readTasks().stream()
                                .anyMatch(t -> t.serviceId().equals(id)));
            }
        }
    }

    @Test
    void whatIsWrongWithTheCertificatesIsToldUntilTheyAreRight() throws Exception {
        certificates(stranger(), lab.certificates());
        try (OwnServer server = server(lab.host())) {
            isTold(server, "is signed by nobody in our ca.pem", "into ca.pem in DOCKER_CERT_PATH");

            certificates(lab.certificates(), null);
            // The alert that follows is another one from each generation of engines.
            isTold(server, "takes only clients with a certificate that it trusts", "Check cert.pem and key.pem");

            certificates(lab.certificates(), stranger());
            // It asks for certificates of its own authority: one of another is not even shown to it.
            isTold(server, "refused us: ", "Check cert.pem and key.pem in DOCKER_CERT_PATH");

            put("key.pem", null);
            isTold(server, "Only one of cert.pem and key.pem", "DOCKER_CERT_PATH");

            certificates(null, null);
            isTold(server, "There is no ca.pem", "DOCKER_CERT_PATH");

            certificates(lab.certificates(), lab.certificates());
            Caller admin = Caller.admin(server.port());
            Patience.until(
                    "the Swarm is found", () -> admin.get("/api/v1/nodes").status() == 200);
            assertThat(admin.get("/api/v1/nodes").text()).contains("\"m1\"", "\"w1\"", "\"w2\"");
            assertThat(Caller.stranger(server.port()).get("/health/swarm").text())
                    .isNotIn("no-snapshot\n", "stale\n");
            swarm.docker("m1", "service", "create", "-q", "-d", "--name", "tls-seen", LabSwarm.IMAGE);
            Patience.until(
                    "an event brings the new service",
                    () -> admin.get("/api/v1/services").text().contains("\"tls-seen\""));
        }
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() throws Exception {
        certificates(lab.certificates(), lab.certificates());
        try (Relay relay = new Relay(lab.host());
                OwnServer server = server(relay.host())) {
            isTold(server, "is for another host", "as its certificate does");
            isTold(server, "127.0.0.2", "names the host in DOCKER_HOST");
        }
    }

    @Test
    void aTlsPortSpokenToInPlainTextIsExplained() throws Exception {
        try (OwnServer server = new OwnServer(Map.of(
                "SPRING_DATASOURCE_URL",
                "jdbc:h2:mem:tls-plain",
                "SWARMKEEPER_ADMIN_PASSWORD",
                Caller.PASSWORD,
                "DOCKER_HOST",
                lab.host()))) {
            isTold(server, "HTTP request to an HTTPS server", "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH");
        }
    }

    /** The server runs all the same, and says what it found where people, programs and balancers look. */
    private static void isTold(OwnServer server, String found, String advice) throws InterruptedException {
        Caller admin = Caller.admin(server.port());
        Instant end = Instant.now().plusSeconds(90);
        Answer answer = admin.get("/api/v1/cluster");
        while (!answer.json().path("found").asString().contains(found)) {
            assertThat(Instant.now()).as(found + "; last: " + answer.text()).isBefore(end);
            Thread.sleep(100);
            answer = admin.get("/api/v1/cluster");
        }
        assertThat(answer.status()).isEqualTo(503);
        JsonNode problem = answer.json();
        assertThat(problem.path("code").asString()).isEqualTo("swarm-unavailable");
        assertThat(problem.path("reason").asString()).as(problem.toString()).isEqualTo("tls");
        assertThat(problem.path("advice").asString()).contains(advice);
        Caller browser = Caller.stranger(server.port()).with("Accept", "text/html");
        String session = browser.signIn("admin", Caller.PASSWORD);
        // one of many tries may have failed for another reason, such as the end of the connection
        AtomicReference<String> notice = new AtomicReference<>("");
        Patience.until(() -> found + " on the page, last was " + notice, () -> {
            notice.set(
                    Jsoup.parse(browser.with("Cookie", session).get("/services").text())
                            .select(".notice.bad")
                            .text());
            return notice.get().contains(found);
        });
        assertThat(notice.get()).contains(advice);
        Caller balancer = Caller.stranger(server.port());
        assertThat(balancer.get("/health/swarm").text()).isEqualTo("no-snapshot\n");
        assertThat(balancer.get("/actuator/health/readiness").status()).isEqualTo(200);
    }

    /** The lab's engine under another address of this machine, which its certificate does not name. */
    private static final class Relay implements AutoCloseable {

        private final ServerSocket server = new ServerSocket();
        private final InetSocketAddress target;

        Relay(String host) throws IOException {
            String[] parts = host.substring("tcp://".length()).split(":");
            target = new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
            server.bind(new InetSocketAddress("127.0.0.2", 0));
            Thread.ofVirtual().start(this::accept);
        }

        String host() {
            return "tcp://127.0.0.2:" + server.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket in = server.accept();
                    Socket out = new Socket();
                    out.connect(target);
                    Thread.ofVirtual().start(() -> pass(in, out));
                    Thread.ofVirtual().start(() -> pass(out, in));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private static void pass(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // one side hung up
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
