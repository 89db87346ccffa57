package io.swarmkeeper.web.api;

import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Swarm and how well we know it.
 *
 * @param collectedAt when the last part of the snapshot was read
 * @param complete false if {@code missing} names parts that could not be read
 */
record ClusterView(
        String id,
        String apiVersion,
        String engineVersion,
        String nodeId,
        Instant createdAt,
        Instant collectedAt,
        boolean complete,
        List<String> missing,
        Standing connection,
        Counts counts) {

    /**
     * How we stand with the engine.
     *
     * @param state {@code connecting}, {@code connected} or {@code lost}
     * @param found what came back at the last try, when lost
     * @param advice what a person can do, when lost
     */
    record Standing(
            String state,
            Instant since,
            @Nullable String reason,
            @Nullable String found,
            @Nullable String advice,
            @Nullable Instant nextTry) {

        static Standing of(Connection connection) {
            return switch (connection) {
                case Connection.Connecting(Instant since) -> new Standing("connecting", since, null, null, null, null);
                case Connection.Connected(Instant since) -> new Standing("connected", since, null, null, null, null);
                case Connection.Lost(Instant since, var cause, Instant nextTry) ->
                    new Standing("lost", since, Words.of(cause.reason()), cause.found(), cause.advice(), nextTry);
            };
        }
    }

    record Counts(
            int nodes,
            long nodesReady,
            long managers,
            int services,
            int tasks,
            long tasksRunning,
            int networks,
            int volumes) {}

    static ClusterView of(Snapshot snapshot, Connection connection) {
        return new ClusterView(
                snapshot.cluster().id(),
                snapshot.cluster().apiVersion(),
                snapshot.cluster().engineVersion(),
                snapshot.cluster().nodeId(),
                snapshot.cluster().createdAt(),
                snapshot.collectedAt(),
                snapshot.complete(),
                snapshot.missing(),
                Standing.of(connection),
                new Counts(
                        snapshot.nodes().size(),
                        snapshot.nodes().stream()
                                .filter(n -> n.state() == Node.State.READY)
                                .count(),
                        snapshot.nodes().stream().filter(Node::isManager).count(),
                        snapshot.services().size(),
                        snapshot.tasks().size(),
                        snapshot.tasks().stream().filter(Task::isRunning).count(),
                        snapshot.networks().size(),
                        snapshot.volumes().size()));
    }
}
