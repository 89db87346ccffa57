package io.swarmkeeper.agent;

import io.swarmkeeper.wire.DiskSpeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures the disk under a folder by writing to it, within bounds: 200 small synchronous writes, as a database's log
 * makes them, and 64 MiB in a row; five seconds at most for each. What it wrote is gone when it ends, and what one that
 * was killed left behind goes first.
 */
final class DiskTrial {

    static final String FILE = ".swarmkeeper-disk-probe";

    private static final int SMALL = 4096;
    private static final int MOST_SMALL = 200;
    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 64;
    private static final int BLOCKS_DURABLE = 8;
    private static final long NANOS = Duration.ofSeconds(5).toNanos();
    /** Eight times what is written: a probe must not be what fills a disk. */
    private static final long LEAST_FREE = 8L * BLOCKS * BLOCK;

    private final Path folder;
    private final long leastFree;

    DiskTrial(Path folder) {
        this(folder, LEAST_FREE);
    }

    DiskTrial(Path folder, long leastFree) {
        this.folder = folder;
        this.leastFree = leastFree;
    }

    /**
     * @param atMillis now
     * @throws IOException in words: too little is free, or it cannot be written to
     */
    DiskSpeed measure(long atMillis) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, FILE + "*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < leastFree) {
            throw new IOException(
                    "%d bytes are free; a probe wants %d, so that it never fills a disk".formatted(free, leastFree));
        }
        List<Long> micros = smallWrites();
        Collections.sort(micros);
        long[] row = inARow();
        return new DiskSpeed(
                atMillis,
                micros.size(),
                rank(micros, 0.5),
                rank(micros, 0.95),
                rank(micros, 0.99),
                micros.getLast(),
                row[0],
                Math.round(row[0] / (row[1] / 1e9)));
    }

    /** Of values in order: the smallest that so many of them do not exceed. */
    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private List<Long> smallWrites() throws IOException {
        List<Long> micros = new ArrayList<>();
        Path file = folder.resolve(FILE + "-small");
        try (FileChannel channel = open(file, StandardOpenOption.DSYNC)) {
            ByteBuffer content = noise(SMALL);
            long end = System.nanoTime() + NANOS;
            while (micros.isEmpty() || micros.size() < MOST_SMALL && System.nanoTime() < end) {
                long began = System.nanoTime();
                write(channel, content);
                micros.add((System.nanoTime() - began) / 1000);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return micros;
    }

    /** Bytes, and nanoseconds until all of them were durable. */
    private long[] inARow() throws IOException {
        Path file = folder.resolve(FILE + "-row");
        try (FileChannel channel = open(file)) {
            ByteBuffer content = noise(BLOCK);
            long began = System.nanoTime();
            int blocks = 0;
            while (blocks < BLOCKS && (blocks == 0 || System.nanoTime() - began < NANOS)) {
                write(channel, content);
                if (++blocks % BLOCKS_DURABLE == 0) {
                    channel.force(false);
                }
            }
            channel.force(false);
            return new long[] {(long) blocks * BLOCK, System.nanoTime() - began};
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static FileChannel open(Path file, StandardOpenOption... more) throws IOException {
        List<StandardOpenOption> options = new ArrayList<>(List.of(more));
        options.add(StandardOpenOption.CREATE_NEW);
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(file, options.toArray(StandardOpenOption[]::new));
    }

    private static void write(FileChannel channel, ByteBuffer content) throws IOException {
        content.clear();
        while (content.hasRemaining()) {
            channel.write(content);
        }
    }

    /** Nothing that a file system could make smaller. Outside the heap, where the channel would copy it to. */
    private static ByteBuffer noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes);
    }
}
