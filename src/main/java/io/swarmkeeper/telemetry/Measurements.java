package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything measured, as it stood at one moment. Immutable and safe to share between threads.
 *
 * @param at when this picture was made
 * @param asked false if the agents are not asked at all; {@code troubles} then say why
 * @param troubles what keeps agents from being found, in words for people
 * @param agents by host name, then address: every node that was ever heard, and every address that answers otherwise
 * @param nodes by node id: every node of the Swarm that was heard in the last hour
 * @param services by service id: every service of the Swarm that anything is known of
 * @param kills of the last seven days, newest first
 * @param latencies of the last half hour; in the order of {@link PairLatency#BY_NAME} where people see them
 * @param flows by client, server, network, protocol and port
 * @param disks of nodes that are not silent
 */
public record Measurements(
        Instant at,
        boolean asked,
        List<String> troubles,
        List<AgentState> agents,
        Map<String, NodeLoad> nodes,
        Map<String, ServiceUse> services,
        List<KillRecord> kills,
        Latencies latencies,
        List<Flow> flows,
        Coverage coverage,
        List<Disk> disks) {

    public Measurements {
        troubles = List.copyOf(troubles);
        agents = List.copyOf(agents);
        nodes = Map.copyOf(nodes);
        services = Map.copyOf(services);
        kills = List.copyOf(kills);
        flows = List.copyOf(flows);
        disks = List.copyOf(disks);
    }

    /** Nothing measured yet. */
    public static Measurements none(Instant at) {
        return none(at, List.of());
    }

    /** Nothing measured, and agents not asked, for these reasons in words for people. */
    public static Measurements none(Instant at, List<String> troubles) {
        return new Measurements(
                at,
                false,
                troubles,
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Latencies.NONE,
                List.of(),
                Coverage.NONE,
                List.of());
    }

    public Optional<NodeLoad> node(String nodeId) {
        return Optional.ofNullable(nodes.get(nodeId));
    }

    public Optional<ServiceUse> service(String serviceId) {
        return Optional.ofNullable(services.get(serviceId));
    }

    /** Of the node's agent; empty if none was ever heard. */
    public Optional<AgentState> agentOf(String nodeId) {
        return agents.stream()
                .filter(a -> a.nodeId().equals(Optional.of(nodeId)))
                .findFirst();
    }

    /** Of this service, newest first. */
    public List<KillRecord> killsOf(String serviceId) {
        return kills.stream().filter(k -> k.serviceId().equals(serviceId)).toList();
    }

    public Collection<NodeLoad> allNodes() {
        return nodes.values();
    }

    public Collection<ServiceUse> allServices() {
        return services.values();
    }
}
