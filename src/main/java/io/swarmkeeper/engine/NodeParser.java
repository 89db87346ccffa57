package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Node;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code GET /nodes}. */
final class NodeParser {

    private NodeParser() {}

    static Node parse(JsonNode json) {
        JsonNode spec = json.path("Spec");
        JsonNode description = json.path("Description");
        JsonNode platform = description.path("Platform");
        JsonNode engine = description.path("Engine");
        JsonNode status = json.path("Status");
        String id = Fields.required(json, "ID");
        return new Node(
                id,
                Fields.number(json.path("Version"), "Index"),
                Fields.textOr(description, "Hostname", id),
                Fields.word(spec, "Role", Node.Role.class, Node.Role.WORKER),
                Fields.word(spec, "Availability", Node.Availability.class, Node.Availability.ACTIVE),
                Fields.word(status, "State", Node.State.class, Node.State.UNKNOWN),
                Fields.text(status, "Message"),
                Fields.text(status, "Addr"),
                manager(json.path("ManagerStatus")),
                Fields.textMap(spec, "Labels"),
                Fields.textMap(engine, "Labels"),
                Fields.text(platform, "OS"),
                Fields.text(platform, "Architecture"),
                Fields.text(engine, "EngineVersion"),
                ResourcesParser.parse(description.path("Resources")),
                plugins(engine),
                Fields.time(json, "CreatedAt"),
                Fields.time(json, "UpdatedAt"));
    }

    private static Optional<Node.Manager> manager(JsonNode status) {
        if (!status.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Node.Manager(
                Fields.flag(status, "Leader"),
                Fields.word(status, "Reachability", Node.Reachability.class, Node.Reachability.UNKNOWN),
                Fields.text(status, "Addr")));
    }

    private static Set<String> plugins(JsonNode engine) {
        return new HashSet<>(
                Fields.each(engine, "Plugins", p -> Fields.text(p, "Type") + "/" + Fields.text(p, "Name")));
    }
}
