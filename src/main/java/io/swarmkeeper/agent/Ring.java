package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The last samples, so that a server that was away misses nothing. Each is kept as the compressed text that will be sent:
 * a tenth of the memory, and written once for however many ask. Safe for any thread.
 */
final class Ring {

    /** An answer stays below what a server takes at once; the rest is had by asking again. */
    private static final int LONGEST_ANSWER = 4 << 20;

    private record Kept(long sequence, int length, byte[] text) {}

    private final int most;
    private final Deque<Kept> kept = new ArrayDeque<>();

    Ring(int most) {
        this.most = most;
    }

    void add(Sample sample) {
        byte[] text = RecordJson.write(sample).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream small = new ByteArrayOutputStream(text.length / 8 + 64);
        try (DeflaterOutputStream out = new DeflaterOutputStream(small)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (this) {
            kept.addLast(new Kept(sample.sequence(), text.length, small.toByteArray()));
            if (kept.size() > most) {
                kept.removeFirst();
            }
        }
    }

    /**
     * JSON texts of the samples after this number, oldest first, as many as make one answer; at least one if any.
     *
     * @param most so many at most
     */
    List<String> after(long sequence, int most) {
        List<Kept> wanted = new ArrayList<>();
        synchronized (this) {
            long length = 0;
            for (Kept one : kept) {
                if (one.sequence() <= sequence) {
                    continue;
                }
                length += one.length();
                if ((length > LONGEST_ANSWER || wanted.size() == most) && !wanted.isEmpty()) {
                    break;
                }
                wanted.add(one);
            }
        }
        return wanted.stream().map(Ring::text).toList();
    }

    private static String text(Kept one) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(one.text()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
