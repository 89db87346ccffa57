package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Proof;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Words that are given out and taken back once, within half a minute: a request heard and sent again has none. */
final class Challenges {

    private static final Duration HOLDS = Duration.ofSeconds(30);
    private static final int MOST = 16;

    private record Challenge(String text, long atMillis) {}

    private final Deque<Challenge> open = new ArrayDeque<>();
    private final LongSupplier clock;

    /** @param clock milliseconds since 1970 */
    Challenges(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized String give() {
        if (open.size() >= MOST) {
            open.removeFirst();
        }
        String text = Proof.nonce();
        open.addLast(new Challenge(text, clock.getAsLong()));
        return text;
    }

    /** True once for each that was given. */
    synchronized boolean takeBack(String text) {
        open.removeIf(c -> clock.getAsLong() - c.atMillis() > HOLDS.toMillis());
        return open.removeIf(c -> c.text().equals(text));
    }
}
