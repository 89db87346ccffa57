package io.swarmkeeper.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the parts of a JSON text as byte ranges without building anything, so that an unchanged part can be recognized
 * and a spec kept exactly as it was written. Looks at structure only; whether a part is valid JSON is for the parser.
 */
final class JsonText {

    /** The text ended early or has no structure. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Bytes {@code from} (inclusive) to {@code to} (exclusive) of a text. */
    record Range(int from, int to) {
        int length() {
            return to - from;
        }
    }

    private final byte[] bytes;
    private int at;
    private final int end;

    private JsonText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /**
     * The elements of the array that is the whole text; none if the text is {@code null}, as Go writes an empty list.
     *
     * @throws MalformedException if it is no array or ends early
     */
    static List<Range> elements(byte[] json) {
        JsonText text = new JsonText(json, 0, json.length);
        text.skipBlanks();
        if (text.at < text.end && json[text.at] == 'n') {
            return List.of();
        }
        text.expect('[');
        List<Range> elements = new ArrayList<>();
        text.skipBlanks();
        if (text.peek() == ']') {
            return elements;
        }
        while (true) {
            elements.add(text.value());
            text.skipBlanks();
            if (text.peek() == ']') {
                text.at++;
                text.skipBlanks();
                if (text.at < text.end) {
                    throw new MalformedException("more text after the list, at byte " + text.at);
                }
                return elements;
            }
            text.expect(',');
        }
    }

    /** The value of a member of the object in this range; empty if it has none of that name. */
    static Optional<Range> member(byte[] json, Range object, String name) {
        JsonText text = new JsonText(json, object.from(), object.to());
        byte[] wanted = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
        text.expect('{');
        text.skipBlanks();
        if (text.peek() == '}') {
            return Optional.empty();
        }
        while (true) {
            Range key = text.value();
            boolean found = Arrays.equals(json, key.from(), key.to(), wanted, 0, wanted.length);
            text.expect(':');
            Range value = text.value();
            if (found) {
                return Optional.of(value);
            }
            text.skipBlanks();
            if (text.peek() == '}') {
                return Optional.empty();
            }
            text.expect(',');
        }
    }

    static String text(byte[] json, Range range) {
        return new String(json, range.from(), range.length(), StandardCharsets.UTF_8);
    }

    private Range value() {
        skipBlanks();
        int from = at;
        switch (peek()) {
            case '"' -> skipString();
            case '{', '[' -> skipNested();
            default -> skipScalar();
        }
        return new Range(from, at);
    }

    private void skipNested() {
        int depth = 0;
        do {
            switch (peek()) {
                case '"' -> {
                    skipString();
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            at++;
        } while (depth > 0);
    }

    private void skipString() {
        at++;
        while (peek() != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipScalar() {
        int from = at;
        while (at < end && ",]} \t\r\n".indexOf(bytes[at]) < 0) {
            at++;
        }
        if (at == from) {
            throw new MalformedException("nothing where a value should stand, at byte " + at);
        }
    }

    private void skipBlanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    private byte peek() {
        if (at >= end) {
            throw new MalformedException("the text ends early, at byte " + at);
        }
        return bytes[at];
    }

    private void expect(char wanted) {
        skipBlanks();
        if (peek() != wanted) {
            throw new MalformedException("'%c' instead of '%c' at byte %d".formatted((char) bytes[at], wanted, at));
        }
        at++;
    }
}
