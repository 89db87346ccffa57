package io.swarmkeeper.scheduler;

/**
 * Why a node takes no task of a demand: the first filter it fails, in the scheduler's own order.
 *
 * @param detail with numbers where there are any, e.g. {@code needs 4.0 GiB, 1.2 GiB free}
 */
public record Obstacle(Kind kind, String detail) {

    public enum Kind {
        NOT_READY,
        RESOURCES,
        PLUGIN,
        CONSTRAINT,
        PLATFORM,
        HOST_PORT,
        MAX_REPLICAS
    }
}
