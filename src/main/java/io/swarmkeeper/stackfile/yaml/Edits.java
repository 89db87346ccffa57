package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.YamlNode.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to a text, all in offsets of the text as it was. What no edit covers stays as it is, byte for byte. */
public final class Edits {

    private record Edit(Span span, String text) {}

    private final List<Edit> edits = new ArrayList<>();

    /** Several insertions at one offset come in the order in which they were asked for. */
    public void insert(int offset, String text) {
        edits.add(new Edit(new Span(offset, offset), text));
    }

    public void replace(Span span, String text) {
        edits.add(new Edit(span, text));
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /** @throws IllegalStateException if two edits overlap */
    public String apply(String text) {
        List<Edit> ordered = new ArrayList<>(edits);
        // What is put in where something else is taken away stands before that.
        ordered.sort(Comparator.comparingInt((Edit e) -> e.span().start())
                .thenComparingInt(e -> e.span().end() > e.span().start() ? 1 : 0));
        StringBuilder result = new StringBuilder(text.length() + 256);
        int at = 0;
        for (Edit edit : ordered) {
            if (edit.span().start() < at) {
                throw new IllegalStateException(
                        "edits overlap at offset " + edit.span().start());
            }
            result.append(text, at, edit.span().start()).append(edit.text());
            at = edit.span().end();
        }
        return result.append(text, at, text.length()).toString();
    }
}
