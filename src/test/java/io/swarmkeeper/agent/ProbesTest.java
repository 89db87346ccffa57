package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.wire.Proof;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Probes over this machine's loopback. */
class ProbesTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Proof proof = new Proof("the token of this test");
    private final Prober prober = new Prober(proof, PATIENCE);

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void anEchoAnswersEachProbeAndSaysWhoItIs() throws IOException, InterruptedException {
        int port = freePort();
        try (Echo echo = new Echo(port, proof, () -> "node\nhost\n10.0.0.1\nnet=10.1.0.2", (thread, why) -> {})) {
            Prober.Round round = prober.probe(at(port));
            assertThat(round.sent()).isEqualTo(5);
            assertThat(round.micros()).hasSize(5).allMatch(m -> m > 0 && m < 200_000);
            assertThat(prober.hello(at(port))).contains("node\nhost\n10.0.0.1\nnet=10.1.0.2");
            assertThat(prober.largest(at(port), 1500)).contains(1500);
        }
    }

    @Test
    void whoeverHasAnotherTokenIsNotAnsweredAndNotBelieved() throws IOException, InterruptedException {
        int port = freePort();
        try (Echo echo =
                new Echo(port, new Proof("the token of somebody else"), () -> "x\ny\nz", (thread, why) -> {})) {
            Prober.Round round = prober.probe(at(port));
            assertThat(round.micros()).isEmpty();
            assertThat(round.sent()).as("gives up early").isEqualTo(3);
            assertThat(prober.hello(at(port))).isEmpty();
            assertThat(prober.largest(at(port), 1500)).isEmpty();
        }
    }

    @Test
    void anAnswerIsNeverLongerThanItsQuestion() throws IOException {
        int port = freePort();
        try (Echo echo = new Echo(port, proof, () -> "x".repeat(400), (thread, why) -> {});
                DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(200);
            byte[] shortHello = new Packet(Packet.Type.HELLO, 1, "").write(100, proof);
            socket.send(new DatagramPacket(shortHello, shortHello.length, at(port)));
            DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> socket.receive(answer))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aPacketWithOneBitChangedIsNone() {
        byte[] bytes = new Packet(Packet.Type.PROBE, 42, "hello").write(80, proof);
        assertThat(Packet.read(bytes, bytes.length, proof)).contains(new Packet(Packet.Type.PROBE, 42, "hello"));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = Arrays.copyOf(bytes, bytes.length);
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(Packet.read(changed, changed.length, proof)).isEqualTo(Optional.empty());
        }
        assertThat(Packet.read(bytes, 10, proof)).isEmpty();
    }
}
