package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.List;
import java.util.Set;

/**
 * What one task of a service asks of a node.
 *
 * @param hostPorts {@code tcp/8080} of each fixed host-mode port
 * @param plugins {@code Volume/name}, {@code Network/name}, {@code Log/name} that the node's engine must offer, beyond
 *     the built-in ones
 */
public record Demand(
        String serviceId, Resources reservations, Placement placement, List<String> hostPorts, Set<String> plugins) {

    public Demand {
        hostPorts = List.copyOf(hostPorts);
        plugins = Set.copyOf(plugins);
    }

    /** What a task made from the service's present spec would ask. */
    public static Demand of(Service service) {
        throw new UnsupportedOperationException("scheduler helper");
    }

    public Demand withReservations(Resources reservations) {
        return new Demand(serviceId, reservations, placement, hostPorts, plugins);
    }
}
