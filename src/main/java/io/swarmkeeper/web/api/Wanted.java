package io.swarmkeeper.web.api;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what callers give: either it is as expected, or the problem says what was found instead. */
final class Wanted {

    /** Longest reason anyone may give. */
    private static final int MOST_CHARACTERS = 2000;

    private Wanted() {}

    /** A member of the body that must be there and say something. */
    static String text(String field, @Nullable String value) {
        return text(field, value, MOST_CHARACTERS);
    }

    static String text(String field, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            throw invalid(field, "%s is %s; a text is expected.".formatted(field, value == null ? "missing" : "blank"));
        }
        if (value.length() > most) {
            throw invalid(field, "%s has %d characters; at most %d are kept.".formatted(field, value.length(), most));
        }
        return value;
    }

    /** A member of the body that must be there. */
    static <T> T present(String field, @Nullable T value, String expected) {
        if (value == null) {
            throw invalid(field, "%s is missing; %s is expected.".formatted(field, expected));
        }
        return value;
    }

    static <E extends Enum<E>> E word(String field, @Nullable String value, Class<E> kind) {
        return Words.find(kind, text(field, value))
                .orElseThrow(() -> invalid(
                        field,
                        "%s is \"%s\"; expected is one of %s."
                                .formatted(field, Shown.text(String.valueOf(value)), Words.all(kind))));
    }

    /** A query parameter of one or more words with commas between; nothing given = all. */
    static <E extends Enum<E>> Set<E> words(String parameter, Optional<String> given, Class<E> kind) {
        if (given.isEmpty()) {
            return EnumSet.allOf(kind);
        }
        Set<E> found = EnumSet.noneOf(kind);
        for (String word : given.get().split(",", -1)) {
            found.add(Words.find(kind, word.strip())
                    .orElseThrow(() -> wrongParameter(parameter, word, "one of " + Words.all(kind))));
        }
        return found;
    }

    static int between(String parameter, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrongParameter(parameter, Integer.toString(value), "%d to %d".formatted(least, most));
        }
        return value;
    }

    static ProblemException wrongParameter(String parameter, String found, String... expected) {
        return new ProblemException(Problem.of(
                        Problem.Code.INVALID_PARAMETER,
                        "%s: found \"%s\", expected %s."
                                .formatted(parameter, Shown.text(found), String.join(" or ", Arrays.asList(expected))))
                .with("parameter", parameter));
    }

    static ProblemException invalid(String field, String detail) {
        return ProblemException.inBody(field, detail);
    }
}
