package io.swarmkeeper.web.api;

import io.swarmkeeper.remediation.MaskedSpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
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
        return MaskedSpec.at(path, value);
    }
}
