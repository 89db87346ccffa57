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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A step's patch as people read it: what stood at each place and what will stand there, in their units. */
final class PlanDiff {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlanDiff() {}

    /** @param look {@code at}, {@code add}, {@code del} or empty for what stays */
    record Line(String look, String text) {}

    /** One value. @param place what it is in, e.g. {@code TaskTemplate.Resources.Limits} */
    private record Entry(
            String place,
            String name,
            @Nullable String was,
            @Nullable String is) {}

    static List<Line> of(Plan.Step step) {
        Map<String, List<Entry>> places = new LinkedHashMap<>();
        for (Plan.Operation operation : step.patch()) {
            for (Entry entry : entries(operation)) {
                places.computeIfAbsent(entry.place(), k -> new ArrayList<>()).add(entry);
            }
        }
        List<Line> lines = new ArrayList<>();
        places.forEach((place, entries) -> {
            lines.add(new Line("at", place));
            int width = entries.stream().mapToInt(e -> e.name().length()).max().orElse(0);
            for (Entry entry : entries) {
                String name = entry.name() + " ".repeat(width - entry.name().length() + 3);
                if (entry.was() != null && entry.was().equals(entry.is())) {
                    lines.add(new Line("", "    " + name + entry.is()));
                    continue;
                }
                if (entry.was() != null) {
                    lines.add(new Line("del", "-   " + name + entry.was()));
                }
                if (entry.is() != null) {
                    lines.add(new Line("add", "+   " + name + entry.is()));
                }
            }
        });
        return lines;
    }

    private static List<Entry> entries(Plan.Operation operation) {
        String path = path(operation.path());
        int dot = path.lastIndexOf('.');
        Map<String, String> before = leaves(operation.before(), operation.path());
        Map<String, String> after = leaves(operation.value(), operation.path());
        String parent = dot > 0 ? path.substring(0, dot) : path;
        String last = path.substring(dot + 1);
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        if (names.isEmpty()) { // an object without anything in it
            boolean removed = operation.op().equals("remove");
            return List.of(new Entry(parent, last, removed ? "{}" : null, removed ? null : "{}"));
        }
        boolean scalar = names.size() == 1 && names.first().isEmpty();
        return names.stream()
                .map(n -> new Entry(scalar ? parent : path, n.isEmpty() ? last : n, before.get(n), after.get(n)))
                .toList();
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
