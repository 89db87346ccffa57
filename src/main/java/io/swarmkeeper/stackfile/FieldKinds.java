package io.swarmkeeper.stackfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The resource {@code stackfile/fields.txt}, read once. */
final class FieldKinds {

    // Before what is made with it.
    private static final Set<String> MARKS =
            Set.of("unique", "natural", "required", "uncast", "filled", "port", "mount", "duration", "size");

    /** By path, as the resource has it. */
    static final Map<String, FieldKind> KINDS = load();

    /** Paths that have fields of their own; empty text for the file. */
    static final Set<String> PARENTS = parents(KINDS.keySet());

    /** Names by the path of what must have them, sorted. */
    static final Map<String, Set<String>> REQUIRED = required(KINDS);

    private FieldKinds() {}

    private static Map<String, FieldKind> load() {
        Map<String, FieldKind> kinds = new HashMap<>();
        try (InputStream stream = FieldKinds.class.getResourceAsStream("/stackfile/fields.txt")) {
            if (stream == null) {
                throw new IllegalStateException("resource stackfile/fields.txt is not on the class path");
            }
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(l -> l.split(" "))
                    .forEach(words -> kinds.put(words[0], kind(List.of(words).subList(1, words.length))));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read resource stackfile/fields.txt", e);
        }
        return kinds;
    }

    private static FieldKind kind(List<String> words) {
        boolean late = words.getLast().startsWith("@3.");
        Set<String> types = new TreeSet<>(late ? words.subList(0, words.size() - 1) : words);
        Set<String> marks = new TreeSet<>(types);
        marks.retainAll(MARKS);
        types.removeAll(MARKS);
        return new FieldKind(
                types, marks, late ? Integer.parseInt(words.getLast().substring(3)) : 0);
    }

    private static Map<String, Set<String>> required(Map<String, FieldKind> kinds) {
        Map<String, Set<String>> required = new HashMap<>();
        kinds.forEach((path, kind) -> {
            int dot = path.lastIndexOf('.');
            if (kind.marks().contains("required")) {
                required.computeIfAbsent(path.substring(0, dot), _ -> new TreeSet<>())
                        .add(path.substring(dot + 1));
            }
        });
        return required;
    }

    private static Set<String> parents(Set<String> paths) {
        Set<String> parents = new HashSet<>();
        for (String path : paths) {
            int dot = path.lastIndexOf('.');
            parents.add(dot < 0 ? "" : path.substring(0, dot));
        }
        return parents;
    }
}
