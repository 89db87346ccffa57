package io.swarmkeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads bring about. */
public final class Patience {

    private static final Duration MOST = Duration.ofSeconds(90);

    private Patience() {}

    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** @param what is waited for, asked when it did not come */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(MOST);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within " + MOST.toSeconds() + " s: " + what.get());
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
