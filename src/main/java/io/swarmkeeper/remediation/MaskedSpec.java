package io.swarmkeeper.remediation;

import io.swarmkeeper.swarm.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Pieces of a spec as they may be shown: everything that looks secret, by its name or by its value, is hidden. */
public final class MaskedSpec {

    /** {@code NAME=value} lines. */
    private static final String ENVIRONMENT = "Env";

    /** Words of a command line: what one of them says may make the next one a secret. */
    private static final Set<String> COMMANDS = Set.of("Args", "Command", "Test");

    private MaskedSpec() {}

    /**
     * A copy of what stands at this place.
     *
     * @param path JSON pointer into the spec
     */
    public static JsonNode at(String path, JsonNode value) {
        String[] names = path.split("/");
        boolean element = names.length > 1 && names[names.length - 1].matches("\\d+|-");
        String name = names.length == 0
                ? ""
                : names[names.length - (element ? 2 : 1)].replace("~1", "/").replace("~0", "~");
        if (element && COMMANDS.contains(name) && value instanceof StringNode) {
            return StringNode.valueOf(Masking.MASK); // nobody can tell without the word before it
        }
        return of(name, value);
    }

    /** @param name of the member that holds it */
    static JsonNode of(String name, JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(e -> copy.set(e.getKey(), of(e.getKey(), e.getValue())));
                yield copy;
            }
            case ArrayNode array -> array(name, array);
            case StringNode text ->
                StringNode.valueOf(
                        name.equals(ENVIRONMENT)
                                ? Masking.environment(text.stringValue())
                                : Masking.value(name, text.stringValue()));
            default -> value;
        };
    }

    private static ArrayNode array(String name, ArrayNode array) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        List<String> words = new ArrayList<>();
        array.forEach(element -> words.add(element.stringValue("")));
        boolean command = COMMANDS.contains(name) && array.valueStream().allMatch(JsonNode::isString);
        if (command) {
            Masking.words(words).forEach(copy::add);
        } else {
            array.forEach(element -> copy.add(of(name, element)));
        }
        return copy;
    }
}
