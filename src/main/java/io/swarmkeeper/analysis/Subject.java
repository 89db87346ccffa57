package io.swarmkeeper.analysis;

/**
 * What a finding is about.
 *
 * @param id as the engine gives it; for volumes {@link io.swarmkeeper.swarm.Volume#id()}; for the Swarm its id
 */
public record Subject(Kind kind, String id, String name) {

    public enum Kind {
        SWARM,
        NODE,
        SERVICE,
        NETWORK,
        VOLUME
    }
}
