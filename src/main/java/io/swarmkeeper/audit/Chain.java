package io.swarmkeeper.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How one entry is tied to the one before it: SHA-256 over a fixed first field that names this use (so that no hash made
 * for anything else can stand in), then every column as it is stored, each as its length in bytes (8, big-endian) and
 * its UTF-8 bytes. Length prefixes keep {@code "ab","c"} and {@code "a","bc"} apart.
 */
final class Chain {

    /** What the first entry names as its predecessor. */
    static final String START = "0".repeat(64);

    private static final String DOMAIN = "swarmkeeper audit entry, version 1";

    private Chain() {}

    static String hash(
            long number,
            String happenedAt,
            String actor,
            String action,
            String subject,
            String detail,
            String previousHash) {
        MessageDigest digest = sha256();
        add(digest, DOMAIN);
        add(digest, Long.toString(number));
        add(digest, happenedAt);
        add(digest, actor);
        add(digest, action);
        add(digest, subject);
        add(digest, detail);
        add(digest, previousHash);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
