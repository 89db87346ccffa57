package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the tasks of the in-memory Swarm where their specs want them, all at once: the end state of swarmkit's
 * orchestrator and scheduler without the way there. Follows the rules that Swarmkeeper's own code leans on: which
 * changes replace tasks, reservations, constraints, host ports, replicas per node; not spread preferences or platforms.
 */
final class TwinOrchestrator {

    private final TwinState swarm;

    TwinOrchestrator(TwinState swarm) {
        this.swarm = swarm;
    }

    void converge() {
        for (Service service : swarm.services()) {
            converge(service);
        }
    }

    private void converge(Service service) {
        boolean replaced = false;
        for (Task task : swarm.tasksOf(service.id())) {
            if (task.isWanted() && nodeLost(task)) {
                swarm.endTask(task.id(), Task.State.ORPHANED, "", 0);
            } else if (task.isWanted() && task.state().isTerminal()) {
                swarm.shutDown(task.id());
            } else if (task.isWanted() && isDrained(task)) {
                swarm.endTask(task.id(), Task.State.SHUTDOWN, "", 0);
            } else if (task.isWanted() && isDirty(service, task)) {
                swarm.endTask(task.id(), Task.State.SHUTDOWN, "", 0);
                replaced = true;
            }
        }
        switch (service.mode()) {
            case Service.Mode.Replicated(long replicas) -> fill(service, replicas);
            case Service.Mode.ReplicatedJob(long concurrent, long total) -> fill(service, total);
            case Service.Mode.Global(), Service.Mode.GlobalJob() -> fillNodes(service);
        }
        if (replaced) {
            swarm.updateStatus(service.name(), "completed", "update completed");
        }
    }

    private boolean nodeLost(Task task) {
        return task.nodeId()
                        .flatMap(swarm::nodeById)
                        .filter(n -> n.state() == Node.State.READY)
                        .isEmpty()
                && task.state().holdsResources();
    }

    private boolean isDrained(Task task) {
        return task.nodeId()
                .flatMap(swarm::nodeById)
                .filter(n -> n.availability() == Node.Availability.DRAIN)
                .isPresent();
    }

    private void fill(Service service, long replicas) {
        for (int slot = 1; slot <= replicas; slot++) {
            int wanted = slot;
            Optional<Task> task = swarm.tasksOf(service.id()).stream()
                    .filter(t -> t.slot() == wanted && t.isWanted())
                    .findFirst();
            if (task.isEmpty()) {
                place(service, swarm.newTask(service, slot));
            } else if (task.get().state() == Task.State.PENDING) {
                place(service, task.get().id());
            }
        }
        swarm.tasksOf(service.id()).stream()
                .filter(t -> t.slot() > replicas && t.isWanted())
                .forEach(t -> swarm.endTask(t.id(), Task.State.SHUTDOWN, "", 0));
    }

    private void fillNodes(Service service) {
        for (Node node : swarm.nodes()) {
            boolean has = swarm.tasksOf(service.id()).stream()
                    .anyMatch(t -> t.isWanted() && t.nodeId().equals(Optional.of(node.id())));
            if (!has && node.takesTasks() && matches(service, node)) {
                start(service, swarm.newTask(service, 0), node);
            }
        }
    }

    private void place(Service service, String taskId) {
        Task task = swarm.task(taskId);
        List<Node> ready = swarm.nodes().stream().filter(Node::takesTasks).toList();
        List<Node> fitting = new ArrayList<>();
        int full = 0;
        int unmatched = 0;
        int portTaken = 0;
        int crowded = 0;
        for (Node node : ready) {
            if (!fits(task.reservations(), node)) {
                full++;
            } else if (!matches(service, node)) {
                unmatched++;
            } else if (!portsFree(service, node)) {
                portTaken++;
            } else if (isCrowded(service, node)) {
                crowded++;
            } else {
                fitting.add(node);
            }
        }
        if (fitting.isEmpty()) {
            List<String> reasons = new ArrayList<>();
            reason(reasons, full, "insufficient resources on %s");
            reason(reasons, unmatched, "scheduling constraints not satisfied on %s");
            reason(reasons, portTaken, "host-mode port already in use on %s");
            reason(reasons, crowded, "max replicas per node limit exceed on %s");
            swarm.pend(taskId, "no suitable node (" + String.join("; ", reasons) + ")");
            return;
        }
        Node best = fitting.stream()
                .min(Comparator.comparingLong((Node n) -> tasksOf(service, n))
                        .thenComparingLong(n ->
                                swarm.tasks().stream().filter(t -> on(t, n)).count())
                        .thenComparing(Node::hostname))
                .orElseThrow();
        start(service, taskId, best);
    }

    private static void reason(List<String> reasons, int count, String text) {
        if (count > 0) {
            reasons.add(text.formatted(count == 1 ? "1 node" : count + " nodes"));
        }
    }

    private void start(Service service, String taskId, Node node) {
        if (service.template().limits().cpuNano() > node.capacity().cpuNano()) {
            long cores = node.capacity().cpuNano() / 1_000_000_000;
            swarm.run(taskId, node, service);
            swarm.endTask(
                    taskId,
                    Task.State.REJECTED,
                    "range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available".formatted(cores, cores),
                    0);
            return;
        }
        swarm.run(taskId, node, service);
        swarm.crashOf(service.name())
                .ifPresent(
                        exit -> swarm.endTask(taskId, Task.State.FAILED, "task: non-zero exit (" + exit + ")", exit));
    }

    private boolean fits(Resources wanted, Node node) {
        long cpu = wanted.cpuNano();
        long memory = wanted.memoryBytes();
        for (Task task : swarm.tasks()) {
            if (on(task, node)) {
                cpu += task.reservations().cpuNano();
                memory += task.reservations().memoryBytes();
            }
        }
        return (!wanted.hasCpu() || cpu <= node.capacity().cpuNano())
                && (!wanted.hasMemory() || memory <= node.capacity().memoryBytes());
    }

    private static boolean on(Task task, Node node) {
        return task.state().holdsResources() && task.nodeId().equals(Optional.of(node.id()));
    }

    private long tasksOf(Service service, Node node) {
        return swarm.tasksOf(service.id()).stream().filter(t -> on(t, node)).count();
    }

    private boolean isCrowded(Service service, Node node) {
        long most = service.template().placement().maxReplicasPerNode();
        return most > 0 && tasksOf(service, node) >= most;
    }

    private boolean portsFree(Service service, Node node) {
        List<String> wanted = service.ports().stream()
                .filter(p -> p.mode() == Service.PublishMode.HOST && p.published() != 0)
                .map(p -> p.protocol() + "/" + p.published())
                .toList();
        return swarm.tasks().stream()
                .filter(t -> on(t, node))
                .flatMap(t -> t.hostPorts().stream())
                .noneMatch(wanted::contains);
    }

    private static boolean matches(Service service, Node node) {
        return service.template().placement().constraints().stream().allMatch(c -> matches(c, node));
    }

    /** swarmkit constraint/constraint.go: {@code ==} and {@code !=}, values without case, unknown keys never match. */
    private static boolean matches(String constraint, Node node) {
        boolean equal = constraint.contains("==");
        String[] sides = constraint.split(equal ? "==" : "!=", 2);
        String key = sides[0].strip();
        String actual = switch (key) {
            case "node.id" -> node.id();
            case "node.hostname" -> node.hostname();
            case "node.role" -> node.isManager() ? "manager" : "worker";
            case "node.platform.os" -> node.os();
            case "node.platform.arch" -> node.architecture();
            default -> label(key, node);
        };
        return actual != null && actual.equalsIgnoreCase(sides[1].strip()) == equal;
    }

    private static String label(String key, Node node) {
        if (key.startsWith("node.labels.")) {
            return node.labels().getOrDefault(key.substring("node.labels.".length()), "");
        }
        if (key.startsWith("engine.labels.")) {
            return node.engineLabels().getOrDefault(key.substring("engine.labels.".length()), "");
        }
        return null;
    }

    /**
     * swarmkit orchestrator/task.go, IsTaskDirty: a template that differs in its Placement alone leaves a task alone
     * whose node still matches, whatever its endpoint says.
     */
    boolean isDirty(Service service, Task task) {
        ObjectNode live = (ObjectNode) swarm.serviceJson(service.id()).path("Spec");
        ObjectNode wanted = (ObjectNode) live.path("TaskTemplate").deepCopy();
        ObjectNode actual = (ObjectNode) swarm.taskJson(task.id()).path("Spec").deepCopy();
        JsonNode wantedPlacement = wanted.path("Placement");
        JsonNode actualPlacement = actual.path("Placement");
        boolean placementMoved = !wantedPlacement.equals(actualPlacement);
        wanted.remove("Placement");
        actual.remove("Placement");
        if (!wanted.equals(actual)) {
            return true;
        }
        if (placementMoved) {
            return task.nodeId()
                    .flatMap(swarm::nodeById)
                    .map(n -> !matches(service, n))
                    .orElse(false);
        }
        return !live.path("EndpointSpec").equals(swarm.taskEndpoint(task.id()));
    }
}
