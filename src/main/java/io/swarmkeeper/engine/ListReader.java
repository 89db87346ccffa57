package io.swarmkeeper.engine;

import io.swarmkeeper.engine.JsonText.MalformedException;
import io.swarmkeeper.engine.JsonText.Range;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** One item, as text and as a tree. */
    record Item(JsonNode json, byte[] body, Range range) {

        /** The text of a member exactly as the engine wrote it; {@code {}} if it has none. */
        String memberText(String name) {
            return member(name).map(r -> JsonText.text(body, r)).orElse("{}");
        }

        Optional<Range> member(String name) {
            return JsonText.member(body, range, name);
        }
    }

    interface ItemParser<T> {
        /** @throws RuntimeException if the item makes no sense */
        T parse(Item item);
    }

    /** @param leftOut each item that could not be understood, in words */
    record Outcome<T>(List<T> items, List<String> leftOut) {}

    private final String noun;
    private final ItemParser<T> parser;
    private final @Nullable Comparator<T> order;
    private byte[] lastBody = new byte[0];
    private Outcome<T> last = new Outcome<>(List.of(), List.of());
    private Map<ByteBuffer, T> lastItems = Map.of();

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
        List<T> items = new ArrayList<>(ranges.size());
        List<String> leftOut = new ArrayList<>();
        Map<ByteBuffer, T> known = HashMap.newHashMap(ranges.size());
        for (Range range : ranges) {
            ByteBuffer text = ByteBuffer.wrap(body, range.from(), range.length());
            T item = lastItems.get(text);
            if (item == null) {
                Item parsed = new Item(tree(body, range), body, range);
                try {
                    item = parser.parse(parsed);
                } catch (RuntimeException e) {
                    leftOut.add("%s %s: %s".formatted(noun, identify(parsed.json()), e.getMessage()));
                    continue;
                }
            }
            items.add(item);
            known.put(text, item);
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

    private JsonNode tree(byte[] body, Range range) {
        try {
            return JSON.readTree(body, range.from(), range.length());
        } catch (JacksonException e) {
            throw new MalformedException("a %s is broken: %s".formatted(noun, e.getOriginalMessage()));
        }
    }

    private static String identify(JsonNode json) {
        String name = Fields.text(json.path("Spec"), "Name");
        String id = Fields.textOr(json, "ID", Fields.text(json, "Id"));
        String word = name.isEmpty() ? id : name;
        return word.isEmpty() ? "without a name" : word.substring(0, Math.min(word.length(), 80));
    }
}
