package io.swarmkeeper.collector;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An engine tells a task's host ports only once it runs, but the scheduler counts them from the moment the task is
 * assigned (swarmkit scheduler/nodeinfo.go): until then they are taken from its service.
 */
final class HostPorts {

    private HostPorts() {}

    static List<Task> complete(List<Task> tasks, List<Service> services) {
        Map<String, List<String>> wanted = new HashMap<>();
        for (Service service : services) {
            List<String> ports = service.ports().stream()
                    .filter(p -> p.mode() == PublishMode.HOST && p.published() != 0)
                    .map(p -> p.protocol() + "/" + p.published())
                    .toList();
            if (!ports.isEmpty()) {
                wanted.put(service.id(), ports);
            }
        }
        if (wanted.isEmpty()) {
            return tasks;
        }
        return tasks.stream()
                .map(t -> isOnItsWay(t) && wanted.containsKey(t.serviceId())
                        ? withHostPorts(t, wanted.getOrDefault(t.serviceId(), List.of()))
                        : t)
                .toList();
    }

    private static boolean isOnItsWay(Task task) {
        return task.state().holdsResources()
                && task.state() != Task.State.RUNNING
                && task.hostPorts().isEmpty();
    }

    private static Task withHostPorts(Task t, List<String> ports) {
        return new Task(
                t.id(),
                t.serviceId(),
                t.slot(),
                t.nodeId(),
                t.state(),
                t.desiredState(),
                t.stateSince(),
                t.message(),
                t.error(),
                t.exitCode(),
                t.containerId(),
                t.image(),
                t.reservations(),
                ports,
                t.addresses(),
                t.templateHash(),
                t.createdAt(),
                t.updatedAt());
    }
}
