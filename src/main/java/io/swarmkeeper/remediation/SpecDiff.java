package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.swarm.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Says how one spec differs from another, for people and logs: values that look secret are masked, so these operations
 * show a change and must never be applied.
 */
public final class SpecDiff {

    /** Lists whose elements may be {@code NAME=value}. */
    private static final Set<String> LINES_WITH_NAMES = Set.of("Env", "Args", "Command", "Test");

    private SpecDiff() {}

    /**
     * What would have to be done to {@code fromJson} to get {@code toJson}; empty if they say the same.
     *
     * @throws SpecException if one of them is no JSON object
     */
    public static List<Operation> between(String fromJson, String toJson) {
        List<Operation> differences = new ArrayList<>();
        compare("", "", SpecJson.readObject(fromJson), SpecJson.readObject(toJson), differences);
        return List.copyOf(differences);
    }

    private static void compare(String path, String name, JsonNode from, JsonNode to, List<Operation> differences) {
        if (SpecHash.canonical(from).equals(SpecHash.canonical(to))) {
            return;
        }
        if (from instanceof ObjectNode a && to instanceof ObjectNode b) {
            for (String member : a.propertyNames()) {
                String there = path + "/" + SpecJson.escape(member);
                JsonNode other = b.get(member);
                if (other == null) {
                    differences.add(
                            new Operation("remove", there, shown(member, a.required(member)), Optional.empty()));
                } else {
                    compare(there, member, a.required(member), other, differences);
                }
            }
            for (String member : b.propertyNames()) {
                if (!a.has(member)) {
                    differences.add(new Operation(
                            "add",
                            path + "/" + SpecJson.escape(member),
                            Optional.empty(),
                            shown(member, b.required(member))));
                }
            }
        } else if (from instanceof ArrayNode a && to instanceof ArrayNode b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(path + "/" + i, name, a.required(i), b.required(i), differences);
            }
        } else {
            differences.add(new Operation("replace", path, shown(name, from), shown(name, to)));
        }
    }

    private static Optional<String> shown(String name, JsonNode value) {
        return Optional.of(SpecJson.write(masked(name, value)));
    }

    /** A copy in which everything that looks secret by its name or its value is hidden. */
    static JsonNode masked(String name, JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof ObjectNode object) {
            ObjectNode result = nodes.objectNode();
            object.properties().forEach(e -> result.set(e.getKey(), masked(e.getKey(), e.getValue())));
            return result;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode result = nodes.arrayNode();
            String before = name;
            for (JsonNode element : array) {
                // A list of words may be a command line: the word after --password is one.
                result.add(masked(before.startsWith("-") && !before.contains("=") ? before : name, element));
                before = element instanceof StringNode word ? word.stringValue() : name;
            }
            return result;
        }
        if (value instanceof StringNode text) {
            return nodes.stringNode(masked(name, text.stringValue()));
        }
        return value;
    }

    private static String masked(String name, String text) {
        String shown = Masking.value(name, text);
        return shown.equals(text) && LINES_WITH_NAMES.contains(name) ? Masking.environment(text) : shown;
    }
}
