package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.SilentPeer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One snapshot, as telemetry looks things up in it. Immutable. */
final class Roster {

    private final Snapshot snapshot;
    private final Addresses addresses;
    private final FlowResolver flows;
    private final Set<String> nodeIds = new HashSet<>();
    private final long readyNodes;

    Roster(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.addresses = new Addresses(snapshot);
        this.flows = new FlowResolver(snapshot, addresses);
        snapshot.nodes().forEach(n -> nodeIds.add(n.id()));
        this.readyNodes = snapshot.nodes().stream()
                .filter(n -> n.state() == Node.State.READY)
                .count();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    FlowResolver flows() {
        return flows;
    }

    Set<String> nodeIds() {
        return nodeIds;
    }

    boolean hasNode(String nodeId) {
        return nodeIds.contains(nodeId);
    }

    long readyNodes() {
        return readyNodes;
    }

    /** The node of the other agent that runs at this address; empty if none of this Swarm does. */
    Optional<Node> nodeOf(SilentPeer peer, String askedBy, Instant at) {
        return addresses.nodeOf(peer.network(), peer.address(), askedBy, at).flatMap(snapshot::findNode);
    }

    Optional<String> networkName(String address, Instant at) {
        return addresses.networkName(address, at);
    }
}
