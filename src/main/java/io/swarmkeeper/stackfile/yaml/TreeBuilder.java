package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.YamlNode.Alias;
import io.swarmkeeper.stackfile.yaml.YamlNode.Entry;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Span;
import io.swarmkeeper.stackfile.yaml.YamlNode.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;

/** Makes the tree of one document out of SnakeYAML's events, and refuses what nobody writes into a file in good faith. */
final class TreeBuilder {

    /** Deeper than any compose file; a parser that recurses must stop somewhere. */
    private static final int DEEPEST = 60;

    /** Values a file may come to once every alias is followed: 10,000 services of 100 each. */
    private static final long MOST_VALUES = 1_000_000;

    /** @param anchors every node that carries the name, in the order of the text */
    record Tree(YamlNode root, Map<String, List<YamlNode>> anchors, List<Alias> aliases) {}

    private final String text;
    private final int[] lines;
    private final CodePoints codePoints;

    private final Parser parser;
    private final Map<String, List<YamlNode>> anchors = new HashMap<>();
    private final Set<String> unfinished = new HashSet<>();
    private final List<Alias> aliases = new ArrayList<>();
    private final IdentityHashMap<YamlNode, Long> sizes = new IdentityHashMap<>();
    private int depth;

    TreeBuilder(String text) {
        this.text = text;
        this.lines = YamlFile.lineStarts(text);
        this.codePoints = new CodePoints(text);
        this.parser = new ParserImpl(whole(), options());
    }

    /** SnakeYAML's own bound is lower than {@link YamlFile#MOST_BYTES}, and a cured file may be longer than any that is read. */
    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }

    private WholeText whole() {
        try {
            return new WholeText(text);
        } catch (ReaderException e) {
            int at = codePoints.offset(e.getPosition());
            throw new StackFileException(
                    YamlFile.place(lines, text, at),
                    "character U+%04X cannot stand in YAML".formatted(e.getCodePoint()));
        }
    }

    Tree build() {
        try {
            take(Event.ID.StreamStart);
            if (parser.checkEvent(Event.ID.StreamEnd)) {
                throw new StackFileException(Place.START, "the file is empty");
            }
            take(Event.ID.DocumentStart);
            YamlNode root = node();
            take(Event.ID.DocumentEnd);
            if (!parser.checkEvent(Event.ID.StreamEnd)) {
                Event second = parser.peekEvent();
                throw new StackFileException(
                        place(second.getStartMark()), "a second YAML document starts here; a stack file has only one");
            }
            return new Tree(root, anchors, aliases);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw new StackFileException(mark == null ? Place.START : place(mark), YamlProblem.words(e, mark));
        } catch (NumberFormatException e) {
            // Thrown by SnakeYAML for an escape of eight digits above 7FFFFFFF.
            throw new StackFileException(Place.START, "not YAML: an escape in double quotes that is no character");
        } catch (YAMLException e) {
            throw new StackFileException(Place.START, "not YAML: " + e.getMessage());
        }
    }

    private Event take(Event.ID expected) {
        Event event = parser.getEvent();
        if (!event.is(expected)) {
            throw new IllegalStateException("event %s where %s is due".formatted(event, expected));
        }
        return event;
    }

    private YamlNode node() {
        Event event = parser.getEvent();
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        if (++depth > DEEPEST) {
            throw new StackFileException(
                    place(event.getStartMark()), "nested more than %d levels deep".formatted(DEEPEST));
        }
        Optional<String> anchor = Optional.ofNullable(((NodeEvent) event).getAnchor());
        anchor.ifPresent(unfinished::add);
        YamlNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar, anchor);
            sizes.put(node, 1L);
        } else if (event instanceof SequenceStartEvent start) {
            node = sequence(start, anchor);
        } else {
            node = mapping((MappingStartEvent) event, anchor);
        }
        anchor.ifPresent(name -> {
            unfinished.remove(name);
            anchors.computeIfAbsent(name, k -> new ArrayList<>()).add(node);
        });
        depth--;
        return node;
    }

    private Alias alias(AliasEvent event) {
        String name = event.getAnchor();
        Place place = place(event.getStartMark());
        if (unfinished.contains(name)) {
            throw new StackFileException(
                    place, "alias *%s stands inside of &%s itself: that never ends".formatted(name, name));
        }
        List<YamlNode> named = anchors.get(name);
        if (named == null) {
            throw new StackFileException(place, "alias *%s, but no anchor &%s stands before it".formatted(name, name));
        }
        Alias alias = new Alias(span(event, event), name, named.getLast());
        aliases.add(alias);
        sizes.put(alias, sizes.getOrDefault(alias.target(), 1L));
        return alias;
    }

    private Scalar scalar(ScalarEvent event, Optional<String> anchor) {
        Style style = style(event.getScalarStyle());
        Span span = span(event, event);
        if (style.isBlock()) {
            span = new Span(span.start(), endOfBlock(span));
        }
        return new Scalar(span, anchor, event.getValue(), style, event.getTag() != null);
    }

    /** Before the line break of its last line. Blank lines at its end count only where the header keeps them with a plus. */
    private int endOfBlock(Span span) {
        int header = span.start();
        while (text.charAt(header) != '|' && text.charAt(header) != '>') {
            header++;
        }
        boolean keeps = text.substring(header, Math.min(header + 3, span.end())).contains("+");
        int end = span.end();
        if (keeps) {
            end -= end > header && text.charAt(end - 1) == '\n' ? 1 : 0;
            return end > header && text.charAt(end - 1) == '\r' ? end - 1 : end;
        }
        while (end > header + 1 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private Sequence sequence(SequenceStartEvent start, Optional<String> anchor) {
        List<YamlNode> items = new ArrayList<>();
        long size = 1;
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            YamlNode item = node();
            items.add(item);
            size = grow(size, item);
        }
        Event end = parser.getEvent();
        boolean flow = start.getFlowStyle() == FlowStyle.FLOW;
        Span span = flow || items.isEmpty() ? span(start, end) : until(start, items.getLast());
        Sequence sequence = new Sequence(span, anchor, flow, items);
        sizes.put(sequence, size);
        return sequence;
    }

    private Mapping mapping(MappingStartEvent start, Optional<String> anchor) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Scalar> keys = new HashMap<>();
        long size = 1;
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            YamlNode key = node();
            if (!(key.meant() instanceof Scalar name)) {
                throw new StackFileException(
                        YamlFile.place(lines, text, key.span().start()),
                        "a key that is no text; a stack file has only text there");
            }
            // A key that is an alias keeps its own place.
            Scalar own = new Scalar(key.span(), key.anchor(), name.value(), name.style(), name.tagged());
            Scalar first = keys.putIfAbsent(own.value(), own);
            if (first != null) {
                throw new StackFileException(
                        YamlFile.place(lines, text, own.span().start()),
                        "key %s stands twice in one mapping, first in %s"
                                .formatted(
                                        own.value(),
                                        YamlFile.place(lines, text, first.span().start())));
            }
            YamlNode value = node();
            Entry entry = new Entry(own, value);
            checkMerge(entry);
            entries.add(entry);
            size = grow(size + 1, value);
        }
        Event end = parser.getEvent();
        boolean flow = start.getFlowStyle() == FlowStyle.FLOW;
        Span span = flow || entries.isEmpty()
                ? span(start, end)
                : until(start, entries.getLast().value());
        Mapping mapping = new Mapping(span, anchor, flow, entries);
        sizes.put(mapping, size);
        return mapping;
    }

    private void checkMerge(Entry entry) {
        if (!MapView.isMerge(entry)) {
            return;
        }
        YamlNode value = entry.value().meant();
        boolean right = value instanceof Mapping
                || value instanceof Sequence several
                        && several.items().stream().allMatch(i -> i.meant() instanceof Mapping);
        if (!right) {
            throw new StackFileException(
                    YamlFile.place(lines, text, entry.value().span().start()),
                    "a merge key << takes a mapping or a list of mappings");
        }
    }

    private long grow(long size, YamlNode part) {
        long grown = size + sizes.getOrDefault(part, 1L);
        if (grown > MOST_VALUES) {
            throw new StackFileException(
                    YamlFile.place(lines, text, part.span().start()),
                    "with its aliases followed, the file comes to more than %,d values".formatted(MOST_VALUES));
        }
        return grown;
    }

    private Span span(Event from, Event to) {
        return new Span(
                codePoints.offset(from.getStartMark().getIndex()),
                codePoints.offset(to.getEndMark().getIndex()));
    }

    private Span until(Event from, YamlNode last) {
        return new Span(
                codePoints.offset(from.getStartMark().getIndex()), last.span().end());
    }

    private static Style style(ScalarStyle style) {
        return switch (style) {
            case DOUBLE_QUOTED -> Style.DOUBLE_QUOTED;
            case SINGLE_QUOTED -> Style.SINGLE_QUOTED;
            case LITERAL -> Style.LITERAL;
            case FOLDED -> Style.FOLDED;
            case JSON_SCALAR_STYLE, PLAIN -> Style.PLAIN;
        };
    }

    private Place place(Mark mark) {
        return YamlFile.place(lines, text, codePoints.offset(mark.getIndex()));
    }
}
