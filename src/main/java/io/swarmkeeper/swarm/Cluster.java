package io.swarmkeeper.swarm;

import java.time.Instant;

/**
 * The Swarm itself and the engine we read it through.
 *
 * @param id the Swarm's id
 * @param apiVersion the engine's newest, e.g. {@code 1.41}
 * @param nodeId the node whose engine answers us
 * @param taskHistoryLimit ended tasks kept per slot
 */
public record Cluster(
        String id, String apiVersion, String engineVersion, String nodeId, long taskHistoryLimit, Instant createdAt) {}
