package io.swarmkeeper.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The detail of an entry as it is stored and hashed, and the limits of every field. */
final class Wording {

    static final int ACTOR = 200;
    static final int ACTION = 100;
    static final int SUBJECT = 500;
    /** Of one value of the detail; of its name {@link #ACTION}. */
    static final int VALUE = 8_000;
    /** Facts in one detail; what is more is counted in the last one. */
    static final int FACTS = 40;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, String>> FACTS_TYPE = new TypeReference<>() {};

    private Wording() {}

    /** One JSON object of strings, members in the order given. */
    static String canonical(Map<String, String> detail) {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        int left = detail.size();
        for (Map.Entry<String, String> fact : detail.entrySet()) {
            if (facts.size() == FACTS - 1 && left > 1) {
                facts.put("left out", left + " more facts");
                break;
            }
            facts.put(StorableText.of(fact.getKey(), ACTION), StorableText.of(fact.getValue(), VALUE));
            left--;
        }
        return JSON.writeValueAsString(facts);
    }

    /** The facts of a stored detail; one named {@code unreadable} if somebody made it unreadable. */
    static Map<String, String> facts(String canonical) {
        try {
            return JSON.readValue(canonical, FACTS_TYPE);
        } catch (JacksonException e) {
            return Map.of("unreadable", canonical);
        }
    }
}
