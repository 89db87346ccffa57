package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Style;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Lists in which a deploy wants no item twice. */
final class UniqueItems {

    private final YamlFile file;
    private final Variables variables;

    UniqueItems(YamlFile file, Variables variables) {
        this.file = file;
        this.variables = variables;
    }

    /** @throws StackFileException for the first that is there already; what it says stays unsaid */
    void check(Sequence sequence, String shown) {
        Map<String, YamlNode> first = new HashMap<>();
        for (YamlNode item : sequence.items()) {
            Optional<String> value = compared(item.meant());
            YamlNode same = value.map(v -> first.putIfAbsent(v, item)).orElse(null);
            if (same != null) {
                throw new StackFileException(
                        file.place(item),
                        "%s has one item twice, first in %s; a deploy wants each once"
                                .formatted(shown, file.place(same)));
            }
        }
    }

    /** The same for what is the same to a deploy; empty if it hangs on a variable that is not set. */
    private Optional<String> compared(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> {
                Variables.Filled filled = variables.fill(scalar.value());
                boolean text = filled.changed() || scalar.style() != Style.PLAIN || scalar.tagged();
                String type = text ? "text" : PlainType.of(scalar.value());
                String value = type.equals("int") || type.equals("number") ? number(filled.text()) : filled.text();
                yield filled.unset().isPresent()
                        ? Optional.empty()
                        : Optional.of((type.equals("int") ? "number" : type) + " " + value);
            }
            case Sequence sequence -> {
                List<Optional<String>> items =
                        sequence.items().stream().map(i -> compared(i.meant())).toList();
                yield items.stream().allMatch(Optional::isPresent) ? Optional.of(items.toString()) : Optional.empty();
            }
            case Mapping mapping -> {
                Map<String, Optional<String>> fields = new TreeMap<>();
                MapView.of(mapping).fields().forEach(f -> fields.put(f.name(), compared(f.value())));
                yield fields.values().stream().allMatch(Optional::isPresent)
                        ? Optional.of(fields.toString())
                        : Optional.empty();
            }
            case YamlNode.Alias alias -> throw new IllegalStateException("an alias of an alias: " + alias.name());
        };
    }

    /** {@code 1} for 1.0 as well. */
    static String number(String value) {
        try {
            return new BigDecimal(value.replace("_", "")).stripTrailingZeros().toString();
        } catch (NumberFormatException e) {
            return value;
        }
    }
}
