package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.DiskProbeRequest;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.ProbeRequest;
import io.swarmkeeper.wire.Proof;
import io.swarmkeeper.wire.Sample;
import io.swarmkeeper.wire.SilentPeer;
import io.swarmkeeper.wire.TaskEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AgentServerTest {

    private static final String TOKEN = "the token of this test";

    private final Proof proof = new Proof(TOKEN);
    private final Ring ring = new Ring(10);
    private final Broadcast broadcast = new Broadcast();
    private final HttpClient client = HttpClient.newHttpClient();
    private AgentIdentity identity = new AgentIdentity("node1", "m1", "10.0.0.1", "0.1.0", 5);
    private long clock = 1_000_000;
    private String unwell = "";
    private AgentServer server;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        AgentSettings settings = AgentSettings.read(
                Map.of("SWARMKEEPER_AGENT_TOKEN", TOKEN, "SWARMKEEPER_AGENT_PORT", Integer.toString(port)));
        Path nowhere = Path.of("/nonexistent/socket");
        EngineSocket engine = new EngineSocket(nowhere, Duration.ofSeconds(1));
        Containers containers = new Containers(
                engine, new Cgroups(nowhere, nowhere), nowhere, new KillLedger(), System::currentTimeMillis);
        Challenges challenges = new Challenges(() -> clock);
        server = new AgentServer(
                settings,
                proof,
                ring,
                broadcast,
                challenges,
                new HealthProbes(engine, containers, challenges, () -> clock),
                new DiskProbes(engine, containers, challenges),
                () -> identity,
                () -> "up 1\n",
                () -> unwell,
                () -> 777);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        client.close();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> ask(String target, String signed) throws IOException, InterruptedException {
        return client.send(
                request(target)
                        .header(Proof.ASK_HEADER, proof.ask(Proof.nonce(), signed))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String target, String signed) throws IOException, InterruptedException {
        return client.send(
                request(target)
                        .header(Proof.ASK_HEADER, proof.ask(Proof.nonce(), signed))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> probe(String challenge) throws IOException, InterruptedException {
        String target = new ProbeRequest(
                        challenge,
                        "0123456789abcdef".repeat(4),
                        "ns17bvuapgstb3z6ijld5zid6",
                        new HealthProbe.RedisPing(6379),
                        1,
                        1)
                .target();
        return post(target, target);
    }

    private static Sample sample(long sequence) {
        return new Sample(
                sequence,
                1,
                10,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(new SilentPeer("10.1.0.9", "agents")),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Answer read(HttpResponse<String> response) {
        return JsonMapper.shared().readValue(response.body(), Answer.class);
    }

    @Test
    void whoProvesToKnowTheTokenGetsTheSamplesAndAProofInReturn() throws IOException, InterruptedException {
        ring.add(sample(1));
        ring.add(sample(2));
        String nonce = Proof.nonce();
        HttpResponse<String> response = client.send(
                request("/samples")
                        .header(Proof.ASK_HEADER, proof.ask(nonce, "/samples"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(proof.isAnswer(
                        response.headers().firstValue(Proof.ANSWER_HEADER).orElse(""), nonce))
                .isTrue();
        Answer answer = read(response);
        assertThat(answer.agent()).isEqualTo(identity);
        assertThat(answer.clockMillis()).isEqualTo(777);
        assertThat(answer.samples()).containsExactly(sample(1), sample(2));

        String newer = "/samples?boot=" + answer.boot() + "&after=1";
        assertThat(read(ask(newer, newer)).samples()).containsExactly(sample(2));
        String otherProcess = "/samples?boot=another&after=1";
        assertThat(read(ask(otherProcess, otherProcess)).samples())
                .as("another process counted anew")
                .hasSize(2);
    }

    @Test
    void whoDoesNotProveItGetsNothing() throws IOException, InterruptedException {
        ring.add(sample(1));
        assertThat(ask("/samples", "/samples?after=3").statusCode())
                .as("signed for another target")
                .isEqualTo(401);
        Proof other = new Proof("the token of somebody else");
        for (String header : List.of("", ":", other.ask(Proof.nonce(), "/samples"), "x".repeat(32) + ":y")) {
            HttpResponse<String> response = client.send(
                    request("/samples").header(Proof.ASK_HEADER, header).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue(Proof.ANSWER_HEADER)).isEmpty();
        }
        assertThat(client.send(request("/metrics").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void prometheusComesWithTheTokenAsBearer() throws IOException, InterruptedException {
        assertThat(client.send(
                                request("/metrics")
                                        .header("Authorization", "Bearer " + TOKEN)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("up 1\n");
    }

    @Test
    void nothingCanBeWrittenAndNothingElseIsThere() throws IOException, InterruptedException {
        assertThat(client.send(
                                request("/samples")
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(ask("/etc/passwd", "/etc/passwd").statusCode()).isEqualTo(404);
        assertThat(client.send(request("/healthy").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aProbeTakesAProofOfItsWholeTargetAndAChallengeThatIsAnsweredOnce() throws IOException, InterruptedException {
        assertThat(ask("/challenge", "/samples").statusCode()).isEqualTo(401);
        String challenge = ask("/challenge", "/challenge").body().strip();
        assertThat(post("/health-probe?template=redis-ping", "/health-probe").statusCode())
                .isEqualTo(401);
        assertThat(ask("/health-probe", "/health-probe").statusCode())
                .as("a GET runs nothing")
                .isEqualTo(405);
        assertThat(post("/challenge", "/challenge").statusCode()).isEqualTo(405);

        assertThat(probe("f".repeat(32)).body()).startsWith("the challenge is none of this agent's");
        assertThat(probe(challenge).body()).isEqualTo("no running container of this node is that of the task\n");
        assertThat(probe(challenge).body()).as("heard and sent again").startsWith("the challenge is none of");
        assertThat(probe(challenge).statusCode()).isEqualTo(409);

        String old = ask("/challenge", "/challenge").body().strip();
        clock += 31_000;
        assertThat(probe(old).body()).startsWith("the challenge is none of this agent's");
    }

    @Test
    void aDiskIsMeasuredForAProofAndAChallengeAndOnlyWhereATaskHasIt() throws IOException, InterruptedException {
        String challenge = ask("/challenge", "/challenge").body().strip();
        String target = new DiskProbeRequest(challenge, "bind", "/etc").target();
        assertThat(post(target, "/disk-probe").statusCode()).isEqualTo(401);
        assertThat(ask(target, target).statusCode()).isEqualTo(405);
        assertThat(post(target, target).body()).startsWith("no running task of this node has it mounted");
        assertThat(post(target, target).body()).startsWith("the challenge is none of this agent's");
        for (String bad : List.of(
                "/disk-probe",
                "/disk-probe?kind=volume&name=a",
                target.replace("bind", "tmpfs"),
                target.replace("name=%2Fetc", "name="),
                target + "&kind=volume",
                target + "x".repeat(600))) {
            assertThat(post(bad, bad).statusCode()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void aProbeThatIsNoneOfOursIsToldSo() throws IOException, InterruptedException {
        for (String target : List.of(
                "/health-probe",
                "/health-probe?cmd=id",
                "/health-probe?template=sh&p.port=1",
                "/health-probe?" + "a".repeat(5000))) {
            HttpResponse<String> response = post(target, target);
            assertThat(response.statusCode()).as(target).isEqualTo(400);
            assertThat(response.body()).hasSizeLessThan(300);
        }
    }

    @Test
    void anAgentThatDoesNotKnowItsNodeYetSaysSo() throws IOException, InterruptedException {
        identity = null;
        assertThat(ask("/samples", "/samples").statusCode()).isEqualTo(503);
    }

    @Test
    void anAgentThatMeasuresNothingAnyMoreIsNotHealthy() throws IOException, InterruptedException {
        unwell = "no sample was made for 200 s";
        HttpResponse<String> response = client.send(request("/healthy").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("no sample was made for 200 s\n");
    }

    @Test
    void eventsAreToldAsTheyHappen() throws Exception {
        HttpResponse<InputStream> response = client.send(
                request("/events")
                        .header(Proof.ASK_HEADER, proof.ask(Proof.nonce(), "/events"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).contains("\"beat\"");
            TaskEvent event = new TaskEvent("die", 9, "c", "t", "s", 137);
            broadcast.tell(event);
            assertThat(JsonMapper.shared().readValue(lines.readLine(), TaskEvent.class))
                    .isEqualTo(event);
        }
    }
}
