package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.agent.SocketTable.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketTableTest {

    /** As a lab's node wrote them: a listener on 8000, a client of it, one that is over, one to the engine's resolver. */
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 16871 1
               1: 0501C80A:E0A0 0301C80A:1F40 01 00000000:00000000 00:00000000 00000000     0        0 16972 1
               2: 0501C80A:1F40 0701C80A:C001 06 00000000:00000000 03:00000E8C 00000000     0        0 0 3
               3: 0501C80A:0BB8 0901C80A:D431 06 00000000:00000000 03:00000E8C 00000000     0        0 0 3
            """;

    @TempDir
    Path net;

    @Test
    void whoeverListensServesAndTheKernelsPortsWereOpenedFromHere() throws IOException {
        Files.writeString(net.resolve("tcp"), TCP);
        assertThat(SocketTable.read(net).sockets())
                .extracting(Socket::remoteAddress, Socket::remotePort, Socket::serving)
                .as("a port that is neither listened on nor the kernel's choice says nothing")
                .containsExactly(tuple("10.200.1.3", 8000, false), tuple("10.200.1.7", 0xC001, true));
    }

    @Test
    void anAddressOfVersion4InsideOneOfVersion6IsItself() throws IOException {
        assertThat(SocketTable.address("0000000000000000FFFF00000501C80A")).isEqualTo("10.200.1.5");
        assertThat(SocketTable.address("B80D0120000000000000000001000000")).isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void aListenerOfEitherVersionServesBoth() throws IOException {
        Files.writeString(net.resolve("tcp"), "  1: 0501C80A:1F90 0301C80A:D000 01 0\n");
        Files.writeString(
                net.resolve("tcp6"),
                "  0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0\n");
        assertThat(SocketTable.read(net).sockets()).extracting(Socket::serving).containsExactly(true);
    }

    @Test
    void rowsThatAreCutOffOrNoneAreLeftOut() throws IOException {
        Files.writeString(
                net.resolve("tcp"),
                "  1: 0501C80A:E0A0 0301C80A:1F40 01 0\n\nnonsense\n: : :\n  2: 05:E0A0 03:1F40 01\n"
                        + "  3: 0501C80A 0301C80A 01\n  4: 0501C80A:E0A1 0301C80A:1F41 01\n  5: 0501C80A:E0A2 0301");
        assertThat(SocketTable.read(net).sockets())
                .extracting(Socket::localPort, Socket::remotePort)
                .containsExactly(tuple(0xE0A0, 8000), tuple(0xE0A1, 8001));
    }

    @Test
    void aNamespaceWithoutSocketsHasNone() throws IOException {
        assertThat(SocketTable.read(net).sockets()).isEmpty();
    }

    /** A proxy with all its closed connections: read whole it would not fit the agent's memory. */
    @Test
    void ofAHundredThousandSocketsAsManyAsFitAreLookedAtListenersFirst() throws IOException {
        StringBuilder table = new StringBuilder("  0: 00000000:1F40 00000000:0000 0A 0\n");
        for (int i = 0; i < 100_000; i++) {
            table.append(
                    "%6d: 0501C80A:1F40 %08X:%04X 06 00000000:00000000 03:00000E8C 00000000     0        0 0 3 %s\n"
                            .formatted(i, 0x0A000000 + i, 40_000 + i % 20_000, " ".repeat(50)));
        }
        Files.writeString(net.resolve("tcp"), table);
        assertThat(SocketTable.read(net).sockets())
                .hasSizeBetween(5_000, 10_000)
                .allMatch(Socket::serving);
    }
}
