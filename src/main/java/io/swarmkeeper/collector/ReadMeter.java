package io.swarmkeeper.collector;

import io.swarmkeeper.collector.CollectorStatistics.Reads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the collector does. Safe for any thread. */
final class ReadMeter {

    final AtomicLong snapshots = new AtomicLong();
    final AtomicLong events = new AtomicLong();
    final AtomicLong losses = new AtomicLong();
    private final Map<String, Reads> reads = new ConcurrentHashMap<>();

    /** One read of the port. */
    interface Read<T> {
        T run() throws SwarmUnavailableException;
    }

    <T> T measure(String part, Read<T> read) throws SwarmUnavailableException {
        long start = System.nanoTime();
        boolean done = false;
        try {
            T result = read.run();
            done = true;
            return result;
        } finally {
            Reads one = new Reads(1, done ? 0 : 1, Duration.ofNanos(System.nanoTime() - start));
            reads.merge(part, one, (a, b) -> new Reads(a.count() + b.count(), a.failures() + b.failures(), b.last()));
        }
    }

    CollectorStatistics statistics() {
        return new CollectorStatistics(snapshots.get(), events.get(), losses.get(), Map.copyOf(reads));
    }
}
