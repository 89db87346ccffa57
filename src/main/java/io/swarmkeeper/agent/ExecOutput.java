package io.swarmkeeper.agent;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a program wrote that the engine ran for us: frames of {@code [stream, 0, 0, 0, length as four bytes]} and that
 * many bytes. Its beginning is kept, so that what was said before a time-out is not lost; the rest is read away, as a
 * program whose output nobody reads does not end. Safe to ask for its text from another thread than the reader's.
 */
final class ExecOutput {

    private static final int HEAD = 8;

    private final int kept;
    private final int most;
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

    /** @param kept bytes; @param most bytes that are read in all */
    ExecOutput(int kept, int most) {
        this.kept = kept;
        this.most = most;
    }

    /** Reads to the end. Returns how many bytes the program wrote. */
    long read(InputStream in) throws IOException {
        long read = 0;
        while (true) {
            byte[] head = in.readNBytes(HEAD);
            if (head.length == 0) {
                return read;
            }
            if (head.length < HEAD) {
                throw new EOFException("the engine hung up in the middle of the output");
            }
            long left = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt(HEAD - Integer.BYTES));
            read += left;
            if (read > most) {
                throw new IOException("the program writes more than %d bytes".formatted(most));
            }
            byte[] frame = in.readNBytes((int) left);
            if (frame.length < left) {
                throw new EOFException("the engine hung up in the middle of the output");
            }
            synchronized (beginning) {
                beginning.write(frame, 0, Math.min(frame.length, kept - beginning.size()));
            }
        }
    }

    String text() {
        synchronized (beginning) {
            return beginning.toString(StandardCharsets.UTF_8);
        }
    }
}
