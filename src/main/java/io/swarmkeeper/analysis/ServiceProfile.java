package io.swarmkeeper.analysis;

import java.util.List;

/**
 * What kind of service this is, and what that allows. Worked out from image, ports, mounts, environment names,
 * arguments and labels (reference: swarm pitfalls section 4).
 *
 * @param statefulReasons the signs of state, each a short phrase; empty = none seen (which proves nothing)
 * @param critical label {@code swarmkeeper.critical}, else gateways and databases
 * @param own one of Swarmkeeper's own services (label {@code swarmkeeper.role})
 */
public record ServiceProfile(Kind kind, List<String> statefulReasons, boolean critical, boolean own) {

    public enum Kind {
        GATEWAY,
        DATABASE,
        CACHE,
        QUEUE,
        MCP_SERVER,
        BACKEND,
        MONITORING,
        BACKUP,
        OTHER
    }

    public ServiceProfile {
        statefulReasons = List.copyOf(statefulReasons);
    }

    public boolean stateful() {
        return !statefulReasons.isEmpty();
    }
}
