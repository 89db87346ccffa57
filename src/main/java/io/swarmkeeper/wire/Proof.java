package io.swarmkeeper.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How both ends show that they know the shared token without sending it: whoever asks sends a nonce and HMAC-SHA256 of
 * it with the path; whoever answers sends HMAC-SHA256 of the same nonce. A foreign agent learns nothing that would let it
 * answer for another nonce.
 */
public final class Proof {

    /** Of a request: {@code nonce:proof}, both hexadecimal. */
    public static final String ASK_HEADER = "Swarmkeeper-Proof";

    /** Of an answer: the proof, hexadecimal. */
    public static final String ANSWER_HEADER = "Swarmkeeper-Answer";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** @throws IllegalArgumentException if the token is shorter than 16 characters: it could be guessed */
    public Proof(String token) {
        String stripped = token.strip();
        if (stripped.length() < 16) {
            throw new IllegalArgumentException(
                    "the agents' token has %d characters; at least 16 are needed".formatted(stripped.length()));
        }
        key = new SecretKeySpec(stripped.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    public static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The value of {@link #ASK_HEADER}. @param target path with query, as requested */
    public String ask(String nonce, String target) {
        return nonce + ":" + hex("ask\n" + nonce + "\n" + target);
    }

    /** True if the header was made with the same token for this target. */
    public boolean isAsk(String header, String target) {
        int colon = header.indexOf(':');
        return colon == 2 * NONCE_BYTES && same(ask(header.substring(0, colon), target), header);
    }

    /** The value of {@link #ANSWER_HEADER} to a request with this ASK_HEADER. */
    public String answer(String askHeader) {
        return hex("answer\n" + askHeader.split(":", 2)[0]);
    }

    /** True if the answer was made with the same token to this very nonce. */
    public boolean isAnswer(String header, String nonce) {
        return same(hex("answer\n" + nonce), header);
    }

    /** HMAC-SHA256 of a probe's content, its first 16 bytes. */
    public byte[] seal(byte[] content, int length) {
        Mac mac = mac();
        mac.update(content, 0, length);
        return java.util.Arrays.copyOf(mac.doFinal(), 16);
    }

    /** In constant time. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String hex(String text) {
        return HexFormat.of().formatHex(mac().doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
