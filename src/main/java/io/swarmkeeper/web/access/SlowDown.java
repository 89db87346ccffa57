package io.swarmkeeper.web.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Makes guessing slow: after a few failures each further one doubles the wait before the next attempt is looked at.
 * Counts names and addresses apart. A name is counted whether it exists or not. Addresses get more patience, because a
 * routing mesh or proxy lets many people share one. A name has a count of its own at each address from which it signed in
 * before, or anybody who knows a name could keep its owner out. Bounded: the longest untouched entry is forgotten first.
 */
final class SlowDown {

    private static final int FREE_FAILURES_PER_NAME = 4;
    private static final int FREE_FAILURES_PER_ADDRESS = 20;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final Duration KNOWN_FOR = Duration.ofDays(30);
    private static final int MOST_ENTRIES = 10_000;

    private record Failures(int count, Instant last) {}

    private final Clock clock;
    private final Map<String, Failures> failures = new Bounded<>(MOST_ENTRIES);
    /** When a name last signed in rightly from an address. */
    private final Map<String, Instant> signedInAt = new Bounded<>(MOST_ENTRIES);

    SlowDown(Clock clock) {
        this.clock = clock;
    }

    /** How long to wait before this name may be tried from this address; empty = now. */
    synchronized Optional<Duration> waitFor(String name, String address) {
        Duration byName = left(counter(name, address), FREE_FAILURES_PER_NAME);
        Duration byAddress = left("address " + address, FREE_FAILURES_PER_ADDRESS);
        Duration longer = byName.compareTo(byAddress) > 0 ? byName : byAddress;
        return longer.isPositive() ? Optional.of(longer) : Optional.empty();
    }

    /** Of something that is neither a person's name nor tried from many addresses, such as tokens from one address. */
    synchronized Optional<Duration> waitFor(String name) {
        Duration wait = left("name " + name, FREE_FAILURES_PER_NAME);
        return wait.isPositive() ? Optional.of(wait) : Optional.empty();
    }

    /** Counts against nothing else: a program with a dead token does not keep people at its address out. */
    synchronized void failed(String name) {
        count("name " + name);
    }

    synchronized void failed(String name, String address) {
        count(counter(name, address));
        count("address " + address);
    }

    /** The name starts afresh; the address does not, or an own account would buy guesses at others. */
    synchronized void succeeded(String name, String address) {
        failures.remove(counter(name, address));
        signedInAt.put(pair(name, address), clock.instant());
    }

    /** The failures of strangers are not held against whoever signed in from there before. */
    private String counter(String name, String address) {
        Instant last = signedInAt.get(pair(name, address));
        boolean isKnown =
                last != null && Duration.between(last, clock.instant()).compareTo(KNOWN_FOR) < 0;
        return isKnown ? "known " + pair(name, address) : "name " + name;
    }

    private static String pair(String name, String address) {
        return name + " from " + address;
    }

    private void count(String key) {
        Instant now = clock.instant();
        int before = known(key, now).count();
        failures.put(key, new Failures(before + 1, now));
    }

    private Duration left(String key, int free) {
        Instant now = clock.instant();
        Failures known = known(key, now);
        if (known.count() <= free) {
            return Duration.ZERO;
        }
        int doublings = Math.min(known.count() - free - 1, 10);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            wait = LONGEST_WAIT;
        }
        return Duration.between(now, known.last().plus(wait));
    }

    private Failures known(String key, Instant now) {
        Failures known = failures.get(key);
        if (known == null || Duration.between(known.last(), now).compareTo(FORGOTTEN_AFTER) > 0) {
            return new Failures(0, now);
        }
        return known;
    }
}
