package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.wire.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionLogTest {

    private static final Container CONTAINER = container(false);

    @TempDir
    Path proc;

    private ConnectionLog log;
    private Path net;

    private static Container container(boolean onHostNetwork) {
        return new Container(
                "c1",
                "web.1",
                42,
                "t1",
                "s1",
                1,
                0,
                0,
                0,
                null,
                false,
                "",
                false,
                Duration.ZERO,
                List.of(),
                List.of(),
                Map.of(),
                onHostNetwork);
    }

    @BeforeEach
    void begin() throws IOException {
        net = Files.createDirectories(proc.resolve("42/net"));
        log = new ConnectionLog(proc);
    }

    /** To 10.200.1.3:8000, one for each of these own ports. */
    private void connected(int... ports) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int port : ports) {
            rows.append("  1: 0501C80A:%04X 0301C80A:1F40 01 0\n".formatted(port));
        }
        Files.writeString(net.resolve("tcp"), rows);
    }

    @Test
    void aConnectionIsOpenedOnceAndSeenForAsLongAsItIsThere() throws IOException {
        connected(50_001, 50_002);
        assertThat(log.look(CONTAINER)).extracting(Connection::opened).containsExactly(2);
        connected(50_002, 50_003, 50_004);
        assertThat(log.look(CONTAINER)).extracting(Connection::opened).containsExactly(2);
        assertThat(log.look(CONTAINER)).extracting(Connection::opened).containsExactly(0);
    }

    @Test
    void onTheHostsNetworkNobodyKnowsWhoseAConnectionIs() throws IOException {
        connected(50_001);
        assertThat(log.look(container(true))).isEmpty();
        assertThat(log.look(container(false))).hasSize(1);
    }

    @Test
    void onceLookedAtItWaitsForItsTurn() throws IOException {
        connected(50_001);
        log.look(CONTAINER);
        long[] due = LongStream.range(100, 109).filter(n -> log.isDue("c1", n)).toArray();
        assertThat(due).hasSize(3);
        assertThat(due[1] - due[0]).isEqualTo(ConnectionLog.EVERY);
        log.keepOnly(Set.of());
        assertThat(LongStream.range(100, 109)).allMatch(n -> log.isDue("c1", n));
    }

    @Test
    void whereTheKernelCountsNoSocketItsListIsNotRead() throws IOException {
        connected(50_001);
        Files.writeString(
                net.resolve("sockstat"),
                "sockets: used 3\nTCP: inuse 0 orphan 0 tw 0 alloc 9 mem 1\nUDP: inuse 0 mem 0\n");
        assertThat(log.look(CONTAINER)).isEmpty();
        Files.writeString(net.resolve("sockstat"), "TCP: inuse 1 orphan 0 tw 0 alloc 9 mem 1\nUDP: inuse 0 mem 0\n");
        assertThat(log.look(CONTAINER)).hasSize(1);
    }

    @Test
    void whatWaitsAfterItsEndMayBeOfEitherFamily() throws IOException {
        Files.writeString(
                net.resolve("tcp6"),
                "  1: 0000000000000000FFFF00000501C80A:D000 0000000000000000FFFF00000301C80A:1F40 06 0\n");
        Files.writeString(net.resolve("sockstat"), "TCP: inuse 0 orphan 0 tw 1 alloc 9 mem 1\nUDP: inuse 0 mem 0\n");
        Files.writeString(net.resolve("sockstat6"), "TCP6: inuse 0\nUDP6: inuse 0\n");
        assertThat(log.look(CONTAINER)).extracting(Connection::remoteAddress).containsExactly("10.200.1.3");
    }

    @Test
    void aKernelThatDoesNotCountIsAskedForTheLists() throws IOException {
        connected(50_001);
        Files.writeString(net.resolve("sockstat"), "TCP: many\nUDP: inuse\n");
        assertThat(log.look(CONTAINER)).hasSize(1);
    }
}
