package io.swarmkeeper.collector;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between tries: each up to twice the one before, a fifth of it left to chance. Not thread-safe. */
public final class Pauses {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator chance;
    private Duration next;

    public Pauses(Duration first, Duration longest, RandomGenerator chance) {
        this.first = first;
        this.longest = longest;
        this.chance = chance;
        this.next = first;
    }

    public Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause.minusNanos((long) (pause.toNanos() * 0.2 * chance.nextDouble()));
    }

    public void reset() {
        next = first;
    }
}
