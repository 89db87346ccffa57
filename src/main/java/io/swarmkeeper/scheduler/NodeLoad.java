package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What one node carries (swarmkit manager/scheduler/nodeinfo.go). Changes in place: a simulation copies it before its
 * first change and shares it afterwards.
 */
final class NodeLoad {

    /**
     * What one task holds.
     *
     * @param active wanted: counts as a replica; a task told to stop only holds
     */
    record Held(String serviceId, Resources reservations, List<String> hostPorts, boolean active) {

        /** @param expectedPorts of its service's spec: a task tells its host ports only once it runs */
        static Held of(Task task, List<String> expectedPorts) {
            boolean tells =
                    task.state() == Task.State.RUNNING || !task.hostPorts().isEmpty();
            return new Held(
                    task.serviceId(),
                    task.reservations(),
                    tells ? task.hostPorts() : expectedPorts,
                    task.desiredState().compareTo(Task.State.COMPLETE) <= 0);
        }

        static Held of(Demand demand) {
            return new Held(demand.serviceId(), demand.reservations(), demand.hostPorts(), true);
        }
    }

    private final Node node;
    private final List<Held> held;
    private final Map<String, Long> generic;
    private final Map<String, Integer> hostPorts;
    private final Map<String, Integer> activeByService;
    private long cpuNano;
    private long memoryBytes;
    private int active;

    NodeLoad(Node node) {
        this.node = node;
        held = new ArrayList<>();
        generic = new HashMap<>();
        hostPorts = new HashMap<>();
        activeByService = new HashMap<>();
    }

    private NodeLoad(NodeLoad other) {
        node = other.node;
        held = new ArrayList<>(other.held);
        generic = new HashMap<>(other.generic);
        hostPorts = new HashMap<>(other.hostPorts);
        activeByService = new HashMap<>(other.activeByService);
        cpuNano = other.cpuNano;
        memoryBytes = other.memoryBytes;
        active = other.active;
    }

    NodeLoad copy() {
        return new NodeLoad(this);
    }

    Node node() {
        return node;
    }

    List<Held> held() {
        return held;
    }

    int active() {
        return active;
    }

    int activeOf(String serviceId) {
        return activeByService.getOrDefault(serviceId, 0);
    }

    boolean uses(String hostPort) {
        return hostPorts.containsKey(hostPort);
    }

    Resources reserved() {
        return new Resources(cpuNano, memoryBytes, 0, generic);
    }

    /** Below zero when a node shrank under its tasks. */
    long freeCpuNano() {
        return node.capacity().cpuNano() - cpuNano;
    }

    /** Below zero when a node shrank under its tasks. */
    long freeMemoryBytes() {
        return node.capacity().memoryBytes() - memoryBytes;
    }

    long freeGeneric(String kind) {
        return node.capacity().generic().getOrDefault(kind, 0L) - generic.getOrDefault(kind, 0L);
    }

    void add(Held task) {
        held.add(task);
        count(task, 1);
    }

    /** Removes the first match only. @return what was removed, or nothing */
    List<Held> removeFirst(Predicate<Held> which) {
        for (Held task : held) {
            if (which.test(task)) {
                held.remove(task);
                count(task, -1);
                return List.of(task);
            }
        }
        return List.of();
    }

    void removeTasksOf(String serviceId) {
        held.removeIf(task -> {
            boolean gone = task.serviceId().equals(serviceId);
            if (gone) {
                count(task, -1);
            }
            return gone;
        });
    }

    private void count(Held task, int sign) {
        cpuNano += sign * task.reservations().cpuNano();
        memoryBytes += sign * task.reservations().memoryBytes();
        task.reservations().generic().forEach((kind, amount) -> generic.merge(kind, sign * amount, Long::sum));
        task.hostPorts().forEach(port -> addOrDrop(hostPorts, port, sign));
        if (task.active()) {
            active += sign;
            addOrDrop(activeByService, task.serviceId(), sign);
        }
    }

    private static void addOrDrop(Map<String, Integer> counts, String key, int sign) {
        if (counts.merge(key, sign, Integer::sum) <= 0) {
            counts.remove(key);
        }
    }
}
