package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.NetworkAttachment;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How many addresses a network needs. Each task takes one address, each service one unless it is DNS round robin, each
 * node with a task one for its load balancer; gateway, network and broadcast address are gone from the start (Mirantis
 * ip-util-check). Containers attached by hand are not in the manager's API and not counted.
 *
 * @param own taken from the start, by the subnets themselves
 * @param size sum over the IPv4 subnets; empty if there is none, or one that cannot be read
 */
public record AddressUse(long tasks, long services, long nodes, long own, OptionalLong size) {

    private static final int TAKEN_FROM_START = 3;

    public long used() {
        return tasks + services + nodes + own;
    }

    /** True if somebody is on the network. */
    public boolean isInUse() {
        return tasks + services + nodes > 0;
    }

    /** Of every network of this snapshot, by its id. Pure. */
    public static Map<String, AddressUse> of(Snapshot snapshot) {
        Map<String, Long> tasks = new HashMap<>();
        Map<String, Long> services = new HashMap<>();
        Map<String, Set<String>> nodes = new HashMap<>();
        for (Service service : snapshot.services()) {
            if (!service.endpointMode().equals("dnsrr")) {
                Set<String> addressed = new HashSet<>(service.virtualIps().keySet());
                service.networks().forEach(n -> addressed.add(n.networkId()));
                addressed.forEach(n -> services.merge(n, 1L, Long::sum));
            }
        }
        for (Task task : snapshot.tasks()) {
            if (task.state().isTerminal()) {
                continue;
            }
            Set<String> joined = new HashSet<>(task.addresses().keySet());
            snapshot.findService(task.serviceId())
                    .ifPresent(s -> s.networks().stream()
                            .map(NetworkAttachment::networkId)
                            .forEach(joined::add));
            for (String network : joined) {
                tasks.merge(network, 1L, Long::sum);
                task.nodeId()
                        .ifPresent(n -> nodes.computeIfAbsent(network, k -> new HashSet<>())
                                .add(n));
            }
        }
        Map<String, AddressUse> uses = new HashMap<>();
        for (Network network : snapshot.networks()) {
            uses.put(
                    network.id(),
                    new AddressUse(
                            tasks.getOrDefault(network.id(), 0L),
                            services.getOrDefault(network.id(), 0L),
                            nodes.getOrDefault(network.id(), Set.of()).size(),
                            (long) TAKEN_FROM_START * network.subnets().size(),
                            size(network)));
        }
        return uses;
    }

    /** IPv6 does not run out. */
    private static OptionalLong size(Network network) {
        long size = 0;
        for (String subnet : network.subnets()) {
            if (subnet.contains(":")) {
                continue;
            }
            int slash = subnet.lastIndexOf('/');
            try {
                int prefix = Integer.parseInt(subnet.substring(slash + 1).strip());
                if (slash < 0 || prefix < 0 || prefix > 32) {
                    return OptionalLong.empty();
                }
                size += 1L << (32 - prefix);
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }
}
