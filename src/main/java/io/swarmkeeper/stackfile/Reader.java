package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.swarm.Masking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Takes values out of a file whose types are checked, with variables put in. What a variable leaves open is absent. */
final class Reader {

    private final YamlFile file;
    private final Variables variables;

    Reader(YamlFile file, Variables variables) {
        this.file = file;
        this.variables = variables;
    }

    YamlFile file() {
        return file;
    }

    /** With variables put in; one that is not set is nothing. */
    String text(YamlNode node) {
        return node.meant() instanceof Scalar scalar && !scalar.isNull()
                ? variables.fill(scalar.value()).text()
                : "";
    }

    /** Empty if it is absent, null, or hangs on a variable that is not set. */
    Optional<String> text(MapView map, String name) {
        return map.find(name)
                .map(Field::value)
                .flatMap(v -> v instanceof Scalar s && !s.isNull() ? known(s) : Optional.empty());
    }

    private Optional<String> known(Scalar scalar) {
        Variables.Filled filled = variables.fill(scalar.value());
        return filled.unset().isPresent() ? Optional.empty() : Optional.of(filled.text());
    }

    /** As the file has it, for messages: what comes in by a variable may be secret, and so may what looks like it. */
    static String shown(YamlNode node) {
        return node.meant() instanceof Scalar scalar ? StackFile.shortened(Masking.text(scalar.value())) : "";
    }

    /** The value of a pair as it is written, its variables not put in. */
    Optional<String> written(MapView map, String name, String key) {
        Optional<YamlNode> value = map.find(name).map(Field::value);
        if (value.isPresent() && value.get() instanceof Mapping mapping) {
            return MapView.of(mapping)
                    .find(key)
                    .flatMap(f -> f.value() instanceof Scalar s ? Optional.of(s.value()) : Optional.empty());
        }
        return items(map, name).stream()
                .flatMap(i -> i.meant() instanceof Scalar s
                        ? java.util.stream.Stream.of(s.value())
                        : java.util.stream.Stream.empty())
                .filter(t -> t.startsWith(key + "="))
                .map(t -> t.substring(key.length() + 1))
                .findFirst();
    }

    /** The first variable in it that has neither value nor default. */
    Optional<String> unset(Scalar scalar) {
        return variables.fill(scalar.value()).unset();
    }

    /** What is in the braces of the first variable that a deploy reads otherwise than it looks. */
    Optional<String> misread(Scalar scalar) {
        return variables.misread(scalar.value());
    }

    /** The value of a variable of that name; empty if it is not set. */
    Optional<String> variable(String name) {
        return variables.find(name);
    }

    /** True if the field is there but its value hangs on a variable that is not set. */
    boolean isOpen(MapView map, String name) {
        return map.find(name)
                .filter(f -> f.value() instanceof Scalar s && !s.isNull() && known(s).isEmpty())
                .isPresent();
    }

    OptionalLong number(MapView map, String name) {
        Optional<String> text = text(map, name).map(t -> t.replace("_", ""));
        try {
            return text.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.decode(text.get().replace("0o", "0")));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    boolean flag(MapView map, String name) {
        return text(map, name).filter(t -> t.equalsIgnoreCase("true")).isPresent();
    }

    Optional<Duration> duration(MapView map, String name) {
        return text(map, name)
                .map(t ->
                        Amounts.duration(t).orElseThrow(() -> wrong(map, name, t, "a duration such as 10s or 1m30s")));
    }

    /** 0 if it is absent or open. */
    long amount(MapView map, String name, Function<String, OptionalLong> read, String expected) {
        return text(map, name)
                .map(t -> read.apply(t).orElseThrow(() -> wrong(map, name, t, expected)))
                .orElse(0L);
    }

    /** One of the words given; empty if absent. */
    Optional<String> word(MapView map, String name, List<String> words) {
        Optional<String> text = text(map, name);
        text.filter(t -> !words.contains(t)).ifPresent(t -> {
            throw wrong(map, name, t, String.join(" or ", words));
        });
        return text;
    }

    private StackFileException wrong(MapView map, String name, String found, String expected) {
        YamlNode at = map.find(name).map(Field::written).orElse(map.mapping());
        // A value that came in by a variable may be secret.
        String written = at.meant() instanceof Scalar ? shown(at) : StackFile.shortened(found);
        return new StackFileException(file.place(at), "%s is %s, but must be %s".formatted(name, written, expected));
    }

    /** The texts of a list, or of a single text split as a shell would. */
    List<String> words(MapView map, String name) {
        Optional<YamlNode> value = map.find(name).map(Field::value);
        if (value.isPresent() && value.get() instanceof Sequence sequence) {
            return sequence.items().stream().map(this::text).toList();
        }
        return text(map, name).map(ShellWords::split).orElse(List.of());
    }

    List<YamlNode> items(MapView map, String name) {
        return map.find(name)
                .map(Field::value)
                .flatMap(v -> v instanceof Sequence s ? Optional.of(s.items()) : Optional.empty())
                .orElse(List.of());
    }

    /** {@code KEY: value} or a list of {@code KEY=value}; a key without a value has the empty text. */
    Map<String, String> pairs(MapView map, String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Optional<YamlNode> value = map.find(name).map(Field::value);
        if (value.isPresent() && value.get() instanceof Mapping mapping) {
            MapView.of(mapping).fields().forEach(f -> pairs.put(f.name(), text(f.value())));
        } else if (value.isPresent() && value.get() instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                String[] parts = text(item).split("=", 2);
                pairs.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        return pairs;
    }

    /** A name and what stands with it. */
    record Named(String name, YamlNode at, Optional<MapView> map) {

        /** As the file has it. */
        String shown() {
            return Reader.shown(at);
        }
    }

    /** Names of a list ({@code [a, b]}, or mappings with a source) or of a mapping's keys. */
    List<Named> names(MapView map, String name) {
        List<Named> names = new ArrayList<>();
        Optional<YamlNode> value = map.find(name).map(Field::value);
        if (value.isPresent() && value.get() instanceof Mapping mapping) {
            for (Field field : MapView.of(mapping).fields()) {
                names.add(new Named(
                        field.name(),
                        field.key(),
                        field.value() instanceof Mapping m ? Optional.of(MapView.of(m)) : Optional.empty()));
            }
        }
        for (YamlNode item : items(map, name)) {
            if (item.meant() instanceof Mapping mapping) {
                MapView view = MapView.of(mapping);
                view.find("source")
                        .ifPresent(f -> names.add(new Named(text(f.value()), f.written(), Optional.of(view))));
            } else {
                names.add(new Named(text(item), item, Optional.empty()));
            }
        }
        return names;
    }
}
