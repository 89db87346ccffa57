package io.swarmkeeper.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether samples are still taken: a process that answers and measures nothing is not well. Safe for any thread. */
final class Pulse {

    /**
     * How often an engine that hangs is waited for while one sample is made: four questions of its own, and before each
     * another's that was asked a moment earlier. That is the engine's trouble, and a restart of ours would not help.
     */
    private static final int QUESTIONS = 10;

    private final LongSupplier nanoTime;
    private final Duration longest;
    private volatile long last;

    /**
     * Begins well, before the first sample.
     *
     * @param patience with the engine, for one question
     */
    Pulse(Duration interval, Duration patience, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.longest = interval.multipliedBy(3).plus(patience.multipliedBy(QUESTIONS));
        this.last = nanoTime.getAsLong();
    }

    /** A sample was made. */
    void beat() {
        last = nanoTime.getAsLong();
    }

    /** In words; empty if all is well. */
    String trouble() {
        Duration age = Duration.ofNanos(nanoTime.getAsLong() - last);
        return age.compareTo(longest) <= 0
                ? ""
                : "no sample was made for %d s, where one is made every few and %d s are the most it may take"
                        .formatted(age.toSeconds(), longest.toSeconds());
    }
}
