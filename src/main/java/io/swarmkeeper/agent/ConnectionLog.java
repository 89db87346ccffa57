package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who talked to whom since the last look at a container, as far as its sockets show. */
final class ConnectionLog {

    private static final int MOST_PER_CONTAINER = 200;

    /**
     * In how many samples each container is looked at once: a closed connection is listed for a minute, and at the usual
     * interval three samples are half of one.
     */
    static final int EVERY = 3;

    private final Path proc;
    private final Map<String, Set<String>> known = new HashMap<>();

    ConnectionLog(Path proc) {
        this.proc = proc;
    }

    /** True of a container never looked at, and of a third of the others, another third with each sample. */
    boolean isDue(String containerId, long sequence) {
        return !known.containsKey(containerId) || Math.floorMod(containerId.hashCode() + sequence, EVERY) == 0;
    }

    /**
     * One entry for each far end and port; empty if the container is gone, and on the host's network, where nobody could
     * tell whose they are.
     */
    List<Connection> look(Container container) {
        if (container.onHostNetwork()) {
            return List.of();
        }
        List<SocketTable.Socket> sockets;
        try {
            sockets = SocketTable.read(
                            proc.resolve(Long.toString(container.pid())).resolve("net"))
                    .sockets();
        } catch (IOException e) {
            return List.of();
        }
        Set<String> before = known.getOrDefault(container.id(), Set.of());
        Set<String> now = new HashSet<>();
        Map<String, Connection> seen = new LinkedHashMap<>();
        for (SocketTable.Socket s : sockets) {
            if (isOwn(s)) {
                continue;
            }
            String socket =
                    s.protocol() + s.localAddress() + ":" + s.localPort() + s.remoteAddress() + ":" + s.remotePort();
            now.add(socket);
            int opened = before.contains(socket) ? 0 : 1;
            Connection one = new Connection(
                    container.id(),
                    container.taskId(),
                    container.serviceId(),
                    s.protocol(),
                    s.serving() ? Connection.Side.SERVER : Connection.Side.CLIENT,
                    s.localAddress(),
                    s.remoteAddress(),
                    s.serving() ? s.localPort() : s.remotePort(),
                    opened);
            String key = one.protocol() + one.side() + one.localAddress() + one.remoteAddress() + one.port();
            if (seen.size() < MOST_PER_CONTAINER || seen.containsKey(key)) {
                seen.merge(key, one, ConnectionLog::sum);
            }
        }
        known.put(container.id(), now);
        return new ArrayList<>(seen.values());
    }

    void keepOnly(Set<String> containerIds) {
        known.keySet().retainAll(containerIds);
    }

    /** Within the container; the engine's own name server is at 127.0.0.11. */
    private static boolean isOwn(SocketTable.Socket socket) {
        if (socket.localAddress().equals(socket.remoteAddress())) {
            return true;
        }
        InetAddress remote = InetAddress.ofLiteral(socket.remoteAddress());
        return remote.isLoopbackAddress() || remote.isAnyLocalAddress();
    }

    private static Connection sum(Connection a, Connection b) {
        return new Connection(
                a.containerId(),
                a.taskId(),
                a.serviceId(),
                a.protocol(),
                a.side(),
                a.localAddress(),
                a.remoteAddress(),
                a.port(),
                a.opened() + b.opened());
    }
}
