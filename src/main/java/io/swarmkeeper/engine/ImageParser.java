package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.ImageFacts;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code GET /images/{reference}/json}. */
final class ImageParser {

    private ImageParser() {}

    static ImageFacts parse(JsonNode json) {
        JsonNode config = json.path("Config");
        return new ImageFacts(
                TaskTemplateParser.healthCheck(config.path("Healthcheck")),
                keys(config.path("Volumes")),
                keys(config.path("ExposedPorts")));
    }

    private static List<String> keys(JsonNode object) {
        return object.isObject() ? object.propertyNames().stream().sorted().toList() : List.of();
    }
}
