package io.swarmkeeper.change;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.swarm.Task;
import java.util.List;
import java.util.Optional;

/** Writes to a live Swarm. The only way from Swarmkeeper to an engine that changes anything. */
public interface SwarmControl {

    /**
     * Reads one service straight from the engine.
     *
     * @return empty if there is no such service any more
     */
    Optional<LiveService> readService(String serviceId) throws SwarmUnavailableException;

    /**
     * Replaces the spec of a service. Never retried in here; after any doubt the caller reads again.
     *
     * @param version the version index read together with the spec that this one was made from
     * @param specJson the whole spec as JSON text, exactly what is sent
     */
    WriteResult updateService(String serviceId, long version, String specJson);

    /** The service's tasks that were made from its present spec, in every state (filter {@code _up-to-date}). */
    List<Task> readUpToDateTasks(String serviceId) throws SwarmUnavailableException;

    /** All tasks of the service. */
    List<Task> readTasks(String serviceId) throws SwarmUnavailableException;

    /**
     * @param specJson the {@code Spec} object, JSON text as the engine sent it
     * @param updateState kebab-case word of the running or last update; empty if none
     */
    record LiveService(String id, long version, String specJson, Optional<String> updateState, String updateMessage) {}

    /** How a write ended. */
    sealed interface WriteResult {
        /** @param warnings what the engine said besides */
        record Accepted(List<String> warnings) implements WriteResult {}

        /** The version was not the newest: someone else wrote in between. Nothing was written. */
        record OutOfSequence() implements WriteResult {}

        /** The engine said no (4xx, 501): nothing was written. @param message its own words */
        record Refused(String message) implements WriteResult {}

        /** No or no clear answer: it may have been written or not. Read again. */
        record Unknown(String message) implements WriteResult {}
    }
}
