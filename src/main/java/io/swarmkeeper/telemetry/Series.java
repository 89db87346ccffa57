package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Use over the last hour in slots of ten seconds, of a node or of a service. Immutable: adding makes another series
 * that shares all but a small part with this one, so a thousand of them can be handed out each second.
 *
 * <p>An interval is spread over the slots it lies in, to the second. What was not measured is a gap.
 */
public final class Series {

    public static final Duration SLOT = Duration.ofSeconds(10);

    private static final long SLOT_MILLIS = SLOT.toMillis();
    private static final int SLOTS = 360;
    private static final int CHUNK = 30;
    private static final int CHUNKS = SLOTS / CHUNK + 1;
    private static final int MINUTE = 6;
    private static final double ENOUGH = 0.9;

    private static final int CPU_SECONDS = 0;
    private static final int CPU_COVERED = 1;
    private static final int MEMORY = 2;
    private static final int MEMORY_COVERED = 3;
    private static final int FIELDS = 4;

    /** How several amounts in one slot go together. */
    private enum Kind {
        /** One source: cores and memory are averages. */
        NODE,
        /** Many tasks: cores add up, memory is the highest. */
        SERVICE
    }

    /**
     * @param at end of the slot
     * @param cores of a node on average, of a service summed over its tasks
     * @param memoryBytes of a node on average, of a service the highest of one task
     * @param measured of a node the share of the slot that was measured; of a service the tasks that were, on average
     */
    public record Point(Instant at, Optional<Double> cores, Optional<Long> memoryBytes, double measured) {}

    private final Kind kind;
    /** Number of the first chunk since 1970. */
    private final long firstChunk;
    /** A chunk holds its slots one after the other; null where nothing was measured. Never written once it is here. */
    private final float[] @Nullable [] chunks;
    /** End of the newest interval, milliseconds since 1970. */
    private final long end;

    private Series(Kind kind, long firstChunk, float[] @Nullable [] chunks, long end) {
        this.kind = kind;
        this.firstChunk = firstChunk;
        this.chunks = chunks;
        this.end = end;
    }

    static Series ofNode() {
        return new Series(Kind.NODE, 0, new float[CHUNKS][], Long.MIN_VALUE);
    }

    static Series ofService() {
        return new Series(Kind.SERVICE, 0, new float[CHUNKS][], Long.MIN_VALUE);
    }

    /** One per slot in which anything was measured, oldest first, without those that more may still come for. */
    public List<Point> points() {
        List<Point> points = new ArrayList<>();
        if (isEmpty()) {
            return points;
        }
        for (long slot = firstSlot(); slot <= lastWholeSlot(); slot++) {
            float cpu = get(slot, CPU_COVERED);
            float memory = get(slot, MEMORY_COVERED);
            if (cpu > 0 || memory > 0) {
                points.add(new Point(
                        Instant.ofEpochMilli((slot + 1) * SLOT_MILLIS),
                        cpu > 0 ? Optional.of(cores(slot)) : Optional.empty(),
                        memory > 0 ? Optional.of((long) memory(slot)) : Optional.empty(),
                        Math.max(cpu, memory) / SLOT.toSeconds()));
            }
        }
        return points;
    }

    public boolean isEmpty() {
        return end == Long.MIN_VALUE;
    }

    OptionalDouble lowestCores(Duration window) {
        return lowest(window, CPU_SECONDS, CPU_COVERED);
    }

    OptionalDouble lowestMemory(Duration window) {
        return lowest(window, MEMORY, MEMORY_COVERED);
    }

    /** Of a node's series only: there the amount over the covered seconds is the average. */
    private OptionalDouble lowest(Duration window, int amount, int covered) {
        long minutes = Math.max(1, window.toMinutes());
        if (isEmpty() || minutes * MINUTE > SLOTS) {
            return OptionalDouble.empty();
        }
        double lowest = Double.MAX_VALUE;
        double coveredAll = 0;
        long last = lastWholeSlot();
        for (long minute = 0; minute < minutes; minute++) {
            double sum = 0;
            double seconds = 0;
            for (long slot = last - minute * MINUTE; slot > last - (minute + 1) * MINUTE; slot--) {
                sum += get(slot, amount);
                seconds += get(slot, covered);
            }
            coveredAll += seconds;
            if (seconds > 0) {
                lowest = Math.min(lowest, sum / seconds);
            }
        }
        boolean enough = coveredAll >= ENOUGH * minutes * 60;
        return enough ? OptionalDouble.of(lowest) : OptionalDouble.empty();
    }

    /**
     * With one more measurement over an interval; the same if it is older than the hour.
     *
     * @param cores averaged over it; null, like memory, if it was not measured
     */
    Series plus(Instant intervalEnd, double seconds, @Nullable Double cores, @Nullable Long memoryBytes) {
        long to = intervalEnd.toEpochMilli();
        long from = to - Math.round(seconds * 1000);
        if (from >= to || cores == null && memoryBytes == null) {
            return this;
        }
        long newEnd = Math.max(end, to);
        long oldest = Math.floorDiv(newEnd - 1, SLOT_MILLIS) - SLOTS + 1;
        long newFirst = Math.floorDiv(Math.floorDiv(newEnd - 1, SLOT_MILLIS), CHUNK) - CHUNKS + 1;
        float[] @Nullable [] copy = new float[CHUNKS][];
        for (int i = 0; i < CHUNKS; i++) {
            long old = newFirst + i - firstChunk;
            float[] kept = old >= 0 && old < CHUNKS ? chunks[(int) old] : null;
            if (kept != null) {
                copy[i] = kept;
            }
        }
        float[] own = new float[0];
        long written = -1;
        for (long slot = Math.max(oldest, Math.floorDiv(from, SLOT_MILLIS)); slot * SLOT_MILLIS < to; slot++) {
            int chunk = (int) (Math.floorDiv(slot, (long) CHUNK) - newFirst);
            if (chunk != written) {
                float[] held = copy[chunk];
                own = held == null ? new float[CHUNK * FIELDS] : held.clone();
                copy[chunk] = own;
                written = chunk;
            }
            long overlap = Math.min(to, (slot + 1) * SLOT_MILLIS) - Math.max(from, slot * SLOT_MILLIS);
            add(own, slot, overlap / 1000f, cores, memoryBytes);
        }
        return new Series(kind, newFirst, copy, newEnd);
    }

    private void add(float[] chunk, long slot, float seconds, @Nullable Double cores, @Nullable Long memoryBytes) {
        int at = (int) Math.floorMod(slot, (long) CHUNK) * FIELDS;
        if (cores != null) {
            chunk[at + CPU_SECONDS] += (float) (cores * seconds);
            chunk[at + CPU_COVERED] += seconds;
        }
        if (memoryBytes != null) {
            chunk[at + MEMORY] = switch (kind) {
                case NODE -> chunk[at + MEMORY] + memoryBytes * seconds;
                case SERVICE -> Math.max(chunk[at + MEMORY], (float) memoryBytes);
            };
            chunk[at + MEMORY_COVERED] += seconds;
        }
    }

    private double cores(long slot) {
        return switch (kind) {
            case NODE -> get(slot, CPU_SECONDS) / get(slot, CPU_COVERED);
            case SERVICE -> get(slot, CPU_SECONDS) / SLOT.toSeconds();
        };
    }

    private double memory(long slot) {
        return switch (kind) {
            case NODE -> get(slot, MEMORY) / get(slot, MEMORY_COVERED);
            case SERVICE -> get(slot, MEMORY);
        };
    }

    private float get(long slot, int field) {
        long chunk = Math.floorDiv(slot, (long) CHUNK) - firstChunk;
        if (chunk < 0 || chunk >= CHUNKS) {
            return 0;
        }
        float[] held = chunks[(int) chunk];
        return held == null ? 0 : held[(int) Math.floorMod(slot, (long) CHUNK) * FIELDS + field];
    }

    private long firstSlot() {
        return Math.floorDiv(end - 1, SLOT_MILLIS) - SLOTS + 1;
    }

    /** The newest that is over; of a service one before it, as its nodes are not asked all at once. */
    private long lastWholeSlot() {
        long over = Math.floorDiv(end, SLOT_MILLIS) - 1;
        return kind == Kind.NODE ? over : over - 1;
    }
}
