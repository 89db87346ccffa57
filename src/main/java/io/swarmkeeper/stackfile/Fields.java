package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Style;
import io.swarmkeeper.swarm.Masking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which fields a stack file has and of what type (resource {@code stackfile/fields.txt}). */
final class Fields {

    private static final Map<String, FieldKind> KINDS = FieldKinds.KINDS;
    private static final int EXTENSIONS_SINCE = 4;
    private static final int NAMED_EXTENSIONS_SINCE = 7;
    private static final FieldKind ANY = new FieldKind(Set.of("any"), Set.of(), 0);

    /** Names of services, volumes, secrets and configs, and of the networks of a service. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    private static final Set<String> NAMED = Set.of("services", "volumes", "secrets", "configs", "services.*.networks");

    /** Keys of what may be written as a list of {@code KEY=value} as well: {@code .+} to a deploy. */
    private static final Pattern KEY = Pattern.compile("(?s).*[^\n].*");

    /**
     * @param unknown fields that no stack file has, or none of its version
     * @param needed values of which a deploy refuses what a variable leaves open
     */
    record Checked(List<Unknown> unknown, Set<Scalar> needed) {}

    /**
     * A field that no stack file has, or none of this one's version; docker stack deploy refuses the whole file for it.
     *
     * @param path with the names of this file, e.g. {@code services.web.deploy.resources.ulimits}
     * @param expected what stands there, sorted
     * @param since the version it came with; empty if there is none
     */
    record Unknown(String path, Scalar key, Set<String> expected, Optional<String> since) {}

    private final YamlFile file;
    private final Variables variables;
    private final int minor;
    private final UniqueItems uniqueItems;
    private final List<Unknown> unknown = new ArrayList<>();
    private final Set<Scalar> needed = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    private final Map<String, Set<String>> expected = new HashMap<>();
    private final Set<Scalar> told = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());

    private Fields(YamlFile file, Variables variables, int minor) {
        this.file = file;
        this.variables = variables;
        this.minor = minor;
        this.uniqueItems = new UniqueItems(file, variables);
    }

    /**
     * @param minor of the file's version 3
     * @throws StackFileException for the first value of a wrong type, or with a variable that cannot be put in
     */
    static Checked check(YamlFile file, Variables variables, int minor) {
        Fields fields = new Fields(file, variables, minor);
        fields.check(file.root(), "", "");
        return new Checked(fields.unknown, fields.needed);
    }

    private void check(YamlNode written, String path, String shown) {
        FieldKind kind = KINDS.getOrDefault(path.isEmpty() ? "." : path, ANY);
        YamlNode node = written.meant();
        checkType(written, node, kind, shown);
        if (node instanceof Mapping mapping) {
            MapView map = MapView.of(mapping);
            map.fields().forEach(f -> check(f, path, shown));
            checkRequired(map, written, path, shown);
        } else if (node instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                check(item, path + ".[]", shown + "[]");
            }
            if (kind.marks().contains("unique")) {
                uniqueItems.check(sequence, shown);
            }
        }
    }

    private void check(Field field, String path, String shown) {
        String prefix = path.isEmpty() ? "" : path + ".";
        String at = shown.isEmpty() ? field.name() : shown + "." + field.name();
        checkKey(field.key(), path, at);
        FieldKind kind = KINDS.get(prefix + field.name());
        if (KINDS.containsKey(prefix + "*")) {
            check(field.written(), prefix + "*", at);
        } else if (!FieldKinds.PARENTS.contains(path)) {
            check(field.written(), path + ".?", at);
        } else if (kind != null && kind.since() <= minor) {
            check(field.written(), prefix + field.name(), at);
        } else if (isExtension(field.name(), path) || isOpen(path)) {
            check(field.written(), path + ".?", at);
        } else if (told.add(field.key())) {
            Optional<String> since = Optional.ofNullable(kind).map(k -> "3." + k.since());
            unknown.add(new Unknown(at, field.key(), expected(prefix), since));
        }
    }

    private void checkRequired(MapView map, YamlNode written, String path, String shown) {
        Set<String> required = FieldKinds.REQUIRED.getOrDefault(path, Set.of());
        for (String name : required) {
            if (map.find(name).isEmpty()) {
                throw new StackFileException(
                        file.place(written),
                        "%s has no %s, but must have %s".formatted(shown, name, String.join(" and ", required)));
            }
        }
    }

    /** True if any other name may stand there as well. */
    private boolean isOpen(String path) {
        FieldKind others = KINDS.get(path + ".?");
        return others != null && others.since() <= minor;
    }

    private void checkKey(Scalar key, String path, String at) {
        String type = key.style() == Style.PLAIN && !key.tagged() ? PlainType.of(key.value()) : "text";
        if (!type.equals("text")) {
            throw new StackFileException(
                    file.place(key),
                    "key %s is %s, but must be text; quotes make it text"
                            .formatted(StackFile.shortened(key.value()), PlainType.words(type)));
        }
        FieldKind parent = KINDS.getOrDefault(path, ANY);
        boolean pairs = parent.types().containsAll(Set.of("list", "map"))
                && parent.marks().contains("unique");
        String expected = NAMED.contains(path) && !NAME.matcher(key.value()).matches()
                ? "a name of letters, digits, dots, - and _"
                : pairs && !KEY.matcher(key.value()).matches() ? "a name that is not empty" : "";
        if (!expected.isEmpty() && told.add(key)) {
            unknown.add(new Unknown(at, key, Set.of(expected), Optional.empty()));
        }
    }

    /** Those stand at the top and in what has a name, and nowhere deeper. */
    private boolean isExtension(String name, String path) {
        boolean named = path.endsWith(".*") && path.indexOf('*') == path.length() - 1;
        return name.startsWith("x-")
                && (path.isEmpty() && minor >= EXTENSIONS_SINCE || named && minor >= NAMED_EXTENSIONS_SINCE);
    }

    /** The same for all fields of one place: there may be tens of thousands. */
    private Set<String> expected(String prefix) {
        return expected.computeIfAbsent(prefix, this::known);
    }

    private Set<String> known(String prefix) {
        Set<String> names = new TreeSet<>();
        KINDS.forEach((path, kind) -> {
            boolean here = path.startsWith(prefix) && path.indexOf('.', prefix.length()) < 0;
            if (here && kind.since() <= minor && !path.endsWith("?")) {
                names.add(path.substring(prefix.length()));
            }
        });
        return names;
    }

    /** True if a file of that version may say it. @param path as {@code fields.txt} has it */
    static boolean isKnown(String path, int minor) {
        String parent = path.substring(0, path.lastIndexOf('.'));
        FieldKind kind = KINDS.getOrDefault(path, KINDS.get(parent + ".*"));
        return kind != null ? kind.since() <= minor : !FieldKinds.PARENTS.contains(parent);
    }

    private void checkType(YamlNode written, YamlNode node, FieldKind kind, String shown) {
        Set<String> types = kind.types();
        String found = switch (node) {
            case Mapping _ -> "map";
            case Sequence _ -> "list";
            case Scalar scalar -> type(scalar, kind, shown);
            case YamlNode.Alias alias -> throw new IllegalStateException("an alias of an alias: " + alias.name());
        };
        // A date passes where a deploy looks at no type but only writes the value down.
        boolean right = types.contains("any") && !found.equals("endless")
                || kind.takes(found)
                || found.equals("date") && types.containsAll(Set.of("text", "null"))
                || found.equals("unknown");
        if (right && kind.marks().contains("natural") && node instanceof Scalar s && isNegative(s)) {
            throw new StackFileException(
                    file.place(written), "%s is %s, but must be 0 or more".formatted(shown, Reader.shown(s)));
        }
        if (!right) {
            throw new StackFileException(
                    file.place(written),
                    "%s is %s, but must be %s%s"
                            .formatted(
                                    shown.isEmpty() ? "the file" : shown,
                                    words(found, node, shown),
                                    String.join(
                                            " or ",
                                            types.stream().map(PlainType::words).toList()),
                                    types.contains("text")
                                                    && node instanceof Scalar s
                                                    && !s.value().isEmpty()
                                            ? "; quotes make it text"
                                            : ""));
        }
    }

    private boolean isNegative(Scalar scalar) {
        String text = variables.fill(scalar.value()).text();
        return text.startsWith("-") && !UniqueItems.number(text).equals("0");
    }

    private String type(Scalar scalar, FieldKind kind, String shown) {
        Variables.Filled filled;
        try {
            filled = variables.fill(scalar.value());
        } catch (IllegalArgumentException e) {
            throw new StackFileException(file.place(scalar), shown + ": " + e.getMessage());
        }
        if (filled.unset().isPresent()) {
            if (kind.refuses(filled.text())) {
                needed.add(scalar);
            }
            return "unknown";
        }
        if (filled.changed()) {
            // A value with variables takes the type that is wanted, if it reads as such.
            String plain = PlainType.of(filled.text());
            return kind.takes(plain) && !kind.marks().contains("uncast") ? plain : "text";
        }
        return scalar.style() == Style.PLAIN && !scalar.tagged() ? PlainType.of(scalar.value()) : "text";
    }

    private static String words(String type, YamlNode node, String shown) {
        if (!(node instanceof Scalar scalar)
                || scalar.value().length() > 40
                || scalar.value().contains("$")
                || type.equals("null")) {
            return PlainType.words(type);
        }
        String name = shown.substring(shown.lastIndexOf('.') + 1);
        // Whoever writes a text where a secret is declared has written the secret.
        boolean secret = shown.startsWith("secrets.");
        String value = secret
                ? Masking.MASK
                : scalar.value().indexOf('=') > 0
                        ? Masking.environment(scalar.value())
                        : Masking.value(name, scalar.value());
        return PlainType.words(type) + " (" + value + ")";
    }
}
