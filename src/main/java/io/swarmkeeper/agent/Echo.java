package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Proof;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;

/** Answers the other agents' probes at once, on a thread of its own. */
final class Echo implements AutoCloseable {

    private static final int LARGEST = 65_535;

    private final DatagramSocket socket;
    private final Proof proof;
    private final Supplier<String> identity;

    /**
     * @param identity what a HELLO is answered with
     * @param end told of what nobody thought of, which ends the thread
     */
    Echo(int port, Proof proof, Supplier<String> identity, Thread.UncaughtExceptionHandler end) throws IOException {
        this.socket = new DatagramSocket(port);
        // a large answer must not come back in pieces either
        socket.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
        this.proof = proof;
        this.identity = identity;
        Thread.ofPlatform().name("echo").daemon().uncaughtExceptionHandler(end).start(this::run);
    }

    private void run() {
        byte[] bytes = new byte[LARGEST];
        while (!socket.isClosed()) {
            DatagramPacket datagram = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(datagram);
                Optional<Packet> asked = Packet.read(bytes, datagram.getLength(), proof);
                if (asked.isPresent()) {
                    answer(asked.get(), datagram);
                }
            } catch (IOException e) {
                // an answer that cannot be sent is a lost one; whoever asked counts it
            }
        }
    }

    private void answer(Packet asked, DatagramPacket datagram) throws IOException {
        Packet answer = switch (asked.type()) {
            case PROBE -> new Packet(Packet.Type.PROBE_ANSWER, asked.number(), "");
            case HELLO -> new Packet(Packet.Type.HELLO_ANSWER, asked.number(), identity.get());
            case PROBE_ANSWER, HELLO_ANSWER -> null;
        };
        if (answer != null && answer.text().length() + Packet.SHORTEST <= datagram.getLength()) {
            byte[] bytes = answer.write(datagram.getLength(), proof);
            socket.send(new DatagramPacket(bytes, bytes.length, datagram.getSocketAddress()));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
