package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes grouped by the spread preferences, level by level (swarmkit manager/scheduler/nodeset.go). Descriptors other
 * than node and engine labels are passed over; nodes without the label form one group of their own. Groups count all of
 * their nodes' tasks, also of nodes that would take none.
 *
 * <p>Not simulated: the engine puts nodes last on which five tasks of this very spec failed within five minutes. It
 * keeps that count to itself, and a spec that is only planned has none.
 */
final class SpreadTree {

    private final Map<String, SpreadTree> branches = new LinkedHashMap<>();
    private final List<NodeLoad> leaves = new ArrayList<>();
    private int tasks;

    private SpreadTree() {}

    static SpreadTree of(Iterable<NodeLoad> loads, Demand demand) {
        SpreadTree root = new SpreadTree();
        for (NodeLoad load : loads) {
            int tasks = load.activeOf(demand.serviceId());
            SpreadTree tree = root;
            for (String preference : demand.placement().preferences()) {
                Optional<String> group = group(preference, load.node());
                if (group.isPresent()) {
                    tree.tasks += tasks;
                    tree = tree.branches.computeIfAbsent(group.get(), g -> new SpreadTree());
                }
            }
            tree.tasks += tasks;
            tree.leaves.add(load);
        }
        return root;
    }

    private static Optional<String> group(String preference, Node node) {
        for (Map.Entry<String, Map<String, String>> labels : Map.of(
                        Constraint.NODE_LABEL_PREFIX, node.labels(),
                        Constraint.ENGINE_LABEL_PREFIX, node.engineLabels())
                .entrySet()) {
            String prefix = labels.getKey();
            if (preference.length() > prefix.length()
                    && preference.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return Optional.of(labels.getValue().getOrDefault(preference.substring(prefix.length()), ""));
            }
        }
        return Optional.empty();
    }

    /**
     * Where one more task could go. The scheduler walks the groups in no order and gives it to the first that is below
     * its even share and has room, so every such group counts, emptiest first here; full groups drop out and the share
     * is worked out anew (scheduleNTasksOnSubtree).
     */
    List<NodeLoad> candidates(Demand demand, Pipeline pipeline) {
        if (branches.isEmpty()) {
            return bestOf(leaves.stream().filter(pipeline::fits).toList(), demand);
        }
        Set<SpreadTree> full = new HashSet<>();
        int inUsable = tasks;
        while (full.size() < branches.size()) {
            int usable = branches.size() - full.size();
            int share = (inUsable + 1) / usable;
            boolean remainder = (inUsable + 1) % usable > 0;
            List<NodeLoad> found = new ArrayList<>();
            for (SpreadTree branch : branches.values().stream()
                    .sorted(Comparator.comparingInt(b -> b.tasks))
                    .toList()) {
                boolean below = branch.tasks < share || branch.tasks == share && remainder;
                if (below && !full.contains(branch)) {
                    List<NodeLoad> there = branch.candidates(demand, pipeline);
                    if (there.isEmpty()) {
                        full.add(branch);
                        inUsable -= branch.tasks;
                    }
                    found.addAll(there);
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** Fewest tasks of the service, then fewest tasks in all. */
    private static List<NodeLoad> bestOf(List<NodeLoad> fitting, Demand demand) {
        Comparator<NodeLoad> order = Comparator.<NodeLoad>comparingInt(l -> l.activeOf(demand.serviceId()))
                .thenComparingInt(NodeLoad::active);
        return fitting.stream()
                .min(order)
                .map(least -> fitting.stream()
                        .filter(l -> order.compare(l, least) == 0)
                        .toList())
                .orElse(List.of());
    }
}
