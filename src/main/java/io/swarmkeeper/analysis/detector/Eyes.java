package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.ServiceUse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which nodes and services agents look at now. What nobody sees is undecided, never fine. */
public final class Eyes {

    /** A task that has run for less may not have been in a sample yet. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    private final Set<String> nodes = new HashSet<>();
    private final Set<String> blindServices = new HashSet<>();
    private final boolean open;
    private final String why;

    Eyes(Snapshot snapshot, Measurements measurements, Instant now) {
        for (AgentState agent : measurements.agents()) {
            if (agent.isHeard()) {
                agent.nodeId().flatMap(snapshot::findNode).map(Node::id).ifPresent(nodes::add);
            }
        }
        open = !nodes.isEmpty();
        why = measurements.troubles().isEmpty()
                ? "no agent is heard"
                : Words.text(String.join(" ", measurements.troubles()));
        if (open) {
            lookForBlindSpots(snapshot, measurements, now);
        }
    }

    private void lookForBlindSpots(Snapshot snapshot, Measurements measurements, Instant now) {
        Set<String> measured = new HashSet<>();
        for (ServiceUse use : measurements.allServices()) {
            use.tasks().forEach(t -> measured.add(t.taskId()));
        }
        Instant settled = now.minus(SETTLING);
        for (Task task : snapshot.tasks()) {
            boolean seen = task.nodeId().map(nodes::contains).orElse(false)
                    && (measured.contains(task.id()) || task.stateSince().isAfter(settled));
            if (task.isRunning() && !seen) {
                blindServices.add(task.serviceId());
            }
        }
    }

    /** False if not one agent is heard: then nothing at all is measured. */
    public boolean areOpen() {
        return open;
    }

    /** Why they are not, in words. */
    public String why() {
        return why;
    }

    boolean areOn(Node node) {
        return nodes.contains(node.id());
    }

    /** True if each running task of the service is measured, or has only just started. */
    boolean areOn(Service service) {
        return open && !blindServices.contains(service.id());
    }

    /** Ready nodes without a heard agent. Draining takes agents away too; such a node runs nothing that could be measured. */
    static List<Node> meant(List<Node> nodes) {
        return nodes.stream()
                .filter(n -> n.state() == Node.State.READY && n.availability() != Node.Availability.DRAIN)
                .toList();
    }
}
