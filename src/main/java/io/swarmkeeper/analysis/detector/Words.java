package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Turns what detectors saw into sentences of bearable length, whatever the Swarm is named. */
public final class Words {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_TEXT = 240;
    private static final int MOST_ITEMS = 5;

    private Words() {}

    /** A name that fits into a sentence. */
    public static String name(String name) {
        return shortened(name, LONGEST_NAME);
    }

    /** Somebody else's text that fits into an explanation, without what looks secret in it. */
    public static String text(String text) {
        return shortened(Masking.text(text), LONGEST_TEXT);
    }

    /** {@code a}, {@code a and b}, {@code a, b and 3 more}. */
    public static String list(Collection<String> items) {
        List<String> names = items.stream().map(Words::name).toList();
        if (names.isEmpty()) {
            return "none";
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        if (names.size() <= MOST_ITEMS) {
            return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
        }
        return String.join(", ", names.subList(0, MOST_ITEMS - 1)) + " and " + (names.size() - MOST_ITEMS + 1)
                + " more";
    }

    /** {@code 2.0 cores and 4 GiB}; {@code nothing} if nothing is set. */
    public static String resources(Resources resources) {
        List<String> parts = new ArrayList<>();
        if (resources.hasCpu()) {
            parts.add(Quantities.cores(resources.cpuNano()));
        }
        if (resources.hasMemory()) {
            parts.add(Quantities.bytes(resources.memoryBytes()));
        }
        return parts.isEmpty() ? "nothing" : String.join(" and ", parts);
    }

    /** {@code 2026-11-25 12:03 UTC}. */
    static String time(Instant at) {
        return MINUTE.format(at) + " UTC";
    }

    /** {@code 2026-11-25}, of UTC. */
    static String day(Instant at) {
        return DAY.format(at);
    }

    /** A sentence's beginning. */
    public static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** At most so many characters, cut with an ellipsis. */
    public static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // Never through the middle of an emoji.
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
