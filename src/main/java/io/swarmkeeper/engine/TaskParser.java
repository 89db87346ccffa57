package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Task;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code GET /tasks}. */
final class TaskParser {

    private TaskParser() {}

    /**
     * @param json the task, with or without its member {@code Spec}
     * @param spec what that member says
     * @throws IllegalArgumentException if its state is none we know: a task counted wrongly would make false findings
     */
    static Task parse(JsonNode json, TaskSpecs.Facts spec) {
        JsonNode status = json.path("Status");
        JsonNode container = status.path("ContainerStatus");
        Task.State state = state(Fields.textOr(status, "State", "new"));
        String containerId = Fields.text(container, "ContainerID");
        boolean ended = state.isTerminal() && !containerId.isEmpty();
        return new Task(
                Fields.required(json, "ID"),
                Fields.text(json, "ServiceID"),
                (int) Fields.number(json, "Slot"),
                Optional.of(Fields.text(json, "NodeID")).filter(n -> !n.isEmpty()),
                state,
                state(Fields.textOr(json, "DesiredState", "running")),
                Fields.time(status, "Timestamp"),
                Fields.text(status, "Message"),
                Fields.text(status, "Err"),
                ended ? Optional.of((int) Fields.number(container, "ExitCode")) : Optional.empty(),
                containerId,
                spec.image(),
                spec.reservations(),
                hostPorts(status.path("PortStatus")),
                addresses(json),
                spec.hash(),
                Fields.time(json, "CreatedAt"),
                Fields.time(json, "UpdatedAt"));
    }

    private static Task.State state(String word) {
        return Task.State.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static List<String> hostPorts(JsonNode status) {
        Set<String> held = new LinkedHashSet<>(); // engines tell a port once for IPv4 and once for IPv6
        for (JsonNode port : status.path("Ports").values()) {
            if (Fields.text(port, "PublishMode").equals("host") && Fields.number(port, "PublishedPort") != 0) {
                held.add(Fields.textOr(port, "Protocol", "tcp") + "/" + Fields.number(port, "PublishedPort"));
            }
        }
        return List.copyOf(held);
    }

    private static Map<String, List<String>> addresses(JsonNode json) {
        Map<String, List<String>> byNetwork = new LinkedHashMap<>();
        for (JsonNode attachment : json.path("NetworksAttachments").values()) {
            byNetwork.put(Fields.text(attachment.path("Network"), "ID"), Fields.texts(attachment, "Addresses"));
        }
        return byNetwork;
    }
}
