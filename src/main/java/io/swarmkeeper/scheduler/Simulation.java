package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A what-if copy of the Swarm. Start with {@link #of}, change it with the methods that return a simulation (each a new
 * one; only touched nodes are copied), ask with the others. Immutable and safe to share between threads.
 */
public interface Simulation {

    static Simulation of(Snapshot snapshot) {
        return SwarmSimulation.of(snapshot);
    }

    /** Nodes still in the simulation, by host name. */
    List<Node> nodes();

    /** Sum of what tasks on the node hold, of each task's own reservation. {@link Resources#NONE} for a lost node. */
    Resources reserved(String nodeId);

    /** Capacity minus reserved; never below zero. {@link Resources#NONE} for a lost node. */
    Resources free(String nodeId);

    /** Why this node would not take one more task of the demand; empty if it would. */
    Optional<Obstacle> obstacle(Demand demand, String nodeId);

    /** Node ids of the service's wanted tasks that hold resources, by host name; a node stands here once per task. */
    List<String> locations(String serviceId);

    /** Nodes that the spec allows, whether they take tasks now or not: constraints, platform and plugins only. */
    List<Node> eligible(Demand demand);

    /** Nodes that pass every filter but free resources, host ports and replicas per node: eligible and taking tasks. */
    List<Node> allowed(Demand demand);

    /** Nodes that would take one more task now. */
    List<Node> fitting(Demand demand);

    /**
     * Of the fitting nodes those that the scheduler finds best for one more task. They are equally good to it, and it
     * takes any of them; the first one here is what {@link #place} takes.
     */
    List<Node> best(Demand demand);

    /**
     * The engine's own words for a demand that fits nowhere: {@code no suitable node (…)}, with counts per reason.
     * Nodes that would take it are not counted.
     */
    String explain(Demand demand);

    /** The service's spec is another from now on: new tasks of it, as after the loss of a node, ask this. */
    Simulation withDemand(Demand demand);

    /** The service's tasks are gone and what they held is free. */
    Simulation withoutTasksOf(String serviceId);

    /**
     * One task of the service on the node is told to stop: no replica any more, but it holds what it holds until it has
     * stopped. Unchanged if there is none.
     */
    Simulation stopping(String serviceId, String nodeId);

    /** One task of the service that was {@link #stopping} on the node has stopped. Unchanged if there is none. */
    Simulation stopped(String serviceId, String nodeId);

    /** The node is gone with all its tasks. */
    Simulation withoutNode(String nodeId);

    /**
     * Places {@code count} tasks one after the other, spread as Swarm does.
     *
     * @return where each went, and the simulation with them in it
     */
    Placed place(Demand demand, int count);

    /**
     * Loses the node and places its wanted tasks anew, biggest reservation first, each as its service's present spec
     * asks. Tasks of global services stay on their nodes, so they are displaced but never homeless; tasks that only
     * that node allows are homeless.
     */
    Loss lose(String nodeId);

    /**
     * @param nodeIds of the tasks that found a place, in order
     * @param choices for each of them how many nodes were equally good (1 = certain)
     * @param unplaced how many found none
     * @param after the simulation with the placed ones in it
     */
    record Placed(List<String> nodeIds, List<Integer> choices, int unplaced, Simulation after) {
        public Placed {
            nodeIds = List.copyOf(nodeIds);
            choices = List.copyOf(choices);
        }
    }

    /**
     * @param displaced wanted tasks on the node, per service id
     * @param homeless those of them that fit nowhere else, per service id
     * @param because the scheduler's words per service id, for the homeless
     * @param after the simulation without the node, with the others placed
     */
    record Loss(
            Map<String, Integer> displaced,
            Map<String, Integer> homeless,
            Map<String, String> because,
            Simulation after) {
        public Loss {
            displaced = Map.copyOf(displaced);
            homeless = Map.copyOf(homeless);
            because = Map.copyOf(because);
        }
    }
}
