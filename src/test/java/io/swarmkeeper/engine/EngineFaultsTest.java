package io.swarmkeeper.engine;

import static io.swarmkeeper.engine.FakeEngine.flood;
import static io.swarmkeeper.engine.FakeEngine.hangUp;
import static io.swarmkeeper.engine.FakeEngine.json;
import static io.swarmkeeper.engine.FakeEngine.ping;
import static io.swarmkeeper.engine.FakeEngine.raw;
import static io.swarmkeeper.engine.FakeEngine.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmSource.Subscription;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Every way an engine can fail us comes out in time, of the right kind, and in words for people. */
class EngineFaultsTest {

    @TempDir
    Path folder;

    private FakeEngine engine;
    private EngineClient client;
    private EngineSwarmSource source;

    @BeforeEach
    void start() throws IOException {
        engine = new FakeEngine(folder);
        client = new EngineClient(settings(engine.host()));
        source = new EngineSwarmSource(client);
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        engine.close();
    }

    @Test
    void aHangingEngineIsGivenUpInTimeAndTheNextCallWorks() {
        engine.on("/services", engine.hang()).on("/nodes", json("[]"));
        long start = System.nanoTime();
        SwarmUnavailableException failure = failureOf(source::readServices);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure.found()).contains("did not answer").contains("within 2 s");
        assertThat(failureOf(source::readNodes)).isNull();
    }

    @Test
    void moreHangingCallsThanConnectionsStillEndInTime() {
        engine.on("/tasks", engine.hang());
        for (int i = 0; i < 6; i++) {
            assertThat(failureOf(source::readTasks).reason()).isEqualTo(Reason.TIMEOUT);
        }
        engine.on("/tasks", json("[]"));
        assertThat(failureOf(source::readTasks)).isNull();
    }

    @Test
    void anAnswerThatStopsHalfwayIsGivenUpInTime() {
        engine.on("/tasks", engine.stall("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"ID\":"));
        assertThat(failureOf(source::readTasks).reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void halfAnAnswerIsGarbled() {
        engine.on("/tasks", raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"ID\":\"1\"},", false));
        assertThat(failureOf(source::readTasks).reason()).isEqualTo(Reason.GARBLED);
        engine.on("/nodes", json("[{\"ID\":\"1\"},"));
        assertThat(failureOf(source::readNodes).reason()).isEqualTo(Reason.GARBLED);
        engine.on("/services", json("<html>hello</html>"));
        SwarmUnavailableException failure = failureOf(source::readServices);
        assertThat(failure.reason()).isEqualTo(Reason.GARBLED);
        assertThat(failure.found()).contains("/services").contains("not whole JSON");
    }

    @Test
    void anAnswerWithoutEndIsCutOffAtTheLimit() {
        engine.on("/tasks", flood(200L << 20));
        SwarmUnavailableException failure = failureOf(source::readTasks);
        assertThat(failure.reason()).isEqualTo(Reason.GARBLED);
        assertThat(failure.found()).contains("more than 2 MiB");
        assertThat(failure.advice()).contains("swarmkeeper.engine.max-response");
    }

    @Test
    void anErrorOfTheEngineKeepsItsWords() {
        engine.on("/services", status(500, "{\"message\":\"disk I/O error\"}"));
        SwarmUnavailableException failure = failureOf(source::readServices);
        assertThat(failure.reason()).isEqualTo(Reason.ENGINE_ERROR);
        assertThat(failure.found()).endsWith("answered /services with 500: disk I/O error.");
    }

    @Test
    void aConnectionThatIsHungUpIsSaidSo() {
        engine.on("/services", hangUp());
        assertThat(failureOf(source::readServices).reason()).isIn(Reason.ENGINE_ERROR, Reason.REFUSED);
    }

    @Test
    void aWorkerAnEngineWithoutSwarmAndALostQuorumAreToldApart() {
        engine.on("/nodes", status(503, """
                {"message":"This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state."}"""));
        assertThat(failureOf(source::readNodes).reason()).isEqualTo(Reason.NOT_A_MANAGER);
        engine.on("/nodes", status(503, """
                {"message":"This node is not a swarm manager. Use \\"docker swarm init\\" or \\"docker swarm join\\"."}"""));
        assertThat(failureOf(source::readNodes).reason()).isEqualTo(Reason.NOT_IN_A_SWARM);
        engine.on("/nodes", status(500, """
                {"message":"rpc error: code = Unknown desc = The swarm does not have a leader."}"""));
        assertThat(failureOf(source::readNodes).reason()).isEqualTo(Reason.NO_QUORUM);
    }

    @Test
    void anOldEngineAndAStrangeServerAreRefused() {
        engine.on("/_ping", ping("1.40"));
        SwarmUnavailableException failure = failureOf(source::readNodes);
        assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED_API);
        assertThat(failure.found()).contains("1.40");
        engine.on("/_ping", status(200, "hello"));
        assertThat(failureOf(source::readNodes).found()).contains("not like a Docker engine");
    }

    @Test
    void anUpgradedEngineIsSpokenToInItsNewVersionAfterReconnecting() throws Exception {
        engine.on("/swarm", json("{\"ID\":\"s\"}"))
                .on("/version", json("{\"Version\":\"28.5.2\"}"))
                .on("/info", json("{\"Swarm\":{\"NodeID\":\"n\"}}"));
        assertThat(source.readCluster().apiVersion()).isEqualTo("1.41");
        engine.on("/_ping", ping("1.51"));
        assertThat(source.readCluster().apiVersion()).isEqualTo("1.51");
        assertThat(source.readCluster().nodeId()).isEqualTo("n");
    }

    @Test
    void aSlowInfoDoesNotKeepUsFromTheSwarm() throws Exception {
        engine.on("/swarm", json("{\"ID\":\"s\"}")).on("/version", json("{}")).on("/info", engine.hang());
        assertThat(source.readCluster().id()).isEqualTo("s");
    }

    @Test
    void noSocketAFolderInItsPlaceAndNobodyListening() throws IOException {
        assertThat(failureAt("unix://" + folder.resolve("none.sock")).reason()).isEqualTo(Reason.NO_SOCKET);
        Path directory = Files.createDirectory(folder.resolve("dir.sock"));
        SwarmUnavailableException isFolder = failureAt("unix://" + directory);
        assertThat(isFolder.reason()).isEqualTo(Reason.NO_SOCKET);
        assertThat(isFolder.found()).contains("is a folder, not a socket");
        Path file = Files.createFile(folder.resolve("file.sock"));
        assertThat(failureAt("unix://" + file).reason()).isEqualTo(Reason.REFUSED);
        assertThat(failureAt("tcp://127.0.0.1:1").reason()).isEqualTo(Reason.REFUSED);
    }

    @Test
    void addressesThatNobodySpeaksAreNamed() {
        assertThat(failureAt("ssh://root@m1").advice()).contains("unix:// and tcp://, not ssh://");
        assertThat(failureAt("tcp://docker_host:2375").reason()).isEqualTo(Reason.BAD_ADDRESS);
        assertThat(failureAt("unix://relative.sock").reason()).isEqualTo(Reason.BAD_ADDRESS);
        assertThat(failureAt("tcp://[bad").reason()).isEqualTo(Reason.BAD_ADDRESS);
    }

    @Test
    void aProxyThatForbidsAPathIsAboutPermission() {
        engine.on("/services", status(403, "<h1>403 Forbidden</h1>"));
        assertThat(failureOf(source::readServices).reason()).isEqualTo(Reason.PERMISSION);
    }

    @Test
    void anImageThatIsNotThereIsNoFailure() throws Exception {
        assertThat(source.readImage("nowhere/none:1@sha256:abc")).isEmpty();
        assertThat(engine.requests).contains("GET /images/nowhere/none@sha256:abc/json");
        assertThat(source.readImage("?bad image#")).isEmpty();
    }

    @Test
    void aWriteIsSentOnceWhateverComesOfIt() {
        EngineSwarmControl control = new EngineSwarmControl(client);
        String spec = "{\"Name\":\"n\",\"x\":1.50}";
        engine.on("/services/s/update", status(503, "{\"message\":\"try later\"}"));
        assertThat(control.updateService("s", 7, spec)).isInstanceOf(WriteResult.Unknown.class);
        engine.on("/services/s/update", hangUp());
        assertThat(control.updateService("s", 7, spec)).isInstanceOf(WriteResult.Unknown.class);
        engine.on("/services/s/update", engine.hang());
        assertThat(control.updateService("s", 7, spec)).isInstanceOf(WriteResult.Unknown.class);
        assertThat(engine.requests.stream().filter(r -> r.startsWith("POST"))).hasSize(3);
        assertThat(engine.bodies).containsExactly(spec, spec, spec);
    }

    @Test
    void answersToAWriteAreToldApart() {
        EngineSwarmControl control = new EngineSwarmControl(client);
        engine.on("/services/s/update", status(200, "{\"Warnings\":[\"old image\"]}"));
        assertThat(control.updateService("s", 7, "{}")).isEqualTo(new WriteResult.Accepted(List.of("old image")));
        engine.on("/services/s/update", status(200, "half a {"));
        assertThat(control.updateService("s", 7, "{}")).isInstanceOf(WriteResult.Accepted.class);
        engine.on("/services/s/update", status(500, """
                {"message":"rpc error: code = Unknown desc = update out of sequence"}"""));
        assertThat(control.updateService("s", 7, "{}")).isEqualTo(new WriteResult.OutOfSequence());
        engine.on("/services/s/update", status(501, "{\"message\":\"renaming is not supported\"}"));
        assertThat(control.updateService("s", 7, "{}")).isEqualTo(new WriteResult.Refused("renaming is not supported"));
        engine.on("/services/s/update", status(500, "{\"message\":\"boom\"}"));
        assertThat(control.updateService("s", 7, "{}")).isInstanceOf(WriteResult.Unknown.class);
    }

    @Test
    void eventsAreHeardAndTheEndOfTheStreamIsNoticed() throws Exception {
        engine.on("/events", out -> {
            raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", true).answer(out);
            raw("{\"Type\":\"service\",\"Action\":\"update\",\"Actor\":{\"ID\":\"s1\"}}\n{\"Type\":\"node\",", true)
                    .answer(out);
            Thread.sleep(100);
            return raw("\"Action\":\"create\",\"Actor\":{\"ID\":\"n1\"}}\n", false)
                    .answer(out);
        });
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        try (Subscription stream = source.follow(heard::add, () -> heard.add("end"))) {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new SwarmEvent("service", "update", "s1"));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new SwarmEvent("node", "create", "n1"));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("end");
        }
    }

    @Test
    void aSilentStreamIsClosedAtOnceAndNotCalledBroken() throws Exception {
        engine.on("/events", engine.stall("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        Subscription stream = source.follow(heard::add, () -> heard.add("end"));
        long start = System.nanoTime();
        stream.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
        assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void aStreamThatIsNeverAnsweredIsGivenUpInTime() {
        engine.on("/events", engine.hang());
        assertThat(failureOf(() -> source.follow(e -> {}, () -> {})).reason()).isEqualTo(Reason.TIMEOUT);
    }

    private interface Call {
        Object run() throws SwarmUnavailableException;
    }

    private static SwarmUnavailableException failureOf(Call call) {
        return catchThrowableOfType(SwarmUnavailableException.class, call::run);
    }

    private static SwarmUnavailableException failureAt(String host) {
        try (EngineClient client = new EngineClient(settings(host))) {
            return failureOf(new EngineSwarmSource(client)::readNodes);
        }
    }

    /** Longer than a busy machine takes for an answer of the fake. */
    private static EngineSettings settings(String host) {
        return new EngineSettings(
                host,
                "",
                "",
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                2,
                Optional.of(DataSize.ofMegabytes(2)));
    }
}
