package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Network;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code GET /networks}. */
final class NetworkParser {

    private NetworkParser() {}

    static Network parse(JsonNode json) {
        Map<String, String> options = Fields.textMap(json, "Options");
        return new Network(
                Fields.required(json, "Id"),
                Fields.text(json, "Name"),
                Fields.text(json, "Driver"),
                Fields.textOr(json, "Scope", "local"),
                Fields.flag(json, "Internal"),
                Fields.flag(json, "Attachable"),
                Fields.flag(json, "Ingress"),
                options.containsKey("encrypted") && !"false".equals(options.get("encrypted")),
                Fields.each(json.path("IPAM"), "Config", c -> Fields.text(c, "Subnet")).stream()
                        .filter(s -> !s.isEmpty())
                        .toList(),
                options,
                Fields.textMap(json, "Labels"),
                Fields.time(json, "Created"));
    }
}
