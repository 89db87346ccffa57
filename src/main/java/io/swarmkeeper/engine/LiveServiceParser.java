package io.swarmkeeper.engine;

import io.swarmkeeper.change.SwarmControl.LiveService;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code GET /services/{id}}, as far as a write needs it. */
final class LiveServiceParser {

    private LiveServiceParser() {}

    /** @param rawSpec the text of the member {@code Spec} */
    static LiveService parse(JsonNode json, String rawSpec) {
        JsonNode update = json.path("UpdateStatus");
        return new LiveService(
                Fields.required(json, "ID"),
                Fields.number(json.path("Version"), "Index"),
                rawSpec,
                Optional.of(Fields.text(update, "State"))
                        .filter(s -> !s.isEmpty())
                        .map(s -> s.toLowerCase(Locale.ROOT).replace('_', '-')),
                Fields.text(update, "Message"));
    }
}
