package io.swarmkeeper.change;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.SpecDiff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the work on a change reads out of raw specs. Writes nothing into them. */
final class Specs {

    /** A spec that the engine took may have label names of any length. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /** JSON pointer to the counter that makes the engine replace every task. */
    static final String FORCE_UPDATE = "/TaskTemplate/ForceUpdate";

    private static final String TEMPLATE = "TaskTemplate";
    private static final int DIFFERENCES = 6;
    private static final int WIDTH = 160;

    private Specs() {}

    /** How many tasks a spec wants. */
    sealed interface Wanted {
        /** One per slot. */
        record Replicas(long count) implements Wanted {}

        /** One on each node that may run it. */
        record EveryNode() implements Wanted {}

        /** Runs to its end: no bake can prove anything on it. */
        record Job() implements Wanted {}
    }

    static Wanted wanted(String spec) {
        JsonNode mode = JSON.readTree(spec).path("Mode");
        if (mode.has("Global")) {
            return new Wanted.EveryNode();
        }
        if (mode.has("ReplicatedJob") || mode.has("GlobalJob")) {
            return new Wanted.Job();
        }
        // The engine reads a missing mode as replicated, and missing replicas as one.
        return new Wanted.Replicas(mode.path("Replicated").path("Replicas").asLong(1));
    }

    /**
     * How long the engine may fairly take to roll this spec out, beyond what everything needs: batches, each with its
     * delay, the time to stop the old task, the time to become healthy and the time the engine watches it. Where the
     * spec is silent the engine's defaults count (swarmkit api/defaults/service.go; health checks: 30 s, 30 s, 3).
     *
     * @param nodes how many tasks a global service may have
     */
    static Duration rollOut(String spec, int nodes) {
        JsonNode tree = JSON.readTree(spec);
        JsonNode update = tree.path("UpdateConfig");
        JsonNode container = tree.path(TEMPLATE).path("ContainerSpec");
        JsonNode check = container.path("Healthcheck");
        long tasks = switch (wanted(spec)) {
            case Wanted.Replicas(long count) -> count;
            case Wanted.EveryNode() -> nodes;
            case Wanted.Job() -> 1;
        };
        long parallelism = update.path("Parallelism").asLong(1);
        long batches = parallelism <= 0 ? 1 : (tasks + parallelism - 1) / parallelism;
        Duration probe = nanos(check, "Interval", 30).plus(nanos(check, "Timeout", 30));
        long probes = Math.clamp(check.path("Retries").asLong(0), 3, 100) + 1L;
        Duration batch = nanos(update, "Delay", 0)
                .plus(nanos(update, "Monitor", 5))
                .plus(nanos(container, "StopGracePeriod", 10))
                .plus(nanos(check, "StartPeriod", 0))
                .plus(probe.multipliedBy(probes));
        return batch.multipliedBy(Math.min(batches, 10_000));
    }

    private static Duration nanos(JsonNode parent, String member, long fallbackSeconds) {
        long nanos = parent.path(member).asLong(0);
        return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ofSeconds(fallbackSeconds);
    }

    /** True if the task templates differ in Placement at most: the engine may keep the tasks then (pitfalls 0.3). */
    static boolean keepsTasks(String one, String other) {
        return withoutPlacement(one).equals(withoutPlacement(other));
    }

    private static JsonNode withoutPlacement(String spec) {
        JsonNode template = JSON.readTree(spec).path(TEMPLATE);
        if (template instanceof ObjectNode object) {
            object.remove("Placement");
        }
        return template;
    }

    /** What is different, as part of a sentence that people may see: secrets hidden, long values cut. */
    static String differences(String before, String after) {
        List<String> lines = new ArrayList<>();
        for (Operation operation : SpecDiff.between(before, after)) {
            lines.add(operation.path() + " "
                    + operation.before().map(Specs::cut).orElse("nothing") + " -> "
                    + operation.value().map(Specs::cut).orElse("nothing"));
        }
        if (lines.size() > DIFFERENCES) {
            int more = lines.size() - DIFFERENCES;
            lines = new ArrayList<>(lines.subList(0, DIFFERENCES));
            lines.add("and " + more + " more");
        }
        return lines.isEmpty() ? "nothing but the order of its members" : String.join("; ", lines);
    }

    private static String cut(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH) + "…";
    }
}
