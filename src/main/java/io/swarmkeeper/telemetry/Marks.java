package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.ContainerUse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads high-water marks with care. The kernel counts file cache in them: only where cache was never more than a tenth
 * of the mark does the mark say what the processes needed. Not thread-safe.
 */
final class Marks {

    private static final double LITTLE_CACHE = 0.1;
    private static final Duration FORGET = Duration.ofMinutes(10);

    /** @param marked false if this container's mark was never read */
    record Bounds(long lower, long upper, boolean marked) {}

    private static final class Container {
        private long mostCache;
        private boolean cacheKnown = true;
        private long mark;
        private Instant seen = Instant.EPOCH;
    }

    private final Map<String, Container> containers = new HashMap<>();

    /** Empty if the sample tells nothing about memory. */
    Optional<Bounds> take(ContainerUse use, Instant at) {
        Container container = containers.computeIfAbsent(use.containerId(), id -> new Container());
        container.seen = at;
        @Nullable Long cache = use.cacheBytes();
        if (cache == null) {
            // The last word of a container that ended has none; that says nothing about the time before.
            container.cacheKnown &= !use.running();
        } else {
            container.mostCache = Math.max(container.mostCache, cache);
        }
        long used = use.memoryBytes() == null ? 0 : use.memoryBytes();
        long peak = use.peakBytes() == null ? 0 : use.peakBytes();
        boolean rose = peak > container.mark;
        container.mark = Math.max(container.mark, peak);
        if (!use.running()) {
            containers.remove(use.containerId());
        }
        if (used == 0 && peak == 0) {
            return Optional.empty();
        }
        if (!rose) {
            // An old mark is no news of this day.
            return used == 0 ? Optional.empty() : Optional.of(new Bounds(used, used, container.mark > 0));
        }
        boolean littleCache = container.cacheKnown && container.mostCache <= LITTLE_CACHE * peak;
        return Optional.of(new Bounds(littleCache ? Math.max(used, peak) : used, Math.max(used, peak), true));
    }

    /** Containers that nobody spoke of for a while are gone. */
    void forget(Instant now) {
        containers.values().removeIf(c -> c.seen.isBefore(now.minus(FORGET)));
    }
}
