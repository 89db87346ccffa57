package io.swarmkeeper.web.page;

import io.swarmkeeper.remediation.MaskedSpec;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Quantities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A step's patch as people read it: what stood at each place and what will stand there, in their units. */
final class PlanDiff {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlanDiff() {}

    /** @param look {@code at}, {@code add}, {@code del} or empty for what stays */
    record Line(String look, String text) {}

    static List<Line> of(Plan.Step step) {
        List<Line> lines = new ArrayList<>();
        for (Plan.Operation operation : step.patch()) {
            lines.addAll(of(operation));
        }
        return lines;
    }

    private static List<Line> of(Plan.Operation operation) {
        String path = path(operation.path());
        int dot = path.lastIndexOf('.');
        Map<String, String> before = leaves(operation.before(), operation.path());
        Map<String, String> after = leaves(operation.value(), operation.path());
        boolean scalar = before.keySet().stream().allMatch(String::isEmpty)
                && after.keySet().stream().allMatch(String::isEmpty);
        String last = path.substring(dot + 1);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("at", scalar && dot > 0 ? path.substring(0, dot) : path));
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        for (String name : names) {
            String shown = name.isEmpty() ? last : name;
            String padded = shown + " ".repeat(Math.max(2, width - shown.length() + 3));
            String was = before.get(name);
            String is = after.get(name);
            if (was != null && was.equals(is)) {
                lines.add(new Line("", "    " + padded + is));
                continue;
            }
            if (was != null) {
                lines.add(new Line("del", "-   " + padded + was));
            }
            if (is != null) {
                lines.add(new Line("add", "+   " + padded + is));
            }
        }
        if (names.isEmpty()) {
            lines.add(new Line(
                    operation.op().equals("remove") ? "del" : "add",
                    (operation.op().equals("remove") ? "-   " : "+   ") + last + "   {}"));
        }
        return lines;
    }

    /** {@code /TaskTemplate/Resources} becomes {@code TaskTemplate.Resources}; RFC 6901 escapes are undone. */
    private static String path(String pointer) {
        return Wording.clip(
                pointer.substring(pointer.startsWith("/") ? 1 : 0)
                        .replace('/', '.')
                        .replace("~1", "/")
                        .replace("~0", "~"),
                200);
    }

    private static Map<String, String> leaves(Optional<String> json, String pointer) {
        Map<String, String> leaves = new LinkedHashMap<>();
        if (json.isPresent()) {
            try {
                JsonNode shown = MaskedSpec.at(pointer, JSON.readTree(json.get()));
                collect(shown, "", pointer.substring(pointer.lastIndexOf('/') + 1), leaves);
            } catch (JacksonException e) {
                leaves.put("", Wording.clip(Masking.text(json.get()), 300));
            }
        }
        return leaves;
    }

    /** @param last name of the member that holds the node */
    private static void collect(JsonNode node, String name, String last, Map<String, String> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(e -> collect(
                            e.getValue(), name.isEmpty() ? e.getKey() : name + "." + e.getKey(), e.getKey(), leaves));
        } else {
            leaves.put(Wording.clip(name, 120), Wording.clip(value(last, node), 300));
        }
    }

    private static String value(String name, JsonNode node) {
        if (node.isIntegralNumber() && name.equals("NanoCPUs")) {
            return Quantities.cores(node.longValue());
        }
        if (node.isIntegralNumber() && name.equals("MemoryBytes")) {
            return Quantities.bytes(node.longValue());
        }
        return node.isString() ? node.stringValue() : node.toString();
    }
}
