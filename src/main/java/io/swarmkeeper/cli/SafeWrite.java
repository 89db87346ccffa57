package io.swarmkeeper.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import org.jspecify.annotations.Nullable;

/** Writes a file as a whole or not at all: beside it first, flushed to disk, then in its place. */
final class SafeWrite {

    private SafeWrite() {}

    /**
     * Mode, owner and group stay.
     *
     * @throws UsageException if it could not be done; the file is then as it was
     */
    static void replace(Path path, byte[] bytes) {
        if (Files.isSymbolicLink(path)) {
            throw new UsageException(
                    path + " is a symbolic link; name the file it leads to, so that the link stays one");
        }
        requireOneName(path);
        write(path, path, true, bytes);
    }

    /** A file that is put in its place is a new one: under its other names the old text would stay. */
    private static void requireOneName(Path path) {
        try {
            if (Files.getAttribute(path, "unix:nlink") instanceof Integer names && names > 1) {
                throw new UsageException(
                        "%s has %d names (hard links), and only this one would get the new text; write beside it instead, without --write"
                                .formatted(path, names));
            }
        } catch (IOException e) {
            throw new UsageException("%s cannot be read: %s; nothing was changed".formatted(path, reason(e)));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return; // a file system that knows no such links
        }
    }

    /**
     * A file of our own, which may be there already.
     *
     * @param like gives the mode
     * @throws UsageException if it could not be done
     */
    static void create(Path path, Path like, byte[] bytes) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(path + " is there and is no plain file; it is left alone");
        }
        write(path, like, false, bytes);
    }

    private static void write(Path path, Path like, boolean owned, byte[] bytes) {
        Path folder = path.toAbsolutePath().getParent();
        Path beside = null;
        try {
            PosixFileAttributes wanted = Files.readAttributes(like, PosixFileAttributes.class);
            beside = Files.createTempFile(folder, ".swarmkeeper-", ".tmp");
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            if (owned) {
                keepOwner(wanted, beside);
            }
            Files.setPosixFilePermissions(beside, wanted.permissions());
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            remove(beside);
            throw new UsageException("%s may not be written: nothing may be made in folder %s; nothing was changed"
                    .formatted(path, folder));
        } catch (IOException e) {
            remove(beside);
            throw new UsageException("%s cannot be written: %s; nothing was changed".formatted(path, reason(e)));
        }
    }

    /** A change of owner that is not needed is not tried: it takes rights that few have. */
    private static void keepOwner(PosixFileAttributes wanted, Path beside) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        PosixFileAttributes made = view.readAttributes();
        if (!made.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!made.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
    }

    private static void remove(@Nullable Path beside) {
        if (beside != null) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException e) {
                throw new UsageException("%s could not be removed: %s".formatted(beside, reason(e)));
            }
        }
    }
}
