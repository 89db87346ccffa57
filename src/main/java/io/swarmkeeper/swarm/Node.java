package io.swarmkeeper.swarm;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One machine of the Swarm, as its managers see it.
 *
 * @param address the address managers know it by; empty string if the engine gave none
 * @param capacity what the scheduler counts with: all of the machine, nothing held back for the system
 * @param manager standing as a manager; empty on a worker
 * @param labels {@code node.labels.*}, set by operators
 * @param engineLabels {@code engine.labels.*}, set in the daemon's configuration
 * @param plugins {@code type/name} of what the engine offers, e.g. {@code Volume/local}, {@code Log/json-file}
 */
public record Node(
        String id,
        long version,
        String hostname,
        Role role,
        Availability availability,
        State state,
        String stateMessage,
        String address,
        Optional<Manager> manager,
        Map<String, String> labels,
        Map<String, String> engineLabels,
        String os,
        String architecture,
        String engineVersion,
        Resources capacity,
        Set<String> plugins,
        Instant createdAt,
        Instant updatedAt) {

    public enum Role {
        MANAGER,
        WORKER
    }

    public enum Availability {
        ACTIVE,
        PAUSE,
        DRAIN
    }

    public enum State {
        READY,
        DOWN,
        DISCONNECTED,
        UNKNOWN
    }

    public enum Reachability {
        REACHABLE,
        UNREACHABLE,
        UNKNOWN
    }

    /** A manager's standing in the quorum. */
    public record Manager(boolean leader, Reachability reachability, String address) {}

    public Node {
        labels = Map.copyOf(labels);
        engineLabels = Map.copyOf(engineLabels);
        plugins = Set.copyOf(plugins);
    }

    /** Ready and active: the only nodes that the scheduler gives tasks to. */
    public boolean takesTasks() {
        return state == State.READY && availability == Availability.ACTIVE;
    }

    public boolean isManager() {
        return role == Role.MANAGER;
    }
}
