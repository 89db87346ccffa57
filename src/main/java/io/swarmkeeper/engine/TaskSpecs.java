package io.swarmkeeper.engine;

import io.swarmkeeper.engine.JsonText.Range;
import io.swarmkeeper.engine.ListReader.Item;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Task;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Parses tasks, and the spec that all tasks of one template repeat word for word only once: it is most of a task's text.
 * Safe for several threads.
 */
final class TaskSpecs {

    /**
     * What we want to know of a task's spec.
     *
     * @param hash SHA-256 of its text
     */
    record Facts(String hash, String image, Resources reservations) {}

    /** Of text; a Swarm that deploys all day brings new specs all day. */
    private static final long MOST_BYTES = 4 << 20;

    private final Map<ByteBuffer, Facts> known = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** How much text is kept. */
    long heldBytes() {
        return bytes.get();
    }

    Task parse(Item item) {
        Range spec = item.member("Spec").orElse(null);
        if (spec == null) {
            return TaskParser.parse(item.json(), new Facts("", "", Resources.NONE));
        }
        Facts facts = known.get(ByteBuffer.wrap(item.body(), spec.from(), spec.length()));
        if (facts == null) {
            byte[] text = Arrays.copyOfRange(item.body(), spec.from(), spec.to());
            facts = read(text);
            if (bytes.addAndGet(text.length) > MOST_BYTES) {
                known.clear();
                bytes.set(text.length);
            }
            known.put(ByteBuffer.wrap(text), facts);
        }
        return TaskParser.parse(item.jsonWithout(spec), facts);
    }

    private static Facts read(byte[] text) {
        JsonNode json = ListReader.tree(text, 0, text.length);
        return new Facts(
                hash(text),
                Fields.text(json.path("ContainerSpec"), "Image"),
                ResourcesParser.parse(json.path("Resources").path("Reservations")));
    }

    private static String hash(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
