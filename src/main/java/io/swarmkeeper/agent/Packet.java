package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Proof;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What agents send each other over UDP: as long as its sender chose, an answer as long as its question, so that nobody can
 * make an agent send more than was sent to it. The last 16 bytes are HMAC-SHA256 of the rest with the shared token.
 *
 * @param number chosen by whoever asks, repeated in the answer
 * @param text identity of whoever answers, where it was asked for; else empty
 */
record Packet(Type type, long number, String text) {

    enum Type {
        PROBE,
        PROBE_ANSWER,
        HELLO,
        HELLO_ANSWER
    }

    private static final int MAGIC = 0x534b5031;
    private static final int SEAL = 16;
    private static final int HEAD = 4 + 1 + 8 + 2;

    /** A short probe; room for an identity in a HELLO. */
    static final int SHORTEST = HEAD + SEAL;

    static final int HELLO_LENGTH = 900;

    /** @param length of the whole; what does not fit of the text is an error of the caller's */
    byte[] write(int length, Proof proof) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(length);
        buffer.putInt(MAGIC)
                .put((byte) type.ordinal())
                .putLong(number)
                .putShort((short) content.length)
                .put(content);
        byte[] bytes = buffer.array();
        System.arraycopy(proof.seal(bytes, length - SEAL), 0, bytes, length - SEAL, SEAL);
        return bytes;
    }

    /** Empty if it is not one of ours, or was sealed with another token. */
    static Optional<Packet> read(byte[] bytes, int length, Proof proof) {
        if (length < SHORTEST) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        int magic = buffer.getInt();
        int type = buffer.get();
        long number = buffer.getLong();
        int textLength = buffer.getShort();
        byte[] seal = Arrays.copyOfRange(bytes, length - SEAL, length);
        if (magic != MAGIC
                || type < 0
                || type >= Type.values().length
                || textLength < 0
                || textLength > length - SHORTEST
                || !java.security.MessageDigest.isEqual(seal, proof.seal(bytes, length - SEAL))) {
            return Optional.empty();
        }
        return Optional.of(
                new Packet(Type.values()[type], number, new String(bytes, HEAD, textLength, StandardCharsets.UTF_8)));
    }
}
