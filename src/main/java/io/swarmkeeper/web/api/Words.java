package io.swarmkeeper.web.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How enum values are spelt outside: kebab-case. */
final class Words {

    private Words() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Optional<E> find(Class<E> kind, String word) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(e -> of(e).equals(word))
                .findFirst();
    }

    /** All of them, for messages. */
    static <E extends Enum<E>> String all(Class<E> kind) {
        return Arrays.stream(kind.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
    }
}
