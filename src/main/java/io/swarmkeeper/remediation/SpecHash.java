package io.swarmkeeper.remediation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells whether two specs say the same: {@code sha256:} and 64 hex digits over canonical JSON (members sorted by name,
 * lists as they are, numbers by value). The version of a service is not part of its spec, so a version that moved alone
 * changes nothing here.
 */
public final class SpecHash {

    private SpecHash() {}

    /** @throws SpecException if the text is no JSON object */
    public static String of(String specJson) {
        return of(SpecJson.readObject(specJson));
    }

    static String of(JsonNode node) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(SpecJson.write(canonical(node)).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The same value in one form only; used for hashing and comparing, never sent anywhere. */
    static JsonNode canonical(JsonNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(e -> sorted.put(e.getKey(), canonical(e.getValue())));
            ObjectNode result = nodes.objectNode();
            sorted.forEach(result::set);
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = nodes.arrayNode();
            array.forEach(element -> result.add(canonical(element)));
            return result;
        }
        return node.isNumber() ? nodes.numberNode(node.decimalValue().stripTrailingZeros()) : node;
    }
}
