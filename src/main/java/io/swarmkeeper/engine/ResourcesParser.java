package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Resources;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** {@code Resources} of a node, {@code Limits} and {@code Reservations} of a task. */
final class ResourcesParser {

    private ResourcesParser() {}

    static Resources parse(JsonNode json) {
        if (!json.isObject() || json.isEmpty()) {
            return Resources.NONE;
        }
        return new Resources(
                positive(json, "NanoCPUs"), positive(json, "MemoryBytes"), positive(json, "Pids"), generic(json));
    }

    /** The engine reads a negative amount as none (swarmkit refuses them; {@code Pids: -1} means no limit). */
    private static long positive(JsonNode json, String name) {
        return Math.max(0, Fields.number(json, name));
    }

    private static Map<String, Long> generic(JsonNode json) {
        Map<String, Long> amounts = new TreeMap<>();
        for (JsonNode resource : json.path("GenericResources").values()) {
            JsonNode discrete = resource.path("DiscreteResourceSpec");
            JsonNode named = resource.path("NamedResourceSpec");
            if (discrete.isObject()) {
                amounts.merge(Fields.text(discrete, "Kind"), Fields.number(discrete, "Value"), Long::sum);
            } else if (named.isObject()) {
                amounts.merge(Fields.text(named, "Kind"), 1L, Long::sum);
            }
        }
        return amounts;
    }
}
