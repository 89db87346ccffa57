package io.swarmkeeper.cli;

import io.swarmkeeper.analysis.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code --fail-on}: from which severity on a finding makes the exit code 1. */
final class FailOn {

    static final String OPTION = "--fail-on";

    private static final String NEVER = "never";

    private FailOn() {}

    /** @return empty = never; critical unless told otherwise */
    static Optional<Severity> of(Arguments arguments) {
        String word = arguments.value(OPTION).orElse("critical");
        List<String> words = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            String name = severity.name().toLowerCase(Locale.ROOT);
            if (name.equals(word)) {
                return Optional.of(severity);
            }
            words.add(name);
        }
        if (word.equals(NEVER)) {
            return Optional.empty();
        }
        throw new UsageException(
                "%s is %s; there are %s and %s".formatted(OPTION, word, String.join(", ", words), NEVER));
    }
}
