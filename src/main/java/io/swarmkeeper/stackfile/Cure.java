package io.swarmkeeper.stackfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of cures, each of which can be chosen or left out. */
public enum Cure {
    RESOURCES,
    HEALTH_CHECKS,
    UPDATE_POLICY,
    LOGGING,
    REPLICAS,
    PLACEMENT,
    VOLUMES,
    NETWORKS;

    /** Kebab-case: {@code update-policy}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Cure> find(String word) {
        for (Cure cure : values()) {
            if (cure.word().equals(word)) {
                return Optional.of(cure);
            }
        }
        return Optional.empty();
    }

    public static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Cure cure : values()) {
            words.add(cure.word());
        }
        return words;
    }
}
