package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Items;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import io.swarmkeeper.stackfile.yaml.YamlNode.Alias;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes new settings as lines or in braces. What is taken over from elsewhere in the file is copied letter by letter. */
final class Renderer {

    private final YamlFile file;
    private final Layout layout;

    Renderer(YamlFile file, Layout layout) {
        this.file = file;
        this.layout = layout;
    }

    /** Keys that a mapping does not have itself, with what it has of them by merging. */
    List<String> members(MapView view, Map<String, Setting> fresh, int column, int at) {
        List<String> lines = new ArrayList<>();
        fresh.forEach((key, setting) -> {
            Optional<Field> merged = view.find(key);
            if (merged.isPresent()
                    && setting instanceof Group group
                    && merged.get().value() instanceof Mapping) {
                lines.add(" ".repeat(column) + key + ":");
                lines.addAll(overlay(merged.get(), group, column + layout.step(), at));
            } else {
                lines.addAll(plain(key, setting, column));
            }
        });
        return lines;
    }

    /** The lines below the field's key: what it means now, with the group's settings over it. */
    List<String> overlay(Field field, Group group, int column, int at) {
        List<String> lines = new ArrayList<>();
        if (!(field.value() instanceof Mapping mapping)) {
            group.members().forEach((key, setting) -> lines.addAll(plain(key, setting, column)));
            return lines;
        }
        MapView view = MapView.of(mapping);
        Map<String, Setting> rest = new LinkedHashMap<>(group.members());
        if (file.isReachable(mapping, at)) {
            lines.add("%s<<: *%s".formatted(" ".repeat(column), mapping.anchor().orElse("")));
            lines.addAll(members(view, rest, column, at));
            return lines;
        }
        for (Field inner : view.fields()) {
            Setting setting = rest.remove(inner.name());
            if (setting == null) {
                lines.addAll(copy(inner, column, at));
            } else if (setting instanceof Group deeper && inner.value() instanceof Mapping) {
                lines.add(" ".repeat(column) + source(inner.key()) + ":");
                lines.addAll(overlay(inner, deeper, column + layout.step(), at));
            } else {
                lines.addAll(plain(inner.name(), setting, column));
            }
        }
        rest.forEach((key, setting) -> lines.addAll(plain(key, setting, column)));
        return lines;
    }

    private List<String> plain(String key, Setting setting, int column) {
        String indent = " ".repeat(column);
        List<String> lines = new ArrayList<>();
        switch (setting) {
            case Value value -> {
                if (!value.comment().isEmpty()) {
                    lines.add(indent + "# " + value.comment());
                }
                lines.add(indent + key + ": " + value.yaml());
            }
            case Items items -> {
                lines.add(indent + key + ":");
                items.items().forEach(i -> lines.add(indent + " ".repeat(layout.listStep()) + "- " + i));
            }
            case Setting.Removal() -> throw merged(key);
            case Group group -> {
                lines.add(indent + key + ":");
                group.members().forEach((k, s) -> lines.addAll(plain(k, s, column + layout.step())));
            }
        }
        return lines;
    }

    /** In braces; there is no room for comments. */
    String flowMembers(MapView view, Map<String, Setting> fresh, int at) {
        List<String> parts = new ArrayList<>();
        fresh.forEach((key, setting) -> {
            Optional<Field> merged = view.find(key);
            boolean overlaid = merged.isPresent()
                    && setting instanceof Group
                    && merged.get().value() instanceof Mapping;
            parts.add(key + ": " + (overlaid ? flowOverlay(merged.get(), (Group) setting, at) : flow(setting)));
        });
        return String.join(", ", parts);
    }

    String flowOverlay(Field field, Group group, int at) {
        if (!(field.value() instanceof Mapping mapping) || mapping.entries().isEmpty()) {
            return flow(group);
        }
        if (!file.isReachable(mapping, at)) {
            throw new SpliceException(
                    "%s comes from elsewhere and would have to be copied into braces".formatted(field.name()));
        }
        return "{<<: *%s, %s}"
                .formatted(mapping.anchor().orElse(""), flowMembers(MapView.of(mapping), group.members(), at));
    }

    private static String flow(Setting setting) {
        return switch (setting) {
            case Value value -> value.yaml();
            case Items items -> "[" + String.join(", ", items.items()) + "]";
            case Setting.Removal() -> throw merged("a value");
            case Group group -> {
                List<String> parts = new ArrayList<>();
                group.members().forEach((key, member) -> parts.add(key + ": " + flow(member)));
                yield "{" + String.join(", ", parts) + "}";
            }
        };
    }

    static SpliceException merged(String key) {
        return new SpliceException(
                "%s comes from elsewhere in the file, by an anchor, and cannot be taken away here alone"
                        .formatted(key));
    }

    private List<String> copy(Field field, int column, int at) {
        String head = " ".repeat(column) + source(field.key()) + ":";
        List<String> lines = new ArrayList<>();
        YamlNode node = field.value();
        if (file.isReachable(node, at)) {
            lines.add(head + " *" + node.anchor().orElse(""));
        } else if (isBlock(node)) {
            lines.add(head);
            lines.addAll(copyBlock(node, column, at));
        } else {
            String text = source(node);
            lines.add(text.isEmpty() ? head : head + " " + text);
        }
        return lines;
    }

    private static boolean isBlock(YamlNode node) {
        return node instanceof Mapping m && !m.flow() || node instanceof Sequence s && !s.flow();
    }

    /** @param column of the key above */
    private List<String> copyBlock(YamlNode node, int column, int at) {
        List<String> lines = new ArrayList<>();
        if (node.anchor().isPresent()) {
            throw new SpliceException(
                    "it would have to copy &%s".formatted(node.anchor().get()));
        }
        if (node instanceof Mapping mapping) {
            MapView.of(mapping).fields().forEach(f -> lines.addAll(copy(f, column + layout.step(), at)));
        } else if (node instanceof Sequence sequence) {
            String dash = " ".repeat(column + layout.listStep()) + "- ";
            for (YamlNode item : sequence.items()) {
                if (isBlock(item.meant())) {
                    throw new SpliceException("it would have to copy a list of more than single values");
                }
                lines.add(dash + source(item));
            }
        }
        return lines;
    }

    /** The characters of something that stands on one line and names nothing. */
    private String source(YamlNode node) {
        String text = file.text().substring(node.span().start(), node.span().end());
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new SpliceException("it would have to copy what stands on several lines");
        }
        boolean names = node.anchor().isPresent()
                || node instanceof Alias
                || node instanceof Scalar s && s.style().isBlock();
        boolean inside = !(node instanceof Scalar) && (text.contains("&") || text.contains("*"));
        if (names || inside) {
            throw new SpliceException("it would have to copy an anchor or an alias");
        }
        return text;
    }
}
