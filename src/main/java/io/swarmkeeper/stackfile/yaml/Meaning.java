package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Style;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a file means, without how it is written: merge keys and aliases followed, no places, no quotes. */
public sealed interface Meaning {

    /** @param quoted true if it is text whatever it reads like */
    record Text(String value, boolean quoted) implements Meaning {}

    record Items(List<Meaning> items) implements Meaning {}

    record Fields(Map<String, Meaning> fields) implements Meaning {}

    /** What many aliases stand for is made once, and is the same object for all of them. */
    static Meaning of(YamlNode node) {
        return of(node, new IdentityHashMap<>());
    }

    private static Meaning of(YamlNode written, Map<YamlNode, Meaning> known) {
        YamlNode node = written.meant();
        Meaning made = known.get(node);
        if (made == null) {
            made = make(node, known);
            known.put(node, made);
        }
        return made;
    }

    private static Meaning make(YamlNode node, Map<YamlNode, Meaning> known) {
        return switch (node) {
            case Scalar scalar -> new Text(scalar.value(), scalar.style() != Style.PLAIN || scalar.tagged());
            case Sequence sequence ->
                new Items(sequence.items().stream().map(i -> of(i, known)).toList());
            case Mapping mapping -> {
                Map<String, Meaning> fields = new LinkedHashMap<>();
                MapView.of(mapping).fields().forEach(f -> fields.put(f.name(), of(f.value(), known)));
                yield new Fields(fields);
            }
            case YamlNode.Alias alias -> throw new IllegalStateException("an alias of an alias: " + alias.name());
        };
    }

    /** The same with the settings made. */
    static Meaning with(Meaning before, Group group) {
        Map<String, Meaning> fields = new LinkedHashMap<>(before instanceof Fields f ? f.fields() : Map.of());
        group.members().forEach((key, setting) -> {
            Optional<Meaning> after = after(Optional.ofNullable(fields.get(key)), setting);
            if (after.isEmpty()) {
                fields.remove(key);
            } else {
                fields.put(key, after.get());
            }
        });
        return new Fields(fields);
    }

    private static Optional<Meaning> after(Optional<Meaning> before, Setting setting) {
        return switch (setting) {
            case Value value -> Optional.of(of(YamlFile.parse(value.yaml()).root()));
            case Setting.Items items ->
                Optional.of(new Items(items.items().stream()
                        .map(i -> of(YamlFile.parse(i).root()))
                        .toList()));
            case Setting.Removal() -> Optional.empty();
            case Group deeper -> {
                Meaning inner = with(before.orElse(new Fields(Map.of())), deeper);
                boolean gone = deeper.takesAway() && inner.equals(new Fields(Map.of()));
                yield gone ? Optional.empty() : Optional.of(inner);
            }
        };
    }
}
