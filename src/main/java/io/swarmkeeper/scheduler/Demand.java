package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.HashSet;
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

    /** Network drivers that every Linux engine brings along. */
    private static final Set<String> BUILT_IN_NETWORKS =
            Set.of("overlay", "bridge", "host", "null", "none", "macvlan", "ipvlan");

    public Demand {
        hostPorts = List.copyOf(hostPorts);
        plugins = Set.copyOf(plugins);
    }

    /** What a task made from the service's present spec would ask; networks are taken to be built-in ones. */
    public static Demand of(Service service) {
        return of(service, Set.of());
    }

    /** The same, with the drivers of the networks that the service joins. */
    public static Demand of(Service service, Snapshot snapshot) {
        Set<String> drivers = new HashSet<>();
        for (Service.NetworkAttachment attachment : service.networks()) {
            snapshot.findNetwork(attachment.networkId())
                    .filter(n -> n.scope().equals("swarm"))
                    .map(Network::driver)
                    .filter(d -> !d.isEmpty() && !BUILT_IN_NETWORKS.contains(d))
                    .ifPresent(drivers::add);
        }
        return of(service, drivers);
    }

    private static Demand of(Service service, Set<String> networkDrivers) {
        TaskTemplate template = service.template();
        Set<String> plugins = new HashSet<>();
        networkDrivers.forEach(d -> plugins.add("Network/" + d));
        for (TaskTemplate.Mount mount : template.mounts()) {
            if (mount.type().equals("volume")
                    && !mount.driver().isEmpty()
                    && !mount.driver().equals("local")) {
                plugins.add("Volume/" + mount.driver());
            }
        }
        if (!template.logDriver().isEmpty() && !template.logDriver().equals("none")) {
            plugins.add("Log/" + template.logDriver());
        }
        List<String> hostPorts = service.ports().stream()
                .filter(p -> p.mode() == Service.PublishMode.HOST && p.published() != 0)
                .map(p -> p.protocol() + "/" + p.published())
                .toList();
        return new Demand(service.id(), template.reservations(), template.placement(), hostPorts, plugins);
    }

    public Demand withReservations(Resources reservations) {
        return new Demand(serviceId, reservations, placement, hostPorts, plugins);
    }

    public Demand withPlacement(Placement placement) {
        return new Demand(serviceId, reservations, placement, hostPorts, plugins);
    }
}
