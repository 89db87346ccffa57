package io.swarmkeeper.stackfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command written as one text, taken apart as docker stack deploy does it (google/shlex). */
final class ShellWords {

    private ShellWords() {}

    /** Quotes and backslashes are gone; what is left open goes to the end. */
    static List<String> split(String text) {
        return read(text).words();
    }

    /** What is never closed, and makes a deploy refuse it: {@code a ' is never closed}; empty if nothing is. */
    static Optional<String> open(String text) {
        return read(text).open();
    }

    private record Reading(List<String> words, Optional<String> open) {}

    private static Reading read(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        boolean cut = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '\\' && quote != '\'';
            cut = escape && i + 1 == text.length();
            if (escape && !cut) {
                word.append(text.charAt(++i));
                begun = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else if (c == '#' && !begun) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        Optional<String> open = quote != 0
                ? Optional.of("a %s is never closed".formatted(quote))
                : cut ? Optional.of("nothing follows the \\ at its end") : Optional.empty();
        return new Reading(words, open);
    }
}
