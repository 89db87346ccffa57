package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What kind of service this is, and what that allows. Worked out from image, ports, mounts, environment names,
 * arguments and labels (docs/findings.md, "Kinds of services").
 *
 * @param statefulReasons the signs of state, each a short phrase; empty = none seen (which proves nothing)
 * @param runsOnce what says that two of it would do the same work twice, as a sentence without its end; empty = nothing
 *     seen (which proves nothing)
 * @param critical label {@code swarmkeeper.critical}, else gateways, databases, caches and queues
 * @param own one of Swarmkeeper's own services (label {@code swarmkeeper.role})
 */
public record ServiceProfile(
        Kind kind, List<String> statefulReasons, Optional<String> runsOnce, boolean critical, boolean own) {

    /** Service label, {@code true} or {@code false}: whether the service is critical, whatever its kind. */
    public static final String CRITICAL_LABEL = "swarmkeeper.critical";

    public enum Kind {
        GATEWAY("gateway"),
        DATABASE("database"),
        CACHE("cache"),
        QUEUE("message queue"),
        MCP_SERVER("MCP server"),
        BACKEND("backend"),
        MONITORING("monitoring service"),
        BACKUP("backup service"),
        OTHER("service of no known kind");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Without its article: {@code database}. */
        public String words() {
            return words;
        }

        /** As it stands in a sentence: {@code a database}, {@code an MCP server}. */
        public String withArticle() {
            return (this == MCP_SERVER ? "an " : "a ") + words;
        }

        /** Other services keep their data in it. */
        public boolean holdsData() {
            return this == DATABASE || this == CACHE || this == QUEUE;
        }
    }

    public ServiceProfile {
        statefulReasons = List.copyOf(statefulReasons);
    }

    /** Judged with what this snapshot knows of the image. Pure; costs a few microseconds. */
    public static ServiceProfile of(Service service, Snapshot snapshot) {
        return Profiling.profile(service, snapshot.findImage(service.template().image()));
    }

    public boolean stateful() {
        return !statefulReasons.isEmpty();
    }

    /** Stateful by more than a mount or a pin, which say where something is kept but not that it matters. */
    public boolean statefulByNature() {
        return statefulReasons.stream()
                .anyMatch(r -> !r.startsWith(StateSigns.WRITABLE) && !r.startsWith(StateSigns.PINNED));
    }

    /** Stateful by more than what its image declares: plenty of images declare a VOLUME for nothing that matters. */
    public boolean statefulBesidesImage() {
        return statefulReasons.stream().anyMatch(r -> !r.startsWith(StateSigns.IN_IMAGE));
    }

    /** Paths that the image declares as VOLUME and no mount holds: each task has a new, empty one. */
    public List<String> unheldVolumes() {
        return statefulReasons.stream()
                .filter(r -> r.startsWith(StateSigns.IN_IMAGE))
                .map(r -> r.substring(StateSigns.IN_IMAGE.length()))
                .toList();
    }
}
