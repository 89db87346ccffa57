package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.Sample;
import io.swarmkeeper.wire.SilentPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples in, one at a time, and keeps what is made of them. Safe for any thread.
 *
 * <p>Two cursors per node. What is shown (series, latency, use now) dies with the server and is filled again from all
 * that the agents still hold. What is counted (right sizes, flows, hours observed) is kept in the database together with
 * a cursor of its own, and a sample up to it counts no second time.
 */
final class Intake {

    /** Told of each round trip that is taken in while it is young, and of pairs of which nothing is known any more. */
    interface RoundTrips {
        void took(String source, RoundTrip trip, boolean own);

        default void forgot(NamedPair pair) {}
    }

    private static final Duration FORGET_NODE = Duration.ofHours(1);
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Duration silentAfter;
    private final RoundTrips roundTrips;
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, NodeRecord> nodes = new HashMap<>();
    private final ServiceRecords services;
    private final Counted counted;
    private final Marks marks = new Marks();
    private LatencyMesh mesh = new LatencyMesh();
    private @Nullable Roster roster;
    private long news;

    /**
     * @param silentAfter without a sample a node is not measured now
     * @param sizeAfter span of use from which on right sizes are told
     */
    Intake(Duration silentAfter, Duration sizeAfter, KillLedger kills, RoundTrips roundTrips) {
        this.silentAfter = silentAfter;
        this.services = new ServiceRecords(sizeAfter);
        this.counted = new Counted(kills);
        this.roundTrips = roundTrips;
    }

    void load(Checkpoint stored, Instant now) {
        locked(() -> {
            services.load(stored.usages(), now);
            counted.load(stored);
        });
    }

    /** Called when the Swarm's content is another one. */
    void snapshot(Snapshot latest, Instant now) {
        locked(() -> {
            roster = new Roster(latest);
            news++;
            services.see(latest, now);
            counted.kills().name(id -> latest.findService(id).map(Service::name));
        });
    }

    /**
     * @param at end of the sample's interval, by our clock
     * @param ownNetwork name of the overlay by which the agents know each other; empty if unknown
     * @return false if this very sample was taken in before
     */
    boolean take(AgentIdentity agent, String boot, Sample sample, Instant at, String ownNetwork, Instant now) {
        return locked(() -> {
            NodeRecord node = nodes.computeIfAbsent(agent.nodeId(), NodeRecord::new);
            if (!node.take(agent, boot, sample, at)) {
                return false;
            }
            news++;
            boolean counts = !counted.has(agent.nodeId(), boot, sample.sequence());
            takeContainers(sample, at, counts, now);
            Duration offset = Duration.between(Instant.ofEpochMilli(sample.atMillis()), at);
            count(agent, sample.kills(), offset, at);
            sample.roundTrips().forEach(t -> takeRoundTrip(agent, t, at, ownNetwork, now));
            sample.silentPeers().forEach(p -> takeSilence(agent, p, at, ownNetwork, now));
            sample.healthRuns().forEach(r -> takeHealthRun(r, offset, now));
            if (counts) {
                count(sample, at);
                counted.mark(agent.nodeId(), boot, sample.sequence());
            }
            return true;
        });
    }

    /**
     * Our clock was set back: what it stamped before would pass for current until that time comes again, and nothing that
     * is measured until then for newer. What right sizes are made from stays.
     */
    void beginAnew() {
        locked(() -> {
            nodes.clear();
            services.restAll();
            mesh.list().forEach(pair -> roundTrips.forgot(NamedPair.of(pair)));
            mesh = new LatencyMesh();
            return true;
        });
    }

    /**
     * The kills alone, of a sample whose time cannot be right: no other sample tells them again.
     *
     * @param at when it was received, which its time is taken for
     */
    void takeKills(AgentIdentity agent, Sample sample, Instant at) {
        if (!sample.kills().isEmpty()) {
            locked(() -> {
                news++;
                count(agent, sample.kills(), Duration.between(Instant.ofEpochMilli(sample.atMillis()), at), at);
            });
        }
    }

    private void count(AgentIdentity agent, List<Kill> kills, Duration offset, Instant at) {
        kills.forEach(k -> counted.kill(agent, k, services.name(k.serviceId()), offset, at));
    }

    private void takeContainers(Sample sample, Instant at, boolean counts, Instant now) {
        for (ContainerUse use : sample.containers()) {
            Optional<Marks.Bounds> bounds = marks.take(use, at);
            services.of(use.serviceId(), now).ifPresent(record -> {
                record.show(use, sample.seconds(), at);
                bounds.ifPresent(b -> record.peak(b, at));
                if (!use.running() && use.health().equals("unhealthy")) {
                    record.health(now).ended(use.taskId(), at);
                }
                if (counts) {
                    record.count(use, sample.seconds(), at);
                }
            });
        }
    }

    /** A way is lost if somebody is heard at its other end: else nobody may watch there, or by another token. */
    private void takeSilence(AgentIdentity agent, SilentPeer peer, Instant at, String ownNetwork, Instant now) {
        Optional<Node> node = roster == null ? Optional.empty() : roster.nodeOf(peer, agent.nodeId(), at);
        node.filter(n -> isMeasured(n.id(), now))
                .map(n -> new RoundTrip(
                        n.id(), n.hostname(), RoundTrip.Path.OVERLAY, peer.network(), 1, List.of(), null, null))
                .ifPresent(lost -> takeRoundTrip(agent, lost, at, ownNetwork, now));
    }

    private void takeRoundTrip(AgentIdentity agent, RoundTrip trip, Instant at, String ownNetwork, Instant now) {
        if (roster == null || !roster.hasNode(trip.peerNodeId())) {
            return;
        }
        boolean own = trip.path() == RoundTrip.Path.OVERLAY && trip.network().equals(ownNetwork);
        boolean known = mesh.take(agent.nodeId(), agent.hostname(), trip, at, own);
        if (known && at.isAfter(now.minus(YOUNG))) {
            roundTrips.took(agent.hostname(), trip, own);
        }
    }

    private void takeHealthRun(HealthRun run, Duration offset, Instant now) {
        services.of(run.serviceId(), now)
                .ifPresent(record -> record.health(now)
                        .add(run, Instant.ofEpochMilli(run.atMillis()).plus(offset)));
    }

    private void count(Sample sample, Instant at) {
        Roster current = roster;
        if (current != null) {
            sample.connections().forEach(c -> counted.connection(c, at, current.flows()));
            counted.observe(sample.seconds(), at, current.readyNodes());
        }
    }

    boolean hasSnapshot() {
        return locked(() -> roster != null);
    }

    boolean isOfTheSwarm(String nodeId) {
        return locked(() -> roster != null && roster.hasNode(nodeId));
    }

    /** Of the one network on which a task of this Swarm has the address. */
    Optional<String> networkName(String address, Instant at) {
        return locked(() -> roster == null ? Optional.empty() : roster.networkName(address, at));
    }

    /** Grows with every sample taken in and every other Swarm. */
    long news() {
        return locked(() -> news);
    }

    /** What this node's agent could not read, by its newest sample. */
    List<String> troubles(String nodeId) {
        return locked(() ->
                Optional.ofNullable(nodes.get(nodeId)).map(NodeRecord::troubles).orElse(List.of()));
    }

    /** True if the node's newest sample still says how it is. */
    boolean isMeasured(String nodeId, Instant now) {
        return locked(() -> Optional.ofNullable(nodes.get(nodeId))
                .filter(n -> n.isFresh(now, silentAfter))
                .isPresent());
    }

    /** When the node's newest sample was made. */
    Optional<Instant> sampledAt(String nodeId) {
        return locked(() -> Optional.ofNullable(nodes.get(nodeId)).flatMap(NodeRecord::sampledAt));
    }

    /** Empty as long as there is no snapshot: nobody could say which nodes are the Swarm's. */
    Optional<Measurements> picture(boolean asked, List<String> troubles, List<AgentState> agents, Instant now) {
        return locked(() -> {
            if (roster == null) {
                return Optional.empty();
            }
            Snapshot current = roster.snapshot();
            Picture picture = new Picture(current, nodes, services.byName(), silentAfter, now);
            return Optional.of(new Measurements(
                    now,
                    asked,
                    troubles,
                    agents,
                    picture.nodes(),
                    picture.services(counted.kills()),
                    counted.kills().list(now),
                    mesh.list(),
                    counted.flows().list(current),
                    picture.coverage(
                            counted.observedSeconds(), counted.observedHoursOfWeek(now), counted.observedSince()),
                    picture.disks()));
        });
    }

    /** Lets go of what is too old for anybody. */
    void forget(Instant now) {
        locked(() -> {
            Set<String> nodeIds = roster == null ? Set.of() : roster.nodeIds();
            if (roster != null) {
                // The collector speaks of a Swarm only when it changes.
                services.see(roster.snapshot(), now);
            }
            marks.forget(now);
            mesh.forget(now, nodeIds).forEach(roundTrips::forgot);
            counted.forget(now, nodeIds);
            services.forget(now);
            nodes.entrySet()
                    .removeIf(
                            e -> !nodeIds.contains(e.getKey()) && !e.getValue().isFresh(now, FORGET_NODE));
        });
    }

    Checkpoint takeUnsaved() {
        return locked(() -> counted.takeUnsaved(services.takeUnsaved()));
    }

    List<KillRecord> takeUnsavedKills() {
        return locked(() -> counted.kills().takeUnsaved());
    }

    /** This could not be saved after all. */
    void putBack(Checkpoint failed) {
        locked(() -> {
            services.putBack(failed.usages().keySet());
            counted.putBack(failed);
        });
    }

    void putBackKills(List<KillRecord> failed) {
        locked(() -> counted.kills().putBack(failed));
    }

    private <T> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
