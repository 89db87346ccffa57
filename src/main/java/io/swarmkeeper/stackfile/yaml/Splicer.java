package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import io.swarmkeeper.stackfile.yaml.YamlNode.Alias;
import io.swarmkeeper.stackfile.yaml.YamlNode.Entry;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Span;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Puts settings into a file as its author would: below what is there, in the same style, and never into a mapping that
 * others share by its anchor. What is merged in or an alias gets a place of its own where only the one who needs it sees it.
 */
public final class Splicer {

    private final YamlFile file;
    private final Layout layout;
    private final Renderer renderer;
    private final Remover remover;
    private final Map<Mapping, MapView> views = new IdentityHashMap<>();

    public Splicer(YamlFile file, Layout layout) {
        this(file, layout, comment -> false);
    }

    /** @param ours true for the text of a comment that spoke of a value's source, and goes or is replaced with the value */
    public Splicer(YamlFile file, Layout layout, Predicate<String> ours) {
        this.file = file;
        this.layout = layout;
        this.remover = new Remover(file, ours);
        this.renderer = new Renderer(file, layout);
    }

    /**
     * The text with the settings, read again: it means the old file with them and nothing else.
     *
     * @throws SpliceException if it cannot be done, or would mean anything else
     */
    public String apply(Group whole) {
        Edits edits = new Edits();
        splice(whole, edits);
        String text = edits.apply(file.text());
        Meaning wanted = Meaning.with(Meaning.of(file.root()), whole);
        if (!Meaning.of(YamlFile.parse(text).root()).equals(wanted)) {
            throw new SpliceException(
                    "the file would not mean the old one with its changes and nothing else; this is a fault of"
                            + " Swarmkeeper");
        }
        return text;
    }

    /**
     * @param edits takes what is to be changed
     * @throws SpliceException if it cannot be done; the edits are then of no use
     */
    public void splice(Group group, Edits edits) {
        if (file.root() instanceof Mapping root) {
            into(root, group, "the file", edits);
        }
    }

    /**
     * Into a mapping that others share by its anchor: it changes for all of them.
     *
     * @param edits takes what is to be changed
     * @throws SpliceException if it cannot be done; the edits are then of no use
     */
    public void spliceShared(Mapping anchored, Group group, Edits edits) {
        put(anchored, group, edits);
    }

    private void into(Mapping mapping, Group group, String name, Edits edits) {
        if (file.isShared(mapping)) {
            throw new SpliceException("%s is &%s, and what is changed there changes for all who use *%s"
                    .formatted(
                            name, mapping.anchor().orElse(""), mapping.anchor().orElse("")));
        }
        put(mapping, group, edits);
    }

    private void put(Mapping mapping, Group group, Edits edits) {
        MapView view = views.computeIfAbsent(mapping, MapView::of);
        Map<String, Setting> fresh = new LinkedHashMap<>();
        Set<String> gone = new LinkedHashSet<>();
        for (Map.Entry<String, Setting> member : group.members().entrySet()) {
            Field field = view.find(member.getKey()).orElse(null);
            if (field != null && field.own() && remover.isEmptied(field, member.getValue())) {
                gone.add(member.getKey());
            } else if (field == null || !field.own()) {
                fresh.put(member.getKey(), member.getValue());
            } else {
                own(mapping, field, member.getValue(), edits);
            }
        }
        remover.remove(mapping, gone, edits);
        if (!fresh.isEmpty()) {
            add(mapping, view, fresh, gone, edits);
        }
    }

    private void own(Mapping parent, Field field, Setting setting, Edits edits) {
        switch (setting) {
            case Value value -> replace(parent, field, value, edits);
            case Setting.Removal() -> throw Renderer.merged(field.name());
            case Setting.Items items -> list(field, items, edits);
            case Group group -> {
                YamlNode written = field.written();
                boolean nothing = written instanceof Mapping m
                                && m.entries().isEmpty()
                                && m.anchor().isEmpty()
                        || written instanceof Scalar s
                                && s.isNull()
                                && s.anchor().isEmpty();
                if (written instanceof Alias || nothing) {
                    below(parent, field, group, edits);
                } else if (written instanceof Mapping mapping) {
                    into(mapping, group, field.name(), edits);
                } else {
                    throw new SpliceException(field.name() + " is no mapping");
                }
            }
        }
    }

    private void list(Field field, Setting.Items items, Edits edits) {
        if (items.instead() && field.written() instanceof Sequence list) {
            new ListSplice(file, layout).splice(list, items.items(), field.name(), edits);
        } else if (items.instead() && field.written() instanceof Alias alias) {
            edits.replace(alias.span(), "[" + String.join(", ", items.items()) + "]");
        } else {
            throw new SpliceException(field.name() + " is there already");
        }
    }

    private void replace(Mapping parent, Field field, Value value, Edits edits) {
        if (field.written() instanceof Sequence || field.written() instanceof Mapping) {
            throw new SpliceException(field.name() + " is no single value");
        }
        boolean marked = field.written() instanceof Scalar s
                && (s.anchor().isPresent() || s.tagged() || s.style().isBlock());
        if (marked) {
            throw new SpliceException(
                    "the value of %s carries an anchor or a tag, or is a block of text".formatted(field.name()));
        }
        Span span = field.written().span();
        edits.replace(span, (span.start() == span.end() ? " " : "") + value.yaml());
        Span comment = parent.flow() ? span : remover.ourCommentAbove(new Entry(field.key(), field.written()));
        if (!parent.flow() && comment.end() > comment.start()) {
            String indent = " ".repeat(column(parent));
            edits.replace(
                    value.comment().isEmpty()
                            ? new Span(
                                    comment.start(),
                                    comment.end() + layout.lineEnd().length())
                            : comment,
                    value.comment().isEmpty() ? "" : indent + "# " + value.comment());
        }
    }

    /** In the place of an alias, of braces with nothing in them, or of nothing at all. */
    private void below(Mapping parent, Field field, Group group, Edits edits) {
        Span span = field.written().span();
        if (parent.flow()) {
            String flow = renderer.flowOverlay(field, group, span.start());
            edits.replace(span, (span.start() == span.end() ? " " : "") + flow);
            return;
        }
        int column = column(parent) + layout.step();
        List<String> lines = renderer.overlay(field, group, column, span.start());
        int start = span.start();
        while (start > 0 && file.text().charAt(start - 1) == ' ') {
            start--;
        }
        String rest = file.text().substring(span.end(), file.endOfLine(span.end()));
        // A comment behind it stays on the key's line.
        edits.replace(new Span(rest.isBlank() ? start : span.start(), span.end()), "");
        int end = file.endOfLine(span.end());
        edits.insert(end, block(end, lines));
    }

    private void add(Mapping mapping, MapView view, Map<String, Setting> fresh, Set<String> gone, Edits edits) {
        if (mapping.flow()) {
            int at = mapping.entries().isEmpty()
                    ? mapping.span().end() - 1
                    : mapping.entries().getLast().value().span().end();
            String text = renderer.flowMembers(view, fresh, at);
            // To other parsers a colon with a comma right behind it is no end of a key.
            boolean bare = at > 0 && file.text().charAt(at - 1) == ':';
            boolean alone = mapping.entries().stream()
                    .allMatch(e -> gone.contains(e.key().value()));
            edits.insert(at, alone ? text : (bare ? " , " : ", ") + text);
            return;
        }
        int column = column(mapping);
        int at = afterLast(mapping, column);
        if (at == file.text().length()
                && last(mapping) instanceof Scalar s
                && s.style().isBlock()) {
            throw new SpliceException(
                    "the file ends in a block of text without a line break, and one more line would change that text");
        }
        edits.insert(at, block(at, renderer.members(view, fresh, column, at)));
    }

    private static YamlNode last(YamlNode node) {
        return switch (node) {
            case Mapping mapping
            when !mapping.flow() -> last(mapping.entries().getLast().value());
            case Sequence sequence
            when !sequence.flow() -> last(sequence.items().getLast());
            case Mapping _, Sequence _, Scalar _, Alias _ -> node;
        };
    }

    /** Lines end as the one does that they stand behind, also where a file mixes its line ends. */
    private String block(int at, List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(l -> text.append(file.lineEnd(at)).append(l));
        return text.toString();
    }

    private int column(Mapping mapping) {
        Entry first = mapping.entries().getFirst();
        return file.place(first.key()).column() - 1;
    }

    /** The end of the line where a block mapping ends, with the comments right below that belong to it by their depth. */
    private int afterLast(Mapping mapping, int column) {
        String text = file.text();
        int end = file.endOfLine(mapping.span().end());
        while (end < text.length()) {
            int next = end + (text.startsWith("\r\n", end) ? 2 : 1);
            int content = next;
            while (content < text.length() && text.charAt(content) == ' ') {
                content++;
            }
            boolean comment =
                    content < text.length() && text.charAt(content) == '#' && content - next >= column && column > 0;
            if (!comment) {
                break;
            }
            end = file.endOfLine(content);
        }
        return end;
    }
}
