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
        return mayPin(service) ? Optional.of(allowed.getFirst()) : Optional.empty();
    }

    /** True if its constraints name a node, an address or a label, whatever nodes there are. */
    public static boolean mayPin(Service service) {
        return service.template().placement().constraints().stream()
                .map(Constraint::parse)
                .anyMatch(c -> c instanceof Constraint.Parsed p && p.equal() && singlesOut(p.key()));
    }

    /** True if its constraints name one node by its id, name or address: a label may be on several, or be moved. */
    public static boolean namesNode(Service service) {
        return service.template().placement().constraints().stream()
                .map(Constraint::parse)
                .anyMatch(c -> c instanceof Constraint.Parsed p && p.equal() && isOneNode(p));
    }

    private static boolean isOneNode(Constraint.Parsed constraint) {
        return switch (constraint.key().toLowerCase(Locale.ROOT)) {
            case "node.id", "node.hostname" -> true;
            // A range of addresses is many.
            case "node.ip" -> constraint.value().indexOf('/') < 0;
            default -> false;
        };
    }

    private static boolean singlesOut(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return !lower.equals("node.role") && !lower.startsWith("node.platform.");
    }
}
