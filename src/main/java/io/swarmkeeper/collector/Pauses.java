package io.swarmkeeper.collector;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between tries: each up to twice the one before, a fifth of it left to chance. Not thread-safe. */
final class Pauses {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator chance;
    private Duration next;

    Pauses(Duration first, Duration longest, RandomGenerator chance) {
        this.first = first;
        this.longest = longest;
        this.chance = chance;
        this.next = first;
    }

    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause.minusNanos((long) (pause.toNanos() * 0.2 * chance.nextDouble()));
    }

    void reset() {
        next = first;
    }
}
