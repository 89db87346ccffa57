package io.swarmkeeper.stackfile;

import io.swarmkeeper.remediation.ComposeFragment;
import io.swarmkeeper.stackfile.export.GoDuration;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Style;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one part of a file says, each value in one way of writing, whichever the file has: so that two files can be
 * compared that mean the same.
 */
final class Statements {

    /**
     * @param value as it is compared; not masked
     * @param written as the file has it, where something came in by a variable that may be secret; else empty
     */
    record Statement(String value, YamlNode at, String written) {}

    private static final Set<String> WHOLES = Set.of("volumes", "networks", "secrets", "configs");
    private static final Pattern OPTION = Pattern.compile(
            "\\.(?:read_only|bind\\.propagation|volume\\.nocopy|tmpfs\\.size|aliases|driver_opts\\..*|uid|gid|mode)$");

    private static final int MOST_DIGITS = 400;

    private final Reader reader;
    private final Map<String, Statement> said = new TreeMap<>();
    private final Set<String> open = new HashSet<>();

    Statements(Reader reader) {
        this.reader = reader;
    }

    Map<String, Statement> said() {
        return said;
    }

    /** True if a variable that is not set stands there, or above it: nobody knows what it says. */
    boolean isOpen(String path) {
        return !open.isEmpty()
                && (open.contains(path)
                        || open.contains(path.substring(0, Math.max(0, path.indexOf('.'))))
                        || whole(path).filter(open::contains).isPresent());
    }

    /**
     * The path of the mount, network, secret or config that this is an option of; empty for any other. Dots prove
     * nothing: names may have them too.
     */
    static Optional<String> whole(String path) {
        Matcher option = OPTION.matcher(path);
        return WHOLES.contains(path.substring(0, Math.max(0, path.indexOf('.')))) && option.find()
                ? Optional.of(path.substring(0, option.start()))
                : Optional.empty();
    }

    /** Nobody knows what it says. */
    void open(String path) {
        open.add(path);
    }

    /** True if a variable that is not set stands anywhere in it. */
    boolean hangsOnVariable(YamlNode item) {
        return switch (item.meant()) {
            case Scalar scalar -> value(scalar).isEmpty();
            case Mapping mapping -> MapView.of(mapping).fields().stream().anyMatch(f -> hangsOnVariable(f.value()));
            case YamlNode.Sequence sequence -> sequence.items().stream().anyMatch(this::hangsOnVariable);
            case YamlNode.Alias _ -> false;
        };
    }

    void say(String path, String value, YamlNode at) {
        say(path, value, at, "");
    }

    void say(String path, String value, YamlNode at, String written) {
        said.put(path, new Statement(value, at, written));
    }

    /** The items as the file has them, if any of them has a variable in it; else empty. */
    static String written(List<? extends YamlNode> items) {
        List<String> texts = items.stream()
                .map(i -> i.meant() instanceof Scalar s ? s.value() : "")
                .toList();
        return texts.stream().anyMatch(Statements::varies) ? String.join(" ", texts) : "";
    }

    private static boolean varies(String written) {
        return Shown.varies(written.replace("$$", ""));
    }

    /** A value as it is, if it is there. */
    void text(MapView map, String name, String path) {
        scalar(map, name, path, Function.identity());
    }

    /** A number tells nobody a secret, wherever it comes from. */
    void number(MapView map, String name, String path) {
        amount(map, name, path, Function.identity());
    }

    void duration(MapView map, String name, String path) {
        amount(
                map,
                name,
                path,
                t -> Amounts.duration(t).map(d -> GoDuration.text(d.toNanos())).orElse(t));
    }

    void cores(MapView map, String name, String path) {
        amount(map, name, path, t -> {
            var nano = Amounts.cores(t);
            return nano.isPresent() ? ComposeFragment.cpus(nano.getAsLong()) : t;
        });
    }

    void memory(MapView map, String name, String path) {
        amount(map, name, path, t -> {
            var bytes = Amounts.bytes(t);
            return bytes.isPresent() ? ComposeFragment.memory(bytes.getAsLong()) : t;
        });
    }

    private void amount(MapView map, String name, String path, Function<String, String> same) {
        scalar(map, name, path, same);
        said.computeIfPresent(path, (_, s) -> new Statement(s.value(), s.at(), ""));
    }

    void scalar(MapView map, String name, String path, Function<String, String> same) {
        map.find(name).ifPresent(f -> {
            if (f.value() instanceof Scalar scalar && !scalar.isNull()) {
                value(scalar)
                        .ifPresentOrElse(
                                v -> say(path, same.apply(v), f.key(), written(List.of(scalar))), () -> open(path));
            }
        });
    }

    /** A list as a whole, its order included. */
    void list(MapView map, String name, String path, Function<List<String>, List<String>> same) {
        map.find(name).ifPresent(f -> {
            List<YamlNode> items = f.value() instanceof Sequence s ? s.items() : List.of(f.value());
            Optional<List<String>> texts = texts(items);
            texts.ifPresentOrElse(
                    t -> {
                        List<String> values = same.apply(t);
                        if (!values.isEmpty()) {
                            say(path, listed(values), f.key(), written(items));
                        }
                    },
                    () -> open(path));
        });
    }

    /** A command: a list, or one text that is taken apart. */
    void command(MapView map, String name, String path, Function<String, List<String>> split) {
        boolean single = map.find(name).filter(f -> f.value() instanceof Scalar).isPresent();
        list(
                map,
                name,
                path,
                t -> single ? t.stream().flatMap(s -> split.apply(s).stream()).toList() : t);
    }

    /** Items in a form that shows where each begins and ends. */
    static String listed(List<String> items) {
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(items);
    }

    /** Each pair as a statement of its own, its name the last part of the path. */
    void pairs(MapView map, String name, String path) {
        Optional<Field> field = map.find(name);
        if (field.isEmpty()) {
            return;
        }
        if (field.get().value() instanceof Mapping mapping) {
            for (Field pair : MapView.of(mapping).fields()) {
                if (pair.value() instanceof Scalar scalar) {
                    value(scalar)
                            .ifPresentOrElse(
                                    v -> say(
                                            path + "." + pair.name(),
                                            scalar.isNull() ? "" : v,
                                            pair.key(),
                                            written(List.of(scalar))),
                                    () -> open(path + "." + pair.name()));
                }
            }
            return;
        }
        for (YamlNode item : reader.items(map, name)) {
            String[] parts = reader.text(item).split("=", 2);
            if (item.meant() instanceof Scalar scalar && reader.unset(scalar).isPresent()) {
                open(path + "." + parts[0]);
            } else {
                String written = written(List.of(item));
                say(
                        path + "." + parts[0],
                        parts.length > 1 ? parts[1] : "",
                        item,
                        written.substring(written.indexOf('=') + 1));
            }
        }
    }

    private Optional<List<String>> texts(List<YamlNode> items) {
        List<String> texts = new ArrayList<>();
        for (YamlNode item : items) {
            if (!(item.meant() instanceof Scalar scalar)) {
                continue;
            }
            Optional<String> value = value(scalar);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (!scalar.isNull()) {
                texts.add(value.get());
            }
        }
        return Optional.of(texts);
    }

    /** As a deploy makes text of it: {@code 012} is 10. Empty if it hangs on a variable that is not set. */
    Optional<String> value(Scalar scalar) {
        if (reader.unset(scalar).isPresent()) {
            return Optional.empty();
        }
        String text = reader.text(scalar);
        boolean plain = scalar.style() == Style.PLAIN && !scalar.tagged() && text.equals(scalar.value());
        return Optional.of(plain ? plain(text) : text);
    }

    private static String plain(String text) {
        return switch (PlainType.of(text)) {
            case "int" -> number(text);
            case "number" -> {
                BigDecimal value = new BigDecimal(text.replace("_", "")).stripTrailingZeros();
                // Past what a fraction can be it is text to a deploy, and written out it would fill any memory.
                yield Math.abs((long) value.scale()) > MOST_DIGITS ? text : value.toPlainString();
            }
            case "bool" -> text.toLowerCase(java.util.Locale.ROOT);
            default -> text;
        };
    }

    private static String number(String text) {
        String digits = text.replace("_", "");
        try {
            if (digits.matches("[-+]?0b[01]+")) {
                return Long.toString(Long.parseLong(digits.replace("0b", ""), 2));
            }
            return Long.decode(digits.replace("0o", "0")).toString();
        } catch (NumberFormatException e) {
            return text; // more digits than a deploy can count
        }
    }
}
