package io.swarmkeeper.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt to run one replica.
 *
 * @param slot 1-based replica number; 0 for global services
 * @param nodeId empty until the scheduler has chosen
 * @param reservations of this task's own spec, which may be older than its service's
 * @param hostPorts {@code tcp/8080} of every host-mode port it holds
 * @param addresses address per network id, CIDR
 * @param templateHash SHA-256 of this task's own spec: tasks of the same hash were made from the same template
 * @param exitCode of the container, if it has ended
 * @param error the engine's word on why it failed or waits; empty string if none
 */
public record Task(
        String id,
        String serviceId,
        int slot,
        Optional<String> nodeId,
        State state,
        State desiredState,
        Instant stateSince,
        String message,
        String error,
        Optional<Integer> exitCode,
        String containerId,
        String image,
        Resources reservations,
        List<String> hostPorts,
        Map<String, List<String>> addresses,
        String templateHash,
        Instant createdAt,
        Instant updatedAt) {

    /** In the order a task goes through them (swarmkit api/types.proto). */
    public enum State {
        NEW,
        ALLOCATED,
        PENDING,
        ASSIGNED,
        ACCEPTED,
        PREPARING,
        READY,
        STARTING,
        RUNNING,
        COMPLETE,
        SHUTDOWN,
        FAILED,
        REJECTED,
        REMOVE,
        ORPHANED;

        /** Holds its reservation on its node: assigned and not yet ended (swarmkit scheduler/nodeinfo.go). */
        public boolean holdsResources() {
            return compareTo(ASSIGNED) >= 0 && compareTo(RUNNING) <= 0;
        }

        public boolean isTerminal() {
            return compareTo(RUNNING) > 0;
        }
    }

    public Task {
        hostPorts = List.copyOf(hostPorts);
        addresses = Map.copyOf(addresses);
    }

    public boolean isRunning() {
        return state == State.RUNNING && desiredState == State.RUNNING;
    }

    /** Wanted by the Swarm, whether it runs yet or not. */
    public boolean isWanted() {
        return desiredState.compareTo(State.RUNNING) <= 0;
    }
}
