package io.swarmkeeper.web.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A finished answer: its bytes, plain and packed, and the tag by which a caller knows that it has them already. */
final class Rendered {

    /** Below this packing costs more than it saves. */
    private static final int PACKED_FROM = 1024;

    private final byte[] plain;
    private final String tag;
    private volatile byte @Nullable [] packed;

    Rendered(byte[] plain) {
        this.plain = plain;
        this.tag = "W/\"" + hash(plain) + "\"";
    }

    String tag() {
        return tag;
    }

    /** Answers with the bytes, or with 304 if the caller has them. */
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("Vary", "Accept-Encoding");
        if (isKnown(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        byte[] body = plain;
        if (plain.length >= PACKED_FROM && takesGzip(request.getHeader("Accept-Encoding"))) {
            body = packed();
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private boolean isKnown(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        String opaque = tag.substring(2);
        for (String one : ifNoneMatch.split(",")) {
            String known = one.strip();
            if (known.equals("*") || known.equals(tag) || known.equals(opaque)) {
                return true;
            }
        }
        return false;
    }

    private static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        for (String one : acceptEncoding.split(",")) {
            String coding = one.strip();
            if (coding.equals("gzip") || coding.startsWith("gzip;") && !coding.matches("gzip;\\s*q=0(\\.0*)?")) {
                return true;
            }
        }
        return false;
    }

    private byte[] packed() {
        byte[] known = packed;
        if (known == null) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail to be written", e);
            }
            known = out.toByteArray();
            packed = known;
        }
        return known;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
