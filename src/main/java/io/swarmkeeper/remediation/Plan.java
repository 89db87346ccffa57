package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An action worked out for one service. What was approved is exactly this: the checksum covers all of it and the hash
 * of the spec it was made from.
 *
 * @param title a heading for people, e.g. {@code Limit sophia_redis to 2.0 cores and 4 GiB}
 * @param checksum {@code sha256:…} over action, specHash and every step's patch
 * @param specHash {@code sha256:…} of the service's raw spec, canonical JSON, that the plan was made from
 * @param why where the numbers come from, one line each, e.g. what was measured or that nothing was
 * @param cut what was asked or wanted and lowered, one line each; empty if nothing
 * @param warnings what could go wrong, one line each
 * @param composeFragment YAML for the stack file; empty if the service is in no stack
 */
public record Plan(
        Action action,
        Subject subject,
        String title,
        String checksum,
        String specHash,
        List<Step> steps,
        PlacementForecast placement,
        Risk risk,
        List<String> why,
        List<String> cut,
        List<String> warnings,
        WayBack wayBack,
        Optional<String> composeFragment) {

    public enum Risk {
        LOW,
        MEDIUM,
        HIGH
    }

    /**
     * One write.
     *
     * @param patch RFC 6902 operations on the service's raw spec, in order
     * @param replacesTasks true if the engine will replace the service's tasks
     */
    public record Step(String title, List<Operation> patch, boolean replacesTasks) {
        public Step {
            patch = List.copyOf(patch);
        }
    }

    /**
     * One RFC 6902 operation.
     *
     * @param op {@code add}, {@code replace} or {@code remove}
     * @param path JSON pointer into the spec
     * @param before JSON text of what stood there, for people; empty if nothing did
     * @param value JSON text of what will stand there; empty for remove
     */
    public record Operation(String op, String path, Optional<String> before, Optional<String> value) {}

    /**
     * Where the service's tasks run and will run, by node host name (repeated when one node takes several).
     *
     * @param after as simulated; a name ending in {@code ?} marks one of several equal choices
     * @param lostNode host name of the largest node, whose loss was simulated; empty with a single node
     * @param withLargestNodeLost where they would be then; tasks that would fit nowhere are missing here and in warnings
     */
    public record PlacementForecast(
            List<String> before, List<String> after, String lostNode, List<String> withLargestNodeLost) {
        public PlacementForecast {
            before = List.copyOf(before);
            after = List.copyOf(after);
            withLargestNodeLost = List.copyOf(withLargestNodeLost);
        }
    }

    /**
     * @param specVersion the version the saved spec was read at
     * @param takes how long going back is expected to take
     */
    public record WayBack(long specVersion, Duration takes) {}

    public Plan {
        steps = List.copyOf(steps);
        why = List.copyOf(why);
        cut = List.copyOf(cut);
        warnings = List.copyOf(warnings);
    }
}
