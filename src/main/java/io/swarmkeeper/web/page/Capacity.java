package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What a node has of one thing: how much of it is used, how much tasks hold, and what is left of both.
 *
 * @param usedWidth of the bar, 0 to 100; likewise heldWidth
 * @param usedLook class of that part of the bar; likewise heldLook
 * @param used now; {@code -} if nobody measured it
 * @param free neither used nor held; where use is not measured it says that it is only not held
 * @param known false if {@code used} is not
 * @param text in a few words, which is also the label of the bar
 */
record Capacity(
        String name,
        int usedWidth,
        String usedLook,
        int heldWidth,
        String heldLook,
        String used,
        String held,
        String free,
        String of,
        boolean known,
        String text) {

    private static final int FULL = 90;

    /** @param asked true if it should be known, because agents are asked */
    static Capacity cpu(boolean asked, Optional<Double> usedCores, long heldNano, long capacityNano) {
        Optional<Long> used = usedCores.map(c -> Math.round(c * 1e9));
        return of("CPU", asked, used, heldNano, capacityNano, Quantities::cores, n -> Measured.cores(n / 1e9));
    }

    static Capacity memory(boolean asked, Optional<Long> used, long held, long capacity) {
        return of("Memory", asked, used, held, capacity, Quantities::bytes, Quantities::bytes);
    }

    private static Capacity of(
            String name,
            boolean asked,
            Optional<Long> used,
            long held,
            long capacity,
            LongFunction<String> exact,
            LongFunction<String> measured) {
        if (capacity <= 0) {
            return new Capacity(
                    name,
                    0,
                    "used",
                    0,
                    "held",
                    used.map(measured::apply).orElse(Measured.UNKNOWN),
                    exact.apply(held),
                    Measured.UNKNOWN,
                    Measured.UNKNOWN,
                    used.isPresent(),
                    "capacity unknown");
        }
        long heldPercent = Math.round(100.0 * held / capacity);
        Optional<Long> usedPercent = used.map(u -> Math.round(100.0 * u / capacity));
        long free = Math.max(0, capacity - Math.max(held, used.orElse(0L)));
        return new Capacity(
                name,
                usedPercent.map(Capacity::width).orElse(0),
                usedPercent.orElse(0L) > FULL ? "over" : "used",
                width(heldPercent),
                heldPercent > FULL ? "over" : "held",
                used.map(u -> measured.apply(u) + ", " + Measured.percent((double) u / capacity))
                        .orElse(Measured.UNKNOWN),
                exact.apply(held) + ", " + heldPercent + " %",
                measured.apply(free) + (used.isPresent() ? "" : " not held"),
                exact.apply(capacity),
                used.isPresent(),
                used.map(u -> "%s used, %d %% held".formatted(Measured.percent((double) u / capacity), heldPercent))
                        .orElse(
                                asked
                                        ? "use unknown, %d %% held".formatted(heldPercent)
                                        : "%s of %s held, %d %%"
                                                .formatted(
                                                        exact.apply(held).replace(" cores", ""),
                                                        exact.apply(capacity),
                                                        heldPercent)));
    }

    private static int width(long percent) {
        return Math.clamp(percent, 0, 100);
    }
}
