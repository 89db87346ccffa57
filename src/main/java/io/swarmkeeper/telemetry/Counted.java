package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Connection;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What adds up and outlives the server, but for right sizes: flows, kills, hours observed. Not thread-safe. */
final class Counted {

    private static final Logger LOG = LoggerFactory.getLogger(Counted.class);

    private final Map<String, Cursor> cursors = new HashMap<>();
    private final FlowLedger flows = new FlowLedger();
    private final KillLedger kills;
    private final ObservedWeek week = new ObservedWeek();
    private double observedSeconds;
    private @Nullable Instant observedSince;

    Counted(KillLedger kills) {
        this.kills = kills;
    }

    FlowLedger flows() {
        return flows;
    }

    KillLedger kills() {
        return kills;
    }

    double observedSeconds() {
        return observedSeconds;
    }

    double observedHoursOfWeek(Instant now) {
        return week.hours(now);
    }

    Optional<Instant> observedSince() {
        return Optional.ofNullable(observedSince);
    }

    boolean has(String nodeId, String boot, long sequence) {
        return cursors.getOrDefault(nodeId, Cursor.START).covers(boot, sequence);
    }

    void mark(String nodeId, String boot, long sequence) {
        cursors.put(nodeId, new Cursor(boot, sequence));
    }

    /** An hour of one of four ready nodes is a quarter of an hour. */
    void observe(double seconds, Instant at, long readyNodes) {
        double share = seconds / Math.max(1, readyNodes);
        observedSeconds += share;
        week.add(at, share);
        Instant began = at.minusMillis(Math.round(seconds * 1000));
        if (observedSince == null || began.isBefore(observedSince)) {
            observedSince = began;
        }
    }

    void connection(Connection connection, Instant at, FlowResolver resolver) {
        // Both ends may tell of the same connection: it is counted where it was opened.
        long opened = connection.side() == Connection.Side.CLIENT ? Math.max(0, connection.opened()) : 0;
        resolver.resolve(connection, at).ifPresent(edge -> flows.see(edge, at, opened));
    }

    /**
     * An agent that is new to its node tells of all dead containers that the engine still holds, weeks old ones too: each
     * at its own time, and those older than kills are kept not at all. Only what cannot be, a time after its sample's, is
     * taken for the sample's.
     *
     * @param serviceName empty if nobody knows it yet
     * @param offset by which our clock is ahead of the agent's
     */
    void kill(AgentIdentity agent, Kill kill, String serviceName, Duration offset, Instant sampleAt) {
        Instant told = Instant.ofEpochMilli(kill.atMillis()).plus(offset);
        if (!told.isAfter(sampleAt.minus(KillLedger.KEEP))) {
            return;
        }
        Instant killedAt = told.isAfter(sampleAt) ? sampleAt : told;
        boolean news = kills.take(new KillRecord(
                kill.id(),
                kill.kind(),
                kill.serviceId(),
                serviceName,
                kill.taskId(),
                kill.containerId(),
                agent.nodeId(),
                agent.hostname(),
                killedAt,
                kill.limitBytes() > 0 ? Optional.of(kill.limitBytes()) : Optional.empty(),
                Optional.ofNullable(kill.peakBytes()),
                Optional.ofNullable(kill.exitCode())));
        if (news) {
            LOG.info(
                    "Killed on {} at {}: {} of service {}, limit {} bytes",
                    agent.hostname(),
                    killedAt,
                    kill.kind(),
                    serviceName.isEmpty() ? kill.serviceId() : serviceName,
                    kill.limitBytes());
        }
    }

    void load(Checkpoint stored) {
        flows.load(stored.flows());
        kills.load(stored.kills());
        cursors.putAll(stored.cursors());
        observedSeconds = stored.observedSeconds();
        observedSince = stored.observedSince().orElse(null);
        week.load(stored.observedWeek());
    }

    Checkpoint takeUnsaved(Map<String, String> usages) {
        return new Checkpoint(
                usages,
                flows.takeUnsaved(),
                kills.takeUnsaved(),
                Map.copyOf(cursors),
                observedSeconds,
                observedSince(),
                week.write());
    }

    void putBack(Checkpoint failed) {
        flows.putBack(failed.flows());
        kills.putBack(failed.kills());
    }

    void forget(Instant now, Set<String> nodeIds) {
        flows.prune(now);
        kills.forget(now);
        if (!nodeIds.isEmpty()) {
            cursors.keySet().retainAll(nodeIds);
        }
    }
}
