package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process, on a node that is not what anybody thought of. */
class AgentLifeTest {

    @TempDir
    Path host;

    private static void serve(ServerSocketChannel engine) {
        try {
            while (true) {
                try (SocketChannel channel = engine.accept()) {
                    ByteBuffer asked = ByteBuffer.allocate(4096);
                    channel.read(asked);
                    String target =
                            new String(asked.array(), 0, asked.position(), StandardCharsets.US_ASCII).split(" ")[1];
                    String body = target.equals("/info") ? "{\"NCPU\":1,\"Swarm\":{\"NodeID\":\"n1\"}}" : "[]";
                    channel.write(
                            ByteBuffer.wrap(("HTTP/1.0 200 OK\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** Else the process would go on to answer, and be thought healthy, without ever taking a sample again. */
    @Test
    void whatNobodyThoughtOfEndsTheProcessInWordsForTheSwarmToStartAnother() throws Exception {
        Files.createDirectories(host.resolve("proc"));
        Files.writeString(host.resolve("proc/stat"), "cpu many few none\n");
        Path socket = host.resolve("engine.sock");
        Path said = host.resolve("said");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder agent = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Agent.class.getName());
        agent.environment()
                .putAll(Map.of(
                        "SWARMKEEPER_AGENT_TOKEN", "the token of this test",
                        "SWARMKEEPER_AGENT_PORT", Integer.toString(port),
                        "SWARMKEEPER_AGENT_PROC", host.resolve("proc").toString(),
                        "SWARMKEEPER_AGENT_CGROUP", host.resolve("cgroup").toString(),
                        "SWARMKEEPER_AGENT_ROOT", host.toString(),
                        "SWARMKEEPER_AGENT_PEERS", "localhost",
                        "SWARMKEEPER_AGENT_SOCKET", socket.toString()));
        try (ServerSocketChannel engine =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))) {
            Thread.ofVirtual().start(() -> serve(engine));
            Process process = agent.redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS))
                        .as("ended, having said " + Files.readString(said))
                        .isTrue();
                assertThat(process.exitValue()).isEqualTo(1);
                assertThat(Files.readString(said))
                        .contains("is ready on port " + port)
                        .contains("agent: the thread main cannot go on")
                        .contains("NumberFormatException");
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
