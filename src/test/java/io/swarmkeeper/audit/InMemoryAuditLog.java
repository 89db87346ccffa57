package io.swarmkeeper.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The log without its chain; fails on demand. */
public final class InMemoryAuditLog implements AuditLog {

    /** Nothing can be written while this is true. */
    public volatile boolean broken;

    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

    @Override
    public synchronized AuditEntry append(String actor, String action, String subject, Map<String, String> detail) {
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
