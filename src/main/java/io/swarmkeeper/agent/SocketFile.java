package io.swarmkeeper.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One of {@code /proc/PID/net/tcp}, {@code tcp6}, {@code udp}, {@code udp6}, a row at a time:
 * {@code NUMBER: ADDRESS:PORT ADDRESS:PORT STATE …}, all in hexadecimal. Read where it lies, because a busy node has
 * tens of thousands of rows, looks at them with each sample, and is interested in few.
 */
final class SocketFile {

    /** Digits of an address. */
    private static final int VERSION_4 = 8;

    private static final int VERSION_6 = 32;

    /** Some 7,000 rows. A container with more of them is busy with few others, and its listeners stand first. */
    private static final int LONGEST = 1 << 20;

    /** Not there, as where the kernel has no IPv6: no rows. */
    private final byte[] text;

    private int at;
    private int local;
    private int localEnd;
    private int remote;
    private int remoteEnd;
    private int localPort;
    private int remotePort;
    private int state;

    SocketFile(Path file) throws IOException {
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                text = in.readNBytes(LONGEST);
            }
        } else {
            text = new byte[0];
        }
    }

    /** Goes to the next row; false if there is none. */
    boolean next() {
        while (at < text.length) {
            boolean row = row();
            while (at < text.length && text[at++] != '\n') {}
            if (row) {
                return true;
            }
        }
        at = 0;
        return false;
    }

    /** False for the heading, and for what is no row. */
    private boolean row() {
        blanks();
        if (hex() < 0 || !is(':')) {
            return false;
        }
        blanks();
        local = at;
        boolean begun = hex() >= 0;
        localEnd = at;
        begun &= is(':');
        localPort = hex();
        begun &= is(' ');
        remote = at;
        begun &= hex() >= 0;
        remoteEnd = at;
        begun &= is(':');
        remotePort = hex();
        begun &= is(' ');
        state = hex();
        return begun && isAddress(local, localEnd) && isAddress(remote, remoteEnd) && localPort >= 0 && remotePort >= 0;
    }

    private static boolean isAddress(int begin, int end) {
        return end - begin == VERSION_4 || end - begin == VERSION_6;
    }

    private void blanks() {
        while (at < text.length && text[at] == ' ') {
            at++;
        }
    }

    private boolean is(char expected) {
        if (at < text.length && text[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    /** The last 31 bits of the number that begins here; -1 if none does. */
    private int hex() {
        int begin = at;
        int number = 0;
        while (at < text.length && Character.digit(text[at], 16) >= 0) {
            number = number << 4 | Character.digit(text[at++], 16);
        }
        return at == begin ? -1 : number & Integer.MAX_VALUE;
    }

    int localPort() {
        return localPort;
    }

    int remotePort() {
        return remotePort;
    }

    int state() {
        return state;
    }

    /** As it stands there: groups of four bytes, each in the machine's byte order. */
    String localAddress() {
        return new String(text, local, localEnd - local, StandardCharsets.US_ASCII);
    }

    /** Likewise. */
    String remoteAddress() {
        return new String(text, remote, remoteEnd - remote, StandardCharsets.US_ASCII);
    }
}
