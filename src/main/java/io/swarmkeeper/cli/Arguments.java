package io.swarmkeeper.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line taken apart: one file, options with a value ({@code --format json} or {@code --format=json}), switches. */
final class Arguments {

    private final List<String> files = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> switches = new HashSet<>();

    /** @throws UsageException for an option that is none of these, stands twice or lacks its value */
    Arguments(List<String> words, Set<String> withValue, Set<String> withoutValue) {
        boolean onlyFiles = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (onlyFiles || !word.startsWith("--")) {
                files.add(word);
                continue;
            }
            if (word.equals("--")) {
                onlyFiles = true;
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            boolean twice = values.containsKey(name) || switches.contains(name);
            if (twice) {
                throw new UsageException("%s stands twice".formatted(name));
            }
            if (withoutValue.contains(name) && equals < 0) {
                switches.add(name);
            } else if (withValue.contains(name)) {
                if (equals < 0 && ++i == words.size()) {
                    throw new UsageException("%s lacks its value".formatted(name));
                }
                values.put(name, equals < 0 ? words.get(i) : word.substring(equals + 1));
            } else {
                Set<String> known = new java.util.TreeSet<>(withValue);
                known.addAll(withoutValue);
                throw new UsageException(
                        "%s is no option here; there are %s".formatted(word, String.join(", ", known)));
            }
        }
    }

    /** @throws UsageException unless exactly one was named */
    String file() {
        return only("file");
    }

    /** @throws UsageException unless exactly one was named */
    String only(String noun) {
        if (files.size() != 1) {
            throw new UsageException(
                    files.isEmpty()
                            ? "no %s is named".formatted(noun)
                            : "one %s at a time; found %s".formatted(noun, String.join(" ", files)));
        }
        return files.getFirst();
    }

    /** @throws UsageException if any word is no option */
    void none() {
        if (!files.isEmpty()) {
            throw new UsageException("only options are expected; found %s".formatted(String.join(" ", files)));
        }
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean has(String name) {
        return switches.contains(name);
    }
}
