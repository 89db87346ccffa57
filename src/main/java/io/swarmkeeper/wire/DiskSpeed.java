package io.swarmkeeper.wire;

/**
 * How fast a disk was when somebody asked for it.
 *
 * @param atMillis when it was measured, by the node's clock
 * @param writes synchronous writes (O_DSYNC) of 4 KiB, one after the other
 * @param p50Micros median of their times; likewise the two after it
 * @param maxMicros the slowest of them
 * @param bytes written one after the other in blocks of 1 MiB, made durable each 8 MiB
 * @param bytesPerSecond of these, until all were durable
 */
public record DiskSpeed(
        long atMillis,
        int writes,
        long p50Micros,
        long p95Micros,
        long p99Micros,
        long maxMicros,
        long bytes,
        long bytesPerSecond) {}
