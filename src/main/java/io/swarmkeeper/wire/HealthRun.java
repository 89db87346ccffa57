package io.swarmkeeper.wire;

/**
 * One run of a container's health check. Its output stays on the node: it may hold secrets.
 *
 * @param atMillis when it started, by the node's engine
 * @param millis how long it took
 * @param timeoutMillis after which the engine gives up
 */
public record HealthRun(
        String containerId,
        String taskId,
        String serviceId,
        long atMillis,
        long millis,
        long timeoutMillis,
        int exitCode) {}
