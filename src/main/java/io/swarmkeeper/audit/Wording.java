package io.swarmkeeper.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings hostile text into a form that every database gives back unchanged: no NUL (PostgreSQL refuses it), no half
 * surrogate pairs (UTF-8 has none), no more characters than the column holds. What was cut says so.
 */
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

    static String clean(String text, int most) {
        String cut = text.length() <= most ? text : cut(text, most);
        StringBuilder clean = null;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < cut.length() && Character.isLowSurrogate(cut.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                if (clean == null) {
                    clean = new StringBuilder(cut);
                }
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean == null ? cut : clean.toString();
    }

    private static String cut(String text, int most) {
        String mark = "… (" + text.length() + " characters)";
        return text.substring(0, most - mark.length()) + mark;
    }

    /** The detail as it is stored and hashed: one JSON object of strings, members in the order given. */
    static String canonical(Map<String, String> detail) {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        int left = detail.size();
        for (Map.Entry<String, String> fact : detail.entrySet()) {
            if (facts.size() == FACTS - 1 && left > 1) {
                facts.put("left out", left + " more facts");
                break;
            }
            facts.put(clean(fact.getKey(), ACTION), clean(fact.getValue(), VALUE));
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
