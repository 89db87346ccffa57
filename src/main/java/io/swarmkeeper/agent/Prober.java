package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Proof;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/** Asks one peer at a time and waits for its answer. One thread. */
final class Prober {

    private static final int PROBES = 5;
    private static final int GIVE_UP_AFTER = 3;
    private static final long SPACING_MILLIS = 20;
    private static final int IP_AND_UDP = 28;

    /** Every IPv4 host takes this much (RFC 791). */
    private static final int SMALLEST_MTU = 576;

    private final Proof proof;
    private final Duration patience;
    private long number = System.nanoTime();

    Prober(Proof proof, Duration patience) {
        this.proof = proof;
        this.patience = patience;
    }

    /** @param micros of the probes that came back, in the order they were sent */
    record Round(int sent, List<Long> micros) {}

    /** Stops early when nothing comes back. */
    Round probe(InetSocketAddress peer) throws IOException, InterruptedException {
        List<Long> micros = new ArrayList<>();
        int sent = 0;
        try (DatagramSocket socket = open(peer)) {
            while (sent < PROBES && (!micros.isEmpty() || sent < GIVE_UP_AFTER)) {
                ask(socket, Packet.Type.PROBE, 64).ifPresent(reply -> micros.add(reply.nanos() / 1000));
                sent++;
                Thread.sleep(SPACING_MILLIS);
            }
        }
        return new Round(sent, micros);
    }

    /** What the peer says of itself. */
    Optional<String> hello(InetSocketAddress peer) throws IOException {
        try (DatagramSocket socket = open(peer)) {
            return ask(socket, Packet.Type.HELLO, Packet.HELLO_LENGTH)
                    .map(reply -> reply.packet().text());
        }
    }

    /**
     * The largest IP packet that goes there and back in one piece, at most the interface's own; empty if not even the
     * smallest does. Each size has two tries: one lost packet is no proof.
     */
    Optional<Integer> largest(InetSocketAddress peer, int mtu) throws IOException {
        try (DatagramSocket socket = open(peer)) {
            if (passes(socket, mtu)) {
                return Optional.of(mtu);
            }
            int low = SMALLEST_MTU;
            int high = mtu;
            if (!passes(socket, low)) {
                return Optional.empty();
            }
            while (high - low > 1) {
                int middle = (low + high) / 2;
                if (passes(socket, middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return Optional.of(low);
        }
    }

    private DatagramSocket open(InetSocketAddress peer) throws IOException {
        DatagramSocket socket = new DatagramSocket();
        socket.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
        socket.setSoTimeout((int) patience.toMillis());
        socket.connect(peer);
        return socket;
    }

    private boolean passes(DatagramSocket socket, int size) {
        for (int i = 0; i < 2; i++) {
            try {
                if (ask(socket, Packet.Type.PROBE, size - IP_AND_UDP).isPresent()) {
                    return true;
                }
            } catch (IOException e) {
                return false; // the kernel knows already that it is too large
            }
        }
        return false;
    }

    /** @param nanos from the moment it was sent to the moment it was back; making and checking seals is not counted */
    private record Reply(Packet packet, long nanos) {}

    private Optional<Reply> ask(DatagramSocket socket, Packet.Type type, int length) throws IOException {
        long mine = ++number;
        byte[] question = new Packet(type, mine, "").write(length, proof);
        DatagramPacket asked = new DatagramPacket(question, question.length);
        DatagramPacket answer = new DatagramPacket(new byte[length + 1], length + 1);
        long start = System.nanoTime();
        socket.send(asked);
        try {
            while (System.nanoTime() - start < patience.toNanos()) {
                answer.setLength(length + 1);
                socket.receive(answer);
                long nanos = System.nanoTime() - start;
                Optional<Packet> packet = Packet.read(answer.getData(), answer.getLength(), proof);
                // an answer that comes after we gave it up is none to this question
                if (packet.isPresent() && packet.get().number() == mine) {
                    return Optional.of(new Reply(packet.get(), nanos));
                }
            }
        } catch (SocketTimeoutException e) {
            // lost
        }
        return Optional.empty();
    }
}
