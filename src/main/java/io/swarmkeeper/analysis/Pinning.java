package io.swarmkeeper.analysis;

import io.swarmkeeper.scheduler.Constraint;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a service's constraints keep it on one node, so that local data stays with it. Pure. */
public final class Pinning {

    private Pinning() {}

    /** Nodes that the service's constraints allow, in whatever state they are. */
    public static List<Node> allowed(Service service, List<Node> nodes) {
        List<Constraint> constraints =
                Constraint.filter(service.template().placement().constraints());
        return nodes.stream()
                .filter(n -> constraints.stream().allMatch(c -> c.matches(n)))
                .toList();
    }

    /**
     * The only node this service can ever run on: its constraints name a node, an address or a label, and exactly one
     * node has it. A role or platform that only one node happens to have is no pin: the next node may have it too.
     *
     * @param allowed as {@link #allowed} says
     */
    public static Optional<Node> pinnedTo(Service service, List<Node> allowed) {
        if (allowed.size() != 1) {
            return Optional.empty();
        }
        boolean named = service.template().placement().constraints().stream()
                .map(Constraint::parse)
                .anyMatch(c -> c instanceof Constraint.Parsed p && p.equal() && singlesOut(p.key()));
        return named ? Optional.of(allowed.getFirst()) : Optional.empty();
    }

    private static boolean singlesOut(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return !lower.equals("node.role") && !lower.startsWith("node.platform.");
    }
}
