package io.swarmkeeper.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sockets of one network namespace, as {@code /proc/PID/net} lists them. A socket whose own port somebody listens on
 * serves; one with a port that the kernel chose was opened from here; of any other nothing is said.
 */
record SocketTable(List<Socket> sockets) {

    /** Established, or closed a moment ago (the kernel lists those for a minute): a short connection is not missed. */
    private static final Set<Integer> TALKED = Set.of(1, 4, 5, 6, 8, 9, 11);

    private static final int LISTENING = 10;

    /** First of the ports that the kernel gives to whoever opens a connection (ip_local_port_range). */
    private static final int FIRST_EPHEMERAL = 32_768;

    /** @param serving true if the local port is one that this namespace listens on */
    record Socket(
            String protocol,
            String localAddress,
            int localPort,
            String remoteAddress,
            int remotePort,
            boolean serving) {}

    /** @param net {@code /proc/PID/net} */
    static SocketTable read(Path net) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        Map<String, String> addresses = new HashMap<>();
        SocketCounts counts = SocketCounts.read(net);
        for (String protocol : List.of("tcp", "udp")) {
            List<SocketFile> files = new ArrayList<>();
            for (String file : List.of(protocol, protocol + "6")) {
                if (counts.mayHave(file)) {
                    files.add(new SocketFile(net.resolve(file)));
                }
            }
            Set<Integer> listened = new HashSet<>();
            for (SocketFile file : files) {
                while (file.next()) {
                    if (file.state() == LISTENING) {
                        listened.add(file.localPort());
                    }
                }
            }
            for (SocketFile file : files) {
                while (file.next()) {
                    boolean serving = listened.contains(file.localPort());
                    // a listener that is gone leaves sockets that look as if they had been opened from here
                    boolean opened = serving || file.localPort() >= FIRST_EPHEMERAL;
                    if (TALKED.contains(file.state()) && file.remotePort() != 0 && opened) {
                        sockets.add(new Socket(
                                protocol,
                                addresses.computeIfAbsent(file.localAddress(), SocketTable::address),
                                file.localPort(),
                                addresses.computeIfAbsent(file.remoteAddress(), SocketTable::address),
                                file.remotePort(),
                                serving));
                    }
                }
            }
        }
        return new SocketTable(List.copyOf(sockets));
    }

    /** Groups of four bytes, each in the machine's byte order: little-endian wherever engines run. */
    static String address(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int at = i - i % 4 + 3 - i % 4;
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * at, 2 * at + 2), 16);
        }
        try {
            // an IPv4 address inside an IPv6 one becomes itself here
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("no row has an address of " + bytes.length + " bytes", e);
        }
    }
}
