package io.swarmkeeper.web.api;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * @param subnets CIDR each; empty when the engine could not allot one
 * @param services names of those that attach to it, sorted
 */
record NetworkView(
        String id,
        String name,
        @Nullable String stack,
        String driver,
        String scope,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean encrypted,
        List<String> subnets,
        Map<String, String> options,
        Map<String, String> labels,
        List<String> services,
        Instant createdAt) {

    static List<NetworkView> listOf(Snapshot snapshot) {
        Map<String, TreeSet<String>> attached = new HashMap<>();
        for (Service service : snapshot.services()) {
            for (Service.NetworkAttachment network : service.networks()) {
                attached.computeIfAbsent(network.networkId(), k -> new TreeSet<>())
                        .add(service.name());
            }
        }
        return snapshot.networks().stream()
                .map(n -> of(n, attached.getOrDefault(n.id(), new TreeSet<>())))
                .toList();
    }

    private static NetworkView of(Network network, TreeSet<String> services) {
        return new NetworkView(
                network.id(),
                network.name(),
                network.stack().orElse(null),
                network.driver(),
                network.scope(),
                network.internal(),
                network.attachable(),
                network.ingress(),
                network.encrypted(),
                network.subnets(),
                Shown.labels(network.options()),
                Shown.labels(network.labels()),
                List.copyOf(services),
                network.createdAt());
    }
}
