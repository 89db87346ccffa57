package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.RoundTrip;
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

    /** To the node whose task had this address then; empty if the peer's name is not one of this Swarm's nodes. */
    Optional<RoundTrip> named(RoundTrip trip, Instant at) {
        if (!trip.unnamed()) {
            return Optional.of(trip).filter(t -> hasNode(t.peerNodeId()));
        }
        return addresses
                .nodeOf(trip.network(), trip.peerHostname(), at)
                .flatMap(snapshot::findNode)
                .map(n -> trip.named(n.id(), n.hostname()));
    }

    Optional<String> networkName(String address, Instant at) {
        return addresses.networkName(address, at);
    }
}
