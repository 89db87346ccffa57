package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Plan.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says how one spec differs from another, for people and logs: values that look secret are masked, so these operations
 * show a change and must never be applied.
 */
public final class SpecDiff {

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
            elements(path, name, a, b, differences);
        } else {
            differences.add(new Operation("replace", path, shown(name, from), shown(name, to)));
        }
    }

    /** Elements that hold no objects are masked in their list: a word of a command line is nothing without the others. */
    private static void elements(String path, String name, ArrayNode from, ArrayNode to, List<Operation> differences) {
        JsonNode before = MaskedSpec.of(name, from);
        JsonNode after = MaskedSpec.of(name, to);
        for (int i = 0; i < from.size(); i++) {
            JsonNode a = from.required(i);
            JsonNode b = to.required(i);
            if (a.isContainer() || b.isContainer()) {
                compare(path + "/" + i, name, a, b, differences);
            } else if (!SpecHash.canonical(a).equals(SpecHash.canonical(b))) {
                differences.add(new Operation(
                        "replace",
                        path + "/" + i,
                        Optional.of(SpecJson.write(before.required(i))),
                        Optional.of(SpecJson.write(after.required(i)))));
            }
        }
    }

    private static Optional<String> shown(String name, JsonNode value) {
        return Optional.of(SpecJson.write(MaskedSpec.of(name, value)));
    }
}
