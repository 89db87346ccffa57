package io.swarmkeeper.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * @param scope {@code swarm} or {@code local}
 * @param subnets CIDR each; empty when the engine could not allot one
 * @param encrypted option {@code encrypted} is set
 */
public record Network(
        String id,
        String name,
        String driver,
        String scope,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean encrypted,
        List<String> subnets,
        Map<String, String> options,
        Map<String, String> labels,
        Instant createdAt) {

    public Network {
        subnets = List.copyOf(subnets);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    public boolean isOverlay() {
        return driver.equals("overlay");
    }

    public Optional<String> stack() {
        return Optional.ofNullable(labels.get(Service.STACK_LABEL));
    }
}
