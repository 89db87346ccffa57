package io.swarmkeeper.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small file outside the database that holds the number and hash of the newest entry this server wrote. Without it a
 * cut at the end of the table leaves a chain that looks whole. It is no proof against somebody who may write both the
 * database and this file; the lines in the server's log, kept elsewhere, are.
 */
final class Anchor {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ([0-9a-f]{64})\\s*");

    private final Path file;

    Anchor(Path file) {
        this.file = file;
    }

    /** @param number 1-based; the entry with this number must have exactly this hash */
    record Head(long number, String hash) {}

    /**
     * @return empty if there is no file yet
     * @throws IOException if it cannot be read or holds something else
     */
    Optional<Head> read() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IOException(
                    "%s should hold a number and a hash, found %d other characters".formatted(file, text.length()));
        }
        return Optional.of(new Head(Long.parseLong(matcher.group(1)), matcher.group(2)));
    }

    /** Replaces the file in one step, so that a killed server leaves the old or the new one. */
    void write(Head head) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(head.number() + " " + head.hash() + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
