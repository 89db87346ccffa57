package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Removal;
import io.swarmkeeper.stackfile.yaml.YamlNode.Entry;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Span;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Takes entries out of mappings: whole lines with the comment behind them, or what stands between two commas. */
final class Remover {

    private final YamlFile file;
    private final Predicate<String> ours;

    /** @param ours true for the text of a comment that goes with the value below it */
    Remover(YamlFile file, Predicate<String> ours) {
        this.file = file;
        this.ours = ours;
    }

    /** True if nothing would be left of the field's value. */
    boolean isEmptied(Field field, Setting setting) {
        if (setting instanceof Removal) {
            return true;
        }
        if (!(setting instanceof Group group) || !(field.written() instanceof Mapping mapping) || !group.takesAway()) {
            return false; // told before all services are looked through for each of them
        }
        return !mapping.entries().isEmpty()
                && mapping.entries().stream().noneMatch(MapView::isMerge)
                && MapView.of(mapping).fields().stream()
                        .allMatch(f -> group.members().containsKey(f.name())
                                && isEmptied(f, group.members().get(f.name())));
    }

    /** @param names keys of the mapping itself; all that it has only if others come in their place */
    void remove(Mapping mapping, Set<String> names, Edits edits) {
        for (Entry entry : mapping.entries()) {
            if (names.contains(entry.key().value())) {
                requireAlone(entry.key(), entry.key().value());
                requireAlone(entry.value(), entry.key().value());
                if (!mapping.flow()) {
                    removeLines(entry, edits);
                }
            }
        }
        if (mapping.flow()) {
            removeBetweenCommas(mapping.entries(), names, edits);
        }
    }

    private void requireAlone(YamlNode node, String name) {
        if (node.anchor().isPresent()) {
            throw new SpliceException("%s holds &%s, which others may use; it is not taken away"
                    .formatted(name, node.anchor().get()));
        }
        switch (node) {
            case Mapping mapping ->
                mapping.entries().forEach(e -> {
                    requireAlone(e.key(), name);
                    requireAlone(e.value(), name);
                });
            case Sequence sequence -> sequence.items().forEach(i -> requireAlone(i, name));
            case YamlNode.Scalar _, YamlNode.Alias _ -> {}
        }
    }

    private void removeLines(Entry entry, Edits edits) {
        int start = startOfLine(entry.key().span().start());
        if (start == 0
                || !file.text().substring(start, entry.key().span().start()).isBlank()) {
            throw new SpliceException("%s does not stand on a line of its own"
                    .formatted(entry.key().value()));
        }
        Span comment = ourCommentAbove(entry);
        int from = beforeBreak(comment.start() == comment.end() ? start : comment.start());
        edits.replace(new Span(from, file.endOfLine(entry.value().span().end())), "");
    }

    /** A line above that is a comment of ours, without its line break; empty if there is none. */
    Span ourCommentAbove(Entry entry) {
        String text = file.text();
        int start = startOfLine(entry.key().span().start());
        if (start == 0) {
            return new Span(start, start);
        }
        int end = beforeBreak(start);
        int above = startOfLine(end);
        String line = text.substring(above, end).strip();
        return above > 0 && line.startsWith("#") && ours.test(line.substring(1).strip())
                ? new Span(above, end)
                : new Span(start, start);
    }

    private int startOfLine(int offset) {
        int start = offset;
        while (start > 0 && file.text().charAt(start - 1) != '\n' && file.text().charAt(start - 1) != '\r') {
            start--;
        }
        return start;
    }

    /** Where the line break begins that ends right before this offset. */
    private int beforeBreak(int startOfLine) {
        return startOfLine - (file.text().startsWith("\r\n", startOfLine - 2) ? 2 : 1);
    }

    private void removeBetweenCommas(List<Entry> entries, Set<String> names, Edits edits) {
        int kept = -1;
        for (int i = 0; i < entries.size(); i++) {
            if (!names.contains(entries.get(i).key().value())) {
                kept = i;
                continue;
            }
            int run = i;
            while (i + 1 < entries.size()
                    && names.contains(entries.get(i + 1).key().value())) {
                i++;
            }
            boolean last = i + 1 == entries.size();
            Span span = new Span(
                    last && kept >= 0 ? end(entries.get(kept)) : start(entries.get(run)),
                    last ? end(entries.get(i)) : start(entries.get(i + 1)));
            if (file.text().substring(span.start(), span.end()).contains("#")) {
                throw new SpliceException("%s stands in braces with a comment"
                        .formatted(entries.get(run).key().value()));
            }
            edits.replace(span, "");
        }
    }

    private static int start(Entry entry) {
        return entry.key().span().start();
    }

    private static int end(Entry entry) {
        return entry.value().span().end();
    }
}
