package io.swarmkeeper.engine;

import io.swarmkeeper.engine.JsonText.MalformedException;
import io.swarmkeeper.engine.JsonText.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns the text of a list into records, and remembers: the same text gives the very same list, and in a changed list
 * only the items whose text is new are parsed. An item that is JSON but makes no sense is left out and named, so that
 * one oddity does not hide the rest of a Swarm. Safe for any thread; one reader per endpoint.
 *
 * @param <T> what an item becomes
 */
final class ListReader<T> {

    /** Label names are as long as somebody made them; the whole answer is bounded, so no single name needs to be. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /** From so many items on, all processors parse. */
    private static final int MANY = 64;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /** One item of a list: a part of its text. */
    record Item(byte[] body, Range range) {

        JsonNode json() {
            return tree(body, range.from(), range.length());
        }

        /** Without the value of one member, for those who know it already. */
        JsonNode jsonWithout(Range member) {
            byte[] rest = new byte[range.length() - member.length() + NULL.length];
            int before = member.from() - range.from();
            System.arraycopy(body, range.from(), rest, 0, before);
            System.arraycopy(NULL, 0, rest, before, NULL.length);
            System.arraycopy(body, member.to(), rest, before + NULL.length, range.to() - member.to());
            return tree(rest, 0, rest.length);
        }

        /** The text of a member exactly as the engine wrote it; {@code {}} if it has none. */
        String memberText(String name) {
            return member(name).map(r -> JsonText.text(body, r)).orElse("{}");
        }

        Optional<Range> member(String name) {
            return JsonText.member(body, range, name);
        }
    }

    /** A part of a text as a key. CRC32C because the processor counts it. */
    private record Slice(byte[] bytes, Range range, int hash) {

        static Slice of(byte[] bytes, Range range) {
            CRC32C sum = new CRC32C();
            sum.update(bytes, range.from(), range.length());
            return new Slice(bytes, range, (int) sum.getValue());
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Slice(byte[] others, Range theirs, int otherHash)
                    && hash == otherHash
                    && Arrays.equals(bytes, range.from(), range.to(), others, theirs.from(), theirs.to());
        }
    }

    /** @param item null if it made no sense; the problem then says why */
    private record Parsed<T>(Slice text, @Nullable T item, String problem) {}

    /** Called by several threads at once. */
    interface ItemParser<T> {
        /**
         * @throws MalformedException if the item is no JSON
         * @throws RuntimeException if it makes no sense
         */
        T parse(Item item);
    }

    /** @param leftOut each item that could not be understood, in words */
    record Outcome<T>(List<T> items, List<String> leftOut) {}

    private final String noun;
    private final ItemParser<T> parser;
    private final @Nullable Comparator<T> order;
    private byte[] lastBody = new byte[0];
    private Outcome<T> last = new Outcome<>(List.of(), List.of());
    private Map<Slice, T> lastItems = Map.of();

    /** @param noun what one item is called in messages, e.g. {@code service} */
    ListReader(String noun, ItemParser<T> parser) {
        this(noun, parser, null);
    }

    /** @param order for lists that the engine sends in another order each time */
    ListReader(String noun, ItemParser<T> parser, @Nullable Comparator<T> order) {
        this.noun = noun;
        this.parser = parser;
        this.order = order;
    }

    /**
     * @throws MalformedException if the text is no JSON list; the memory then stays as it was
     */
    synchronized Outcome<T> read(byte[] body) {
        if (body.length > 0 && Arrays.equals(body, lastBody)) {
            return last;
        }
        List<Range> ranges = JsonText.elements(body);
        Stream<Range> each = ranges.size() < MANY ? ranges.stream() : ranges.parallelStream();
        List<Parsed<T>> parsed = each.map(range -> parse(Slice.of(body, range))).toList();
        List<T> items = new ArrayList<>(parsed.size());
        List<String> leftOut = new ArrayList<>();
        Map<Slice, T> known = HashMap.newHashMap(parsed.size());
        for (Parsed<T> one : parsed) {
            T item = one.item();
            if (item == null) {
                leftOut.add(one.problem());
            } else {
                items.add(item);
                known.put(one.text(), item);
            }
        }
        if (order != null) {
            items.sort(order);
        }
        List<T> result = items.equals(last.items()) ? last.items() : List.copyOf(items);
        last = new Outcome<>(result, List.copyOf(leftOut));
        lastItems = known;
        lastBody = body;
        return last;
    }

    /** On several threads at once, where the list is long. */
    private Parsed<T> parse(Slice text) {
        T known = lastItems.get(text);
        if (known != null) {
            return new Parsed<>(text, known, "");
        }
        Item part = new Item(text.bytes(), text.range());
        try {
            return new Parsed<>(text, parser.parse(part), "");
        } catch (MalformedException e) {
            throw new MalformedException("a %s is broken: %s".formatted(noun, e.getMessage()));
        } catch (RuntimeException e) {
            return new Parsed<>(text, null, "%s %s: %s".formatted(noun, identify(part.json()), e.getMessage()));
        }
    }

    static JsonNode tree(byte[] text, int from, int length) {
        try {
            return JSON.readTree(text, from, length);
        } catch (JacksonException e) {
            throw new MalformedException(e.getOriginalMessage());
        }
    }

    private static String identify(JsonNode json) {
        String name = Fields.text(json.path("Spec"), "Name");
        String id = Fields.textOr(json, "ID", Fields.text(json, "Id"));
        String word = name.isEmpty() ? id : name;
        return word.isEmpty() ? "without a name" : word.substring(0, Math.min(word.length(), 80));
    }
}
