package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.swarm.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operations that give a spec its limits and reservations; pids limits and generic resources stay as they are. */
final class ResourcePatch {

    private static final String PATH = "/TaskTemplate/Resources";

    private final List<Operation> operations = new ArrayList<>();

    private ResourcePatch() {}

    /**
     * @param limits of which CPU and memory count; zero leaves a value out, or takes it away
     * @return empty if the spec says so already
     * @throws SpecException if the spec has no task template
     */
    static List<Operation> of(ObjectNode spec, Resources limits, Resources reservations) {
        if (!(spec.get("TaskTemplate") instanceof ObjectNode template)) {
            throw new SpecException("The spec has no TaskTemplate.");
        }
        ResourcePatch patch = new ResourcePatch();
        JsonNode present = template.get("Resources");
        if (present instanceof ObjectNode resources) {
            patch.part(resources, "Limits", limits);
            patch.part(resources, "Reservations", reservations);
        } else {
            ObjectNode whole = JsonNodeFactory.instance.objectNode();
            if (!amounts(limits).isEmpty()) {
                whole.set("Limits", amounts(limits));
            }
            if (!amounts(reservations).isEmpty()) {
                whole.set("Reservations", amounts(reservations));
            }
            if (!whole.isEmpty()) {
                patch.put(PATH, present, whole);
            }
        }
        return List.copyOf(patch.operations);
    }

    private void part(ObjectNode resources, String name, Resources wanted) {
        String path = PATH + "/" + name;
        if (resources.get(name) instanceof ObjectNode part) {
            member(part, path, "NanoCPUs", wanted.cpuNano());
            member(part, path, "MemoryBytes", wanted.memoryBytes());
        } else if (!amounts(wanted).isEmpty()) {
            put(path, resources.get(name), amounts(wanted));
        }
    }

    private void member(ObjectNode part, String path, String name, long wanted) {
        JsonNode present = part.get(name);
        long now = present != null && present.isNumber() ? present.longValue() : 0;
        if (now == wanted) {
            return;
        }
        if (wanted == 0) {
            operations.add(new Operation(
                    "remove", path + "/" + name, Optional.ofNullable(present).map(SpecJson::write), Optional.empty()));
        } else {
            put(path + "/" + name, present, JsonNodeFactory.instance.numberNode(wanted));
        }
    }

    private void put(String path, JsonNode present, JsonNode value) {
        Optional<String> before = Optional.ofNullable(present).map(SpecJson::write);
        operations.add(new Operation(
                before.isPresent() ? "replace" : "add", path, before, Optional.of(SpecJson.write(value))));
    }

    private static ObjectNode amounts(Resources resources) {
        ObjectNode amounts = JsonNodeFactory.instance.objectNode();
        Map<String, Long> members = new LinkedHashMap<>();
        members.put("NanoCPUs", resources.cpuNano());
        members.put("MemoryBytes", resources.memoryBytes());
        members.forEach((name, amount) -> {
            if (amount > 0) {
                amounts.put(name, amount);
            }
        });
        return amounts;
    }
}
