package io.swarmkeeper.collector;

import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a live Swarm. Every call goes to the engine, is bounded in time by the implementation, may be interrupted, and
 * throws {@link SwarmUnavailableException} with what was found and what to do; nothing else escapes.
 *
 * <p>A list whose content is the same as at the last call may be the very same instance; callers may compare by
 * identity to skip work.
 */
public interface SwarmSource {

    /** Finds the engine again after a loss: API version from {@code /_ping}, and that it manages a Swarm. */
    Cluster readCluster() throws SwarmUnavailableException;

    List<Node> readNodes() throws SwarmUnavailableException;

    List<Service> readServices() throws SwarmUnavailableException;

    /** All tasks of all services, ended ones too. */
    List<Task> readTasks() throws SwarmUnavailableException;

    /** Networks of scope swarm and local alike. */
    List<Network> readNetworks() throws SwarmUnavailableException;

    /** Empty if the connected engine does not hold the image. */
    Optional<ImageFacts> readImage(String reference) throws SwarmUnavailableException;

    /**
     * Items that the last read of each list had to leave out because they made no sense, each in words; a snapshot made
     * of those reads is not complete. Touches no engine.
     */
    default List<String> leftOut() {
        return List.of();
    }

    /**
     * Follows node, service, network, secret, config and daemon events until the returned stream is closed or breaks.
     *
     * @param listener called on the stream's own thread, one event at a time
     * @param onEnd called once when the stream ends for any reason but {@link Subscription#close()}
     */
    Subscription follow(Consumer<SwarmEvent> listener, Runnable onEnd) throws SwarmUnavailableException;

    /** A running event stream. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param type {@code node}, {@code service}, {@code network}, {@code secret}, {@code config}, {@code daemon}
     * @param action {@code create}, {@code update}, {@code remove} and the like
     */
    record SwarmEvent(String type, String action, String actorId) {}
}
