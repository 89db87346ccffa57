package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.ContainerUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one service, by its name: it outlives a stack that is deployed anew. Not thread-safe. */
final class ServiceRecord {

    /** A size changes slowly; working it out for a thousand services each second would cost. That there is none costs nothing. */
    private static final Duration SIZING_HOLDS = Duration.ofSeconds(30);

    private final Usage usage;
    private final Duration sizeAfter;
    private Throttling throttling = new Throttling();
    private @Nullable HealthWindow health;
    private Series series = Series.ofService();
    private boolean unsaved;
    private @Nullable Sizing sizing;
    private Instant sizedAt = Instant.EPOCH;
    private List<KillRecord> sizedWith = List.of();
    /** When it was last in a snapshot. */
    Instant lastInSwarm;

    /** @param sizeAfter span of use from which on its right size is told */
    ServiceRecord(Usage usage, Duration sizeAfter, Instant now) {
        this.usage = usage;
        this.sizeAfter = sizeAfter;
        this.lastInSwarm = now;
    }

    /** What is shown and forgotten with the server. */
    void show(ContainerUse use, double seconds, Instant at) {
        series = series.plus(at, seconds, use.cores(), use.memoryBytes());
        throttling.add(at, use.startedMillis(), use.limitCores(), use.periods(), use.throttledPeriods());
    }

    /** What is kept. */
    void count(ContainerUse use, double seconds, Instant at) {
        Double cores = use.cores();
        if (cores != null) {
            usage.add(at, seconds, cores);
            unsaved = true;
        }
    }

    void peak(Marks.Bounds bounds, Instant at) {
        usage.peak(at, bounds);
        unsaved = true;
    }

    HealthWindow health(Instant now) {
        HealthWindow window = health;
        if (window == null) {
            window = new HealthWindow(now);
            health = window;
        }
        return window;
    }

    @Nullable
    HealthWindow healthIfAny() {
        return health;
    }

    Usage usage() {
        return usage;
    }

    Series series() {
        return series;
    }

    Throttling throttling() {
        return throttling;
    }

    Sizing sizing(List<KillRecord> kills, Instant now) {
        Sizing held = sizing;
        if (held == null
                || !held.isDecided()
                || sizedAt.isBefore(now.minus(SIZING_HOLDS))
                || !kills.equals(sizedWith)) {
            held = RightSize.of(usage, kills, sizeAfter, now);
            sizing = held;
            sizedAt = now;
            sizedWith = kills;
        }
        return held;
    }

    /** Lets go of all but what right sizes are made from. */
    void rest() {
        series = Series.ofService();
        throttling = new Throttling();
        health = null;
        sizing = null;
    }

    boolean isUnsaved() {
        return unsaved;
    }

    void saved(boolean saved) {
        unsaved = !saved;
    }
}
