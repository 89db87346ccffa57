package io.swarmkeeper.stackfile.yaml;

import java.util.List;
import java.util.Optional;

/** A piece of YAML with its place. Aliases stay aliases; {@link #meant()} follows them. */
public sealed interface YamlNode {

    /** How a scalar is written. */
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL,
        FOLDED;

        public boolean isBlock() {
            return this == LITERAL || this == FOLDED;
        }
    }

    /**
     * Characters of the text.
     *
     * @param start offset in UTF-16 units, anchor and tag included
     * @param end exclusive; for what stands in block style the end of its last content, without comments after it
     */
    record Span(int start, int end) {}

    /** @param tagged true if it carries a tag such as {@code !!str} */
    record Scalar(Span span, Optional<String> anchor, String value, Style style, boolean tagged) implements YamlNode {

        /** True for nothing at all, {@code ~} and {@code null}. */
        public boolean isNull() {
            return style == Style.PLAIN
                    && !tagged
                    && switch (value) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }
    }

    /** @param flow written with brackets */
    record Sequence(Span span, Optional<String> anchor, boolean flow, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** @param flow written with braces */
    record Mapping(Span span, Optional<String> anchor, boolean flow, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    record Entry(Scalar key, YamlNode value) {}

    /** @param target never an alias itself */
    record Alias(Span span, String name, YamlNode target) implements YamlNode {
        @Override
        public Optional<String> anchor() {
            return Optional.empty();
        }
    }

    Span span();

    Optional<String> anchor();

    /** What an alias stands for; everything else means itself. */
    default YamlNode meant() {
        return this instanceof Alias alias ? alias.target() : this;
    }
}
