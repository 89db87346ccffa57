package io.swarmkeeper.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers since when each thing has been so without a break. A break shorter than the grace is none: a snapshot may be
 * taken in the middle of something. For one thread at a time.
 */
final class FirstSeen {

    private final Duration grace;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * Something that is so now.
     *
     * @param group a finding's code, or {@code scorecard}
     * @param keep worth keeping over a restart
     */
    record Sighting(String group, Instant since, boolean keep) {}

    private record Entry(String group, Instant since, Instant lastSeen, boolean kept) {}

    FirstSeen(Duration grace) {
        this.grace = grace;
    }

    /** What the store kept over a restart; counts as seen just now. */
    void restore(Map<String, Sighting> stored, Instant now) {
        stored.forEach((key, s) -> entries.put(key, new Entry(s.group(), s.since(), now, true)));
    }

    Map<String, Instant> times() {
        Map<String, Instant> times = new HashMap<>();
        entries.forEach((key, entry) -> times.put(key, entry.since()));
        return times;
    }

    /** What has counted, and has been so without a break since. */
    Set<String> counting() {
        Set<String> keys = new HashSet<>();
        entries.forEach((key, entry) -> {
            if (entry.kept()) {
                keys.add(key);
            }
        });
        return keys;
    }

    /**
     * What a store must do to keep up.
     *
     * @param added new or changed, by key
     * @param removed keys
     */
    record Difference(Map<String, Sighting> added, Set<String> removed) {
        boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty();
        }
    }

    /**
     * @param seen everything that is so now, by key
     * @param blind groups of which nothing can be said now: theirs neither end nor go on
     */
    Difference update(Map<String, Sighting> seen, Set<String> blind, Instant now) {
        Map<String, Sighting> added = new HashMap<>();
        seen.forEach((key, sighting) -> {
            Entry before = entries.get(key);
            boolean kept = before != null && before.kept();
            boolean same = before != null && before.since().equals(sighting.since());
            if (sighting.keep() && !(kept && same)) {
                added.put(key, sighting);
            }
            entries.put(key, new Entry(sighting.group(), sighting.since(), now, kept || sighting.keep()));
        });
        Set<String> removed = new HashSet<>();
        entries.entrySet().removeIf(e -> {
            Entry entry = e.getValue();
            if (seen.containsKey(e.getKey())) {
                return false;
            }
            if (blind.contains(entry.group())) {
                e.setValue(new Entry(entry.group(), entry.since(), now, entry.kept()));
                return false;
            }
            boolean over = entry.lastSeen().plus(grace).isBefore(now);
            if (over && entry.kept()) {
                removed.add(e.getKey());
            }
            return over;
        });
        return new Difference(added, removed);
    }
}
