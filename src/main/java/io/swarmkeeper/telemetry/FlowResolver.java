package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Addresses.Holder;
import io.swarmkeeper.wire.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * From sockets to services, as one snapshot tells. The client's side is sure: it knows its own address and whom it asked,
 * be it a service's virtual address or one task. The server's side is not: behind a virtual address it sees its node's
 * load balancer, and only where a client came directly does it see a task. What is not sure is left out: an edge that
 * is missing may be seen later, one that was made up stays.
 */
final class FlowResolver {

    /** One service talking to another, by names. */
    record Edge(String client, String server, String network, String protocol, int port) {}

    private final Snapshot snapshot;
    private final Addresses addresses;

    FlowResolver(Snapshot snapshot, Addresses addresses) {
        this.snapshot = snapshot;
        this.addresses = addresses;
    }

    /** @param at when it was seen, by our clock */
    Optional<Edge> resolve(Connection connection, Instant at) {
        String local = Addresses.plain(connection.localAddress());
        String remote = Addresses.plain(connection.remoteAddress());
        if (connection.serviceId().isEmpty() || isLoopback(local) || isLoopback(remote)) {
            return Optional.empty();
        }
        List<String> networks = addresses.networksOf(connection.taskId(), connection.serviceId(), local, at);
        if (networks.size() != 1) {
            return Optional.empty();
        }
        String network = networks.getFirst();
        Optional<Holder> other = addresses.holder(network, remote, at);
        return switch (connection.side()) {
            case CLIENT -> other.flatMap(o -> edge(connection.serviceId(), o.serviceId(), network, connection));
            case SERVER ->
                other.filter(Holder::task)
                        .flatMap(o -> edge(o.serviceId(), connection.serviceId(), network, connection));
        };
    }

    private Optional<Edge> edge(String clientId, String serverId, String networkId, Connection connection) {
        if (clientId.equals(serverId)) {
            return Optional.empty();
        }
        Optional<Service> client = snapshot.findService(clientId);
        Optional<Service> server = snapshot.findService(serverId);
        Optional<Network> network = snapshot.findNetwork(networkId);
        if (client.isEmpty() || server.isEmpty() || network.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Edge(
                client.get().name(),
                server.get().name(),
                network.get().name(),
                connection.protocol(),
                connection.port()));
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1");
    }
}
