package io.swarmkeeper.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads members of engine JSON that may be absent, null, or (from another engine version) of another type: each then
 * reads as Go's zero value, as the engine itself would.
 */
final class Fields {

    private Fields() {}

    static String text(JsonNode object, String name) {
        return object.path(name).stringValue("");
    }

    static String textOr(JsonNode object, String name, String fallback) {
        String text = text(object, name);
        return text.isEmpty() ? fallback : text;
    }

    /** @throws IllegalArgumentException if it is absent or empty: the item makes no sense without it */
    static String required(JsonNode object, String name) {
        String text = text(object, name);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return text;
    }

    static long number(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNumber() ? value.numberValue().longValue() : 0;
    }

    static double decimal(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNumber() ? value.numberValue().doubleValue() : 0;
    }

    static boolean flag(JsonNode object, String name) {
        return object.path(name).booleanValue(false);
    }

    /** From nanoseconds. */
    static Duration duration(JsonNode object, String name) {
        return Duration.ofNanos(number(object, name));
    }

    /** {@link Instant#EPOCH} if absent or not a time. */
    static Instant time(JsonNode object, String name) {
        String text = text(object, name);
        return text.isEmpty() ? Instant.EPOCH : GoTime.parse(text);
    }

    static List<String> texts(JsonNode object, String name) {
        return each(object, name, n -> n.stringValue(""));
    }

    static <T> List<T> each(JsonNode object, String name, Function<JsonNode, T> parse) {
        JsonNode array = object.path(name);
        if (!array.isArray() || array.isEmpty()) {
            return List.of();
        }
        List<T> items = new ArrayList<>(array.size());
        array.values().forEach(n -> items.add(parse.apply(n)));
        return items;
    }

    static Map<String, String> textMap(JsonNode object, String name) {
        JsonNode map = object.path(name);
        if (!map.isObject() || map.isEmpty()) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.properties().forEach(e -> texts.put(e.getKey(), e.getValue().stringValue("")));
        return texts;
    }

    /** The engine's word ({@code stop-first}, {@code rollback_started}) as our constant; fallback if empty or new. */
    static <E extends Enum<E>> E word(JsonNode object, String name, Class<E> type, E fallback) {
        String word = text(object, name);
        if (word.isEmpty()) {
            return fallback;
        }
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            return fallback;
        }
    }
}
