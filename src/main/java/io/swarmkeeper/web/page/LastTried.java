package io.swarmkeeper.web.page;

import io.swarmkeeper.web.access.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each viewer tried last on each subject, for an hour: a page that shows it may be loaded again without trying again.
 * In memory; the audit log has the rest. Safe for any thread.
 */
final class LastTried<T> {

    private static final int MOST = 200;
    private static final Duration KEEP = Duration.ofHours(1);

    /** @param at when it was over */
    record Tried<T>(T what, Instant at) {}

    private final InstantSource clock;
    private final Map<String, Tried<T>> all = new LinkedHashMap<>();

    LastTried(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void put(Viewer viewer, String subject, T what) {
        String key = key(viewer, subject);
        all.remove(key);
        all.put(key, new Tried<>(what, clock.instant()));
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
    }

    synchronized Optional<Tried<T>> find(Viewer viewer, String subject) {
        return Optional.ofNullable(all.get(key(viewer, subject)))
                .filter(t -> t.at().plus(KEEP).isAfter(clock.instant()));
    }

    private static String key(Viewer viewer, String subject) {
        return viewer.name() + '\n' + subject;
    }
}
