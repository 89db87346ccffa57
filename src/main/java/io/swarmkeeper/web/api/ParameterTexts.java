package io.swarmkeeper.web.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The parameters in a body, each a whole number or a text, as text. */
final class ParameterTexts {

    private ParameterTexts() {}

    /** In the order given; empty if none are. */
    static Map<String, String> of(@Nullable Map<String, JsonNode> given) {
        Map<String, String> read = new LinkedHashMap<>();
        if (given != null) {
            given.forEach((name, value) -> read.put(name, text(name, value)));
        }
        return read;
    }

    private static String text(String name, JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue().toString();
        }
        if (value.isString()) {
            return value.stringValue();
        }
        throw Wanted.invalid(
                "parameters." + Shown.text(name),
                "parameters.%s: found %s, expected a whole number or a text."
                        .formatted(Shown.text(name), Shown.text(value.toString())));
    }
}
