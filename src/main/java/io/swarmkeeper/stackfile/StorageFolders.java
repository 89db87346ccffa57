package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an operator says that the data of each class of services are to live: a folder of the nodes, which no stack file
 * can know.
 *
 * @param folders absolute, without a slash at the end, none below another; by the kind of the services that write there
 */
public record StorageFolders(Map<Kind, String> folders) {

    /** Nobody said anything. */
    public static final StorageFolders NONE = new StorageFolders(Map.of());

    private static final int LONGEST = 200;
    private static final int MOST_CHARACTERS = 4000;
    /** What needs no quotes in a stack file, and no care in a mount's options. */
    private static final Pattern FOLDER = Pattern.compile("(/[A-Za-z0-9._-]+)+");

    private static final Pattern DOTS = Pattern.compile("(/|^)\\.{1,2}(/|$)");

    public StorageFolders {
        folders = folders.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(folders));
    }

    /**
     * Reads {@code database=/mnt/fast-ssd,monitoring=/mnt/bulk}.
     *
     * @throws IllegalArgumentException with what was found and what is expected, for people
     */
    public static StorageFolders parse(String list) {
        if (list.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "%d characters; at most %d are read".formatted(list.length(), MOST_CHARACTERS));
        }
        Map<Kind, String> folders = new EnumMap<>(Kind.class);
        for (String part : list.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "found \"%s\"; CLASS=/FOLDER is expected, with commas between, as database=/mnt/fast-ssd"
                                .formatted(StackFile.shortened(part.strip())));
            }
            String word = part.substring(0, equals).strip();
            Kind kind = find(word)
                    .orElseThrow(() -> new IllegalArgumentException("%s is no class of storage; there are %s"
                            .formatted(StackFile.shortened("\"" + word + "\""), String.join(", ", words()))));
            if (folders.put(kind, folder(word, part.substring(equals + 1).strip())) != null) {
                throw new IllegalArgumentException("class %s stands twice".formatted(word));
            }
        }
        requireApart(folders);
        return new StorageFolders(folders);
    }

    private static String folder(String word, String written) {
        String folder =
                written.length() > 1 && written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
        String wrong;
        if (folder.isEmpty()) {
            wrong = "is lacking";
        } else if (!folder.startsWith("/")) {
            wrong = "is relative";
        } else if (DOTS.matcher(folder).find()) {
            wrong = "has . or .. in it";
        } else if (folder.equals("/") || HostPaths.isSystem(folder)) {
            wrong = "is part of the system, which keeps nobody's data";
        } else if (folder.length() > LONGEST || !FOLDER.matcher(folder).matches()) {
            wrong = "has other characters than letters, digits, dots, dashes and underscores, or more than " + LONGEST;
        } else {
            return folder;
        }
        throw new IllegalArgumentException(
                "the folder of class %s %s: \"%s\"; the absolute path of a folder on the nodes is expected, as /mnt/fast-ssd"
                        .formatted(word, wrong, StackFile.shortened(written)));
    }

    /** In a folder of another class a volume of this one could lie inside a volume of that one. */
    private static void requireApart(Map<Kind, String> folders) {
        folders.forEach((inner, folder) -> folders.forEach((outer, above) -> {
            if (folder.startsWith(above + "/")) {
                throw new IllegalArgumentException(
                        "%s of class %s is inside %s of class %s; folders beside each other are expected"
                                .formatted(folder, word(inner), above, word(outer)));
            }
        }));
    }

    /** Kebab-case: {@code mcp-server}. */
    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What no kind is known of has no class. */
    private static List<Kind> kinds() {
        return Arrays.stream(Kind.values()).filter(k -> k != Kind.OTHER).toList();
    }

    /** All classes that there are. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        kinds().forEach(k -> words.add(word(k)));
        return words;
    }

    private static Optional<Kind> find(String word) {
        return kinds().stream().filter(k -> word(k).equals(word)).findFirst();
    }

    boolean isNone() {
        return folders.isEmpty();
    }

    Optional<String> find(Kind kind) {
        return Optional.ofNullable(folders.get(kind));
    }
}
