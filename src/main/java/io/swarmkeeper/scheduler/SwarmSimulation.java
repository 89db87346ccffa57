package io.swarmkeeper.scheduler;

import io.swarmkeeper.scheduler.NodeLoad.Held;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Simulates on copies of touched nodes only; everything else is shared between simulations and never changed. */
final class SwarmSimulation implements Simulation {

    private final Map<String, NodeLoad> loads;
    private final Map<String, Demand> demands;
    private final Set<String> globals;

    private SwarmSimulation(Map<String, NodeLoad> loads, Map<String, Demand> demands, Set<String> globals) {
        this.loads = loads;
        this.demands = demands;
        this.globals = globals;
    }

    static SwarmSimulation of(Snapshot snapshot) {
        Map<String, NodeLoad> loads = new LinkedHashMap<>();
        snapshot.nodes().stream()
                .sorted(Comparator.comparing(Node::hostname).thenComparing(Node::id))
                .forEach(n -> loads.put(n.id(), new NodeLoad(n)));
        Map<String, Demand> demands = new HashMap<>();
        Set<String> globals = new HashSet<>();
        for (Service service : snapshot.services()) {
            demands.put(service.id(), Demand.of(service, snapshot));
            switch (service.mode()) {
                case Service.Mode.Global(), Service.Mode.GlobalJob() -> globals.add(service.id());
                case Service.Mode.Replicated ignored -> {}
                case Service.Mode.ReplicatedJob ignored -> {}
            }
        }
        for (Task task : snapshot.tasks()) {
            NodeLoad load = task.nodeId().map(loads::get).orElse(null);
            if (load != null && task.state().holdsResources()) {
                Demand demand = demands.get(task.serviceId());
                load.add(Held.of(task, demand == null ? List.of() : demand.hostPorts()));
            }
        }
        return new SwarmSimulation(loads, demands, globals);
    }

    @Override
    public List<Node> nodes() {
        return loads.values().stream().map(NodeLoad::node).toList();
    }

    @Override
    public Resources reserved(String nodeId) {
        return find(nodeId).map(NodeLoad::reserved).orElse(Resources.NONE);
    }

    @Override
    public Resources free(String nodeId) {
        return find(nodeId)
                .map(load -> {
                    Map<String, Long> generic = new HashMap<>();
                    load.node()
                            .capacity()
                            .generic()
                            .forEach((kind, amount) -> generic.put(kind, Math.max(0, load.freeGeneric(kind))));
                    return new Resources(
                            Math.max(0, load.freeCpuNano()), Math.max(0, load.freeMemoryBytes()), 0, generic);
                })
                .orElse(Resources.NONE);
    }

    @Override
    public Optional<Obstacle> obstacle(Demand demand, String nodeId) {
        Pipeline pipeline = new Pipeline(demand);
        return find(nodeId)
                .map(pipeline::obstacle)
                .orElse(Optional.of(new Obstacle(Obstacle.Kind.NOT_READY, "the node is gone")));
    }

    @Override
    public List<String> locations(String serviceId) {
        List<String> nodeIds = new ArrayList<>();
        loads.forEach((id, load) -> nodeIds.addAll(Collections.nCopies(load.activeOf(serviceId), id)));
        return nodeIds;
    }

    @Override
    public List<Node> eligible(Demand demand) {
        Pipeline pipeline = new Pipeline(demand);
        return nodes().stream().filter(pipeline::allows).toList();
    }

    @Override
    public List<Node> allowed(Demand demand) {
        Pipeline pipeline = new Pipeline(demand);
        return nodes().stream()
                .filter(node -> node.takesTasks() && pipeline.allows(node))
                .toList();
    }

    @Override
    public List<Node> fitting(Demand demand) {
        Pipeline pipeline = new Pipeline(demand);
        return loads.values().stream()
                .filter(pipeline::fits)
                .map(NodeLoad::node)
                .toList();
    }

    @Override
    public List<Node> best(Demand demand) {
        return candidates(demand, new Pipeline(demand)).stream()
                .map(NodeLoad::node)
                .toList();
    }

    private List<NodeLoad> candidates(Demand demand, Pipeline pipeline) {
        return SpreadTree.of(loads.values(), demand).candidates(demand, pipeline);
    }

    @Override
    public String explain(Demand demand) {
        return new Pipeline(demand).explain(loads.values());
    }

    @Override
    public Simulation withDemand(Demand demand) {
        Map<String, Demand> changed = new HashMap<>(demands);
        changed.put(demand.serviceId(), demand);
        return new SwarmSimulation(loads, changed, globals);
    }

    @Override
    public Simulation withoutTasksOf(String serviceId) {
        SwarmSimulation after = copy();
        loads.forEach((id, load) -> {
            if (load.held().stream().anyMatch(t -> t.serviceId().equals(serviceId))) {
                after.change(id, copy -> copy.removeTasksOf(serviceId));
            }
        });
        return after;
    }

    @Override
    public Simulation stopping(String serviceId, String nodeId) {
        SwarmSimulation after = copy();
        after.change(
                nodeId,
                load -> load.removeFirst(t -> t.active() && t.serviceId().equals(serviceId))
                        .forEach(t -> load.add(new Held(serviceId, t.reservations(), t.hostPorts(), false))));
        return after;
    }

    @Override
    public Simulation stopped(String serviceId, String nodeId) {
        SwarmSimulation after = copy();
        after.change(
                nodeId,
                load -> load.removeFirst(t -> !t.active() && t.serviceId().equals(serviceId)));
        return after;
    }

    @Override
    public Simulation withoutNode(String nodeId) {
        SwarmSimulation after = copy();
        after.loads.remove(nodeId);
        return after;
    }

    @Override
    public Placed place(Demand demand, int count) {
        SwarmSimulation after = copy();
        Landing landing = after.land(demand, count, new HashSet<>());
        return new Placed(
                landing.nodeIds(), landing.choices(), count - landing.nodeIds().size(), after);
    }

    private record Landing(List<String> nodeIds, List<Integer> choices) {}

    /** Only on a simulation that nobody else has seen yet. @param own nodes whose load is this simulation's alone */
    private Landing land(Demand demand, int count, Set<String> own) {
        Pipeline pipeline = new Pipeline(demand);
        List<String> nodeIds = new ArrayList<>();
        List<Integer> choices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<NodeLoad> candidates = candidates(demand, pipeline);
            if (candidates.isEmpty()) {
                break;
            }
            String chosen = candidates.getFirst().node().id();
            if (own.add(chosen)) {
                change(chosen, load -> load.add(Held.of(demand)));
            } else {
                candidates.getFirst().add(Held.of(demand));
            }
            nodeIds.add(chosen);
            choices.add(candidates.size());
        }
        return new Landing(nodeIds, choices);
    }

    @Override
    public Loss lose(String nodeId) {
        Map<String, Integer> displaced = new HashMap<>();
        find(nodeId)
                .ifPresent(load -> load.held().stream()
                        .filter(t -> t.active() && demands.containsKey(t.serviceId()))
                        .forEach(t -> displaced.merge(t.serviceId(), 1, Integer::sum)));
        Map<String, Integer> homeless = new HashMap<>();
        Map<String, String> because = new HashMap<>();
        SwarmSimulation after = copy();
        after.loads.remove(nodeId);
        Set<String> own = new HashSet<>();
        for (Demand demand : displaced.keySet().stream()
                .filter(id -> !globals.contains(id))
                .map(demands::get)
                .sorted(BIGGEST_FIRST)
                .toList()) {
            int count = displaced.getOrDefault(demand.serviceId(), 0);
            int unplaced = count - after.land(demand, count, own).nodeIds().size();
            if (unplaced > 0) {
                homeless.put(demand.serviceId(), unplaced);
                because.put(demand.serviceId(), after.explain(demand));
            }
        }
        return new Loss(displaced, homeless, because, after);
    }

    private static final Comparator<Demand> BIGGEST_FIRST = Comparator.<Demand>comparingLong(
                    d -> -d.reservations().memoryBytes())
            .thenComparingLong(d -> -d.reservations().cpuNano())
            .thenComparing(Demand::serviceId);

    private Optional<NodeLoad> find(String nodeId) {
        return Optional.ofNullable(loads.get(nodeId));
    }

    private SwarmSimulation copy() {
        return new SwarmSimulation(new LinkedHashMap<>(loads), demands, globals);
    }

    /** Only on a simulation that nobody else has seen yet. */
    private void change(String nodeId, Consumer<NodeLoad> change) {
        NodeLoad load = loads.get(nodeId);
        if (load != null) {
            NodeLoad changed = load.copy();
            change.accept(changed);
            loads.put(nodeId, changed);
        }
    }
}
