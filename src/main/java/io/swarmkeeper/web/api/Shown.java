package io.swarmkeeper.web.api;

import io.swarmkeeper.swarm.Masking;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Text from a Swarm on its way out: secret-looking parts hidden, very long ones cut. Never interpreted. */
final class Shown {

    /** A label may hold 60 kB; a list of hundreds of services with such labels would be of no use to anyone. */
    private static final int MOST_CHARACTERS = 1000;

    private Shown() {}

    static String text(String text) {
        String masked = Masking.text(text);
        if (masked.length() <= MOST_CHARACTERS) {
            return masked;
        }
        int end = Character.isHighSurrogate(masked.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
        return masked.substring(0, end) + "… (" + masked.length() + " characters)";
    }

    static List<String> texts(List<String> texts) {
        return texts.stream().map(Shown::text).toList();
    }

    /** Sorted by name. */
    static Map<String, String> labels(Map<String, String> labels) {
        Map<String, String> shown = new TreeMap<>();
        labels.forEach((name, value) -> shown.put(text(name), text(Masking.value(name, value))));
        return shown;
    }
}
