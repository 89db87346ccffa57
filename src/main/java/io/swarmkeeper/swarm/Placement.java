package io.swarmkeeper.swarm;

import java.util.List;

/**
 * Where tasks may run.
 *
 * @param constraints as written, e.g. {@code node.role == manager}; all must hold
 * @param preferences spread descriptors in order, e.g. {@code node.labels.zone}
 * @param maxReplicasPerNode 0 = no maximum
 * @param platforms {@code os/arch} pairs the image is known to run on; empty = any
 */
public record Placement(
        List<String> constraints, List<String> preferences, long maxReplicasPerNode, List<Platform> platforms) {

    /** An operating system and architecture; an empty string stands for any. */
    public record Platform(String os, String architecture) {}

    public static final Placement ANYWHERE = new Placement(List.of(), List.of(), 0, List.of());

    public Placement {
        constraints = List.copyOf(constraints);
        preferences = List.copyOf(preferences);
        platforms = List.copyOf(platforms);
    }
}
