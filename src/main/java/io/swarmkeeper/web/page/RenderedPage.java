package io.swarmkeeper.web.page;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A page as it was rendered, compressed. Its living part stands between two marks that the layout writes. */
final class RenderedPage {

    static final String PART_BEGINS = "<!--living-->";
    static final String PART_ENDS = "<!--/living-->";

    private final long version;
    private final long renderedAt;
    private final String contentType;
    private final byte[] whole;
    private byte @Nullable [] part;

    private RenderedPage(long version, long renderedAt, String contentType, byte[] whole) {
        this.version = version;
        this.renderedAt = renderedAt;
        this.contentType = contentType;
        this.whole = whole;
    }

    /** @param renderedAt milliseconds of the clock */
    static RenderedPage of(long version, long renderedAt, String contentType, byte[] html) {
        return new RenderedPage(version, renderedAt, contentType, compress(html, 0, html.length));
    }

    /** The {@linkplain LiveState#version() version} of what it shows, or of something older: read before it was rendered. */
    long version() {
        return version;
    }

    long renderedAt() {
        return renderedAt;
    }

    String contentType() {
        return contentType;
    }

    /** The document, compressed with gzip. */
    byte[] whole() {
        return whole;
    }

    /** The living part alone, compressed with gzip; all of the document if it has no such part. */
    synchronized byte[] part() {
        if (part == null) {
            byte[] html = plain(whole);
            // one byte is one char, so that places in the text are places in the bytes; what comes from a Swarm is
            // escaped, so only the layout can have written the marks
            String text = new String(html, StandardCharsets.ISO_8859_1);
            int from = text.indexOf(PART_BEGINS);
            int to = text.lastIndexOf(PART_ENDS);
            part = from < 0 || to < from
                    ? whole
                    : compress(html, from + PART_BEGINS.length(), to - from - PART_BEGINS.length());
        }
        return part;
    }

    /** Bytes to count it with: the part weighs about as much as the whole. */
    int weight() {
        return 2 * whole.length;
    }

    static byte[] plain(byte[] compressed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("what was compressed here cannot be read", e);
        }
    }

    private static byte[] compress(byte[] bytes, int from, int length) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return compressed.toByteArray();
    }
}
