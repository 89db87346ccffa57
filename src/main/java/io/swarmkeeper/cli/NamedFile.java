package io.swarmkeeper.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that somebody named on the command line. */
final class NamedFile {

    private static final double MIB = 1 << 20;

    private NamedFile() {}

    /** @throws UsageException if no file here can have that name */
    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("%s is no name of a file here: %s".formatted(name, e.getReason()));
        }
    }

    /**
     * Its bytes, never more than the most.
     *
     * @param expected what it should be, as in "a file"
     * @param subject how a message about its size goes on behind its name, as in ": the file"
     * @throws UsageException if it is not there, may not be read, is no file, or has more bytes
     */
    static byte[] bytes(Path path, String expected, String subject, int most) {
        try {
            if (Files.isDirectory(path)) {
                throw new UsageException("%s is a folder; %s is expected".formatted(path, expected));
            }
            // Opening one would wait for a writer that may never come; those of a shell stand under /dev.
            if (Files.exists(path)
                    && !Files.isRegularFile(path)
                    && !path.toAbsolutePath().startsWith("/dev")) {
                throw new UsageException(
                        path + " is no file but a pipe, a socket or a device; a pipe is read as /dev/stdin");
            }
            long size = Files.size(path);
            if (size > most) {
                throw new UsageException("%s%s is %.1f MiB; no more than %d MiB are read"
                        .formatted(path, subject, size / MIB, most >> 20));
            }
            // A pipe or a device does not say its size, and may have no end.
            try (InputStream stream = Files.newInputStream(path)) {
                byte[] bytes = stream.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new UsageException(
                            "%s%s goes on and on; no more than %d MiB are read".formatted(path, subject, most >> 20));
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new UsageException(path + " is not there");
        } catch (AccessDeniedException e) {
            throw new UsageException(path + " may not be read by this user");
        } catch (IOException e) {
            throw new UsageException("%s cannot be read: %s".formatted(path, e.getMessage()));
        }
    }
}
