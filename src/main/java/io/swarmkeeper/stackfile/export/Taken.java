package io.swarmkeeper.stackfile.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object out of which members are taken one by one. What is left in the end was not said in the stack file. */
final class Taken {

    private final ObjectNode rest;
    private final String path;
    private final List<Taken> inside = new ArrayList<>();

    /** @param path with dots; empty for the root */
    Taken(ObjectNode node, String path) {
        this.rest = node.deepCopy();
        this.path = path;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        JsonNode node = rest.get(name);
        return node != null && !node.isNull();
    }

    private Optional<JsonNode> take(String name) {
        return Optional.ofNullable(rest.remove(name)).filter(n -> !n.isNull());
    }

    /** As {@link #text}, and it stays. */
    String peek(String name) {
        return rest.path(name).asString("");
    }

    /** The empty text if it is absent. */
    String text(String name) {
        return take(name)
                .map(n -> n.isContainer() ? n.toString() : n.asString())
                .orElse("");
    }

    /** Empty if it is absent, also if it is no whole number, which is then left. */
    OptionalLong number(String name) {
        JsonNode node = rest.get(name);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
            return OptionalLong.empty();
        }
        rest.remove(name);
        return OptionalLong.of(node.longValue());
    }

    /** As JSON has it. Empty if it is absent, also if it is no number, which is then left. */
    Optional<String> decimal(String name) {
        return Optional.ofNullable(rest.get(name)).filter(JsonNode::isNumber).map(n -> {
            rest.remove(name);
            return n.asString();
        });
    }

    boolean flag(String name) {
        return take(name).map(n -> n.asBoolean(false)).orElse(false);
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        take(name).ifPresent(n -> n.values().forEach(v -> texts.add(v.asString(""))));
        return texts;
    }

    Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        take(name)
                .ifPresent(n -> n.properties()
                        .forEach(p -> pairs.put(p.getKey(), p.getValue().asString(""))));
        return pairs;
    }

    /** Empty if it is absent or no object. What is not taken out of it counts as left here. */
    Optional<Taken> object(String name) {
        if (!(rest.get(name) instanceof ObjectNode object)) {
            return Optional.empty();
        }
        rest.remove(name);
        Taken taken = new Taken(object, path(name));
        inside.add(taken);
        return Optional.of(taken);
    }

    List<Taken> objects(String name) {
        List<Taken> objects = new ArrayList<>();
        JsonNode list = rest.get(name);
        if (list == null || !list.isArray()) {
            return objects;
        }
        rest.remove(name);
        for (JsonNode item : list.values()) {
            if (item instanceof ObjectNode object) {
                objects.add(new Taken(object, "%s[%d]".formatted(path(name), objects.size())));
            }
        }
        inside.addAll(objects);
        return objects;
    }

    /** Not said on purpose. */
    void drop(String name) {
        rest.remove(name);
    }

    /** Tells the path of each member that is left and means something. */
    void left(Consumer<String> tell) {
        rest.properties().forEach(p -> {
            if (meansSomething(p.getValue())) {
                tell.accept(path(p.getKey()));
            }
        });
        inside.forEach(i -> i.left(tell));
    }

    /** To the engine, absent and zero are the same almost everywhere; an empty object is something. */
    private static boolean meansSomething(JsonNode node) {
        if (node.isNumber()) {
            return node.decimalValue().signum() != 0;
        }
        return !node.isNull()
                && !(node.isBoolean() && !node.booleanValue())
                && !(node.isString() && node.stringValue().isEmpty())
                && !(node.isArray() && node.isEmpty());
    }
}
