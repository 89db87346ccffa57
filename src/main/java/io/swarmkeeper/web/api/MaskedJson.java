package io.swarmkeeper.web.api;

import io.swarmkeeper.swarm.Masking;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Pieces of a spec as JSON values, with whatever looks secret hidden. */
@Component
class MaskedJson {

    private final JsonMapper json;

    MaskedJson(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param path JSON pointer of where the value stands in the spec
     * @param text JSON text; what is none is shown as a text
     */
    JsonNode at(String path, String text) {
        JsonNode value;
        try {
            value = json.readTree(text);
        } catch (JacksonException e) {
            value = StringNode.valueOf(text);
        }
        String name =
                path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
        boolean inEnvironment = path.contains("/Env/") || path.endsWith("/Env");
        return masked(name, value, inEnvironment);
    }

    private JsonNode masked(String name, JsonNode value, boolean inEnvironment) {
        switch (value) {
            case ObjectNode object -> {
                ObjectNode copy = json.createObjectNode();
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    copy.set(
                            member.getKey(),
                            masked(
                                    member.getKey(),
                                    member.getValue(),
                                    inEnvironment || member.getKey().equals("Env")));
                }
                return copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = json.createArrayNode();
                array.forEach(element -> copy.add(masked(name, element, inEnvironment)));
                return copy;
            }
            case StringNode text -> {
                String shown = inEnvironment && text.stringValue().indexOf('=') >= 0
                        ? Masking.environment(text.stringValue())
                        : Masking.value(name, text.stringValue());
                return StringNode.valueOf(shown);
            }
            default -> {
                return value;
            }
        }
    }
}
