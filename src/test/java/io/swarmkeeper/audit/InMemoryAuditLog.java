package io.swarmkeeper.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The log without its chain; fails on demand. */
public final class InMemoryAuditLog implements AuditLog {

    /** Nothing can be written while this is true. */
    public volatile boolean broken;

    /** How long each entry takes to be written. */
    public volatile Duration takes = Duration.ZERO;

    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    private final Map<String, Integer> mostAtOnce = new ConcurrentHashMap<>();

    /** The most callers that were ever in here at once to write down this action. */
    public int mostAtOnce(String action) {
        return mostAtOnce.getOrDefault(action, 0);
    }

    @Override
    public AuditEntry append(String actor, String action, String subject, Map<String, String> detail) {
        AtomicInteger callers = inside.computeIfAbsent(action, k -> new AtomicInteger());
        mostAtOnce.merge(action, callers.incrementAndGet(), Math::max);
        try {
            Thread.sleep(takes);
            return write(actor, action, subject, detail);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditFailedException("interrupted", e);
        } finally {
            callers.decrementAndGet();
        }
    }

    private synchronized AuditEntry write(String actor, String action, String subject, Map<String, String> detail) {
        if (broken) {
            throw new AuditFailedException("the log cannot be written", new IllegalStateException("told to"));
        }
        AuditEntry entry =
                new AuditEntry(entries.size() + 1L, Instant.now(), actor, action, subject, Map.copyOf(detail), "", "");
        entries.add(entry);
        return entry;
    }

    @Override
    public List<AuditEntry> list(long after, int limit) {
        return entries.stream().filter(e -> e.number() > after).limit(limit).toList();
    }

    @Override
    public List<AuditEntry> newest(int limit) {
        return List.copyOf(entries).reversed().stream().limit(limit).toList();
    }

    @Override
    public Verification verify() {
        throw new AssertionError("not asked for");
    }
}
