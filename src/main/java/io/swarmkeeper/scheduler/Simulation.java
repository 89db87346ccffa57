package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A what-if copy of the Swarm. Start with {@link #of}, change it with the {@code with…} methods (each returns a new
 * simulation), ask with the others. Immutable.
 */
public interface Simulation {

    static Simulation of(Snapshot snapshot) {
        throw new UnsupportedOperationException("scheduler helper: " + snapshot.sequence());
    }

    /** Nodes still in the simulation. */
    List<Node> nodes();

    /** Sum of what tasks on the node hold, of each task's own reservation. */
    Resources reserved(String nodeId);

    /** Capacity minus reserved; never below zero. */
    Resources free(String nodeId);

    /** Why this node would not take one more task of the demand; empty if it would. */
    Optional<Obstacle> obstacle(Demand demand, String nodeId);

    /** Nodes that pass every filter but free resources, host ports and replicas per node: where the spec allows it. */
    List<Node> allowed(Demand demand);

    /** Nodes that would take one more task now. */
    List<Node> fitting(Demand demand);

    /** The engine's own words for a demand that fits nowhere: {@code no suitable node (…)}, with counts per reason. */
    String explain(Demand demand);

    /** The service's tasks are gone and what they held is free. */
    Simulation withoutTasksOf(String serviceId);

    /** The node is gone with all its tasks. */
    Simulation withoutNode(String nodeId);

    /**
     * Places {@code count} tasks one after the other, spread as Swarm does.
     *
     * @return where each went, and the simulation with them in it
     */
    Placed place(Demand demand, int count);

    /**
     * Loses the node and places its wanted tasks anew, biggest reservation first; tasks of global services and of
     * services that only that node allows are left out of {@code homeless} only if they are global.
     */
    Loss lose(String nodeId);

    /**
     * @param nodeIds of the tasks that found a place, in order
     * @param choices for each of them how many nodes were equally good (1 = certain)
     * @param unplaced how many found none
     * @param after the simulation with the placed ones in it
     */
    record Placed(List<String> nodeIds, List<Integer> choices, int unplaced, Simulation after) {}

    /**
     * @param displaced wanted tasks on the node, per service id
     * @param homeless those of them that fit nowhere else, per service id
     * @param because the scheduler's words per service id, for the homeless
     */
    record Loss(Map<String, Integer> displaced, Map<String, Integer> homeless, Map<String, String> because) {}
}
