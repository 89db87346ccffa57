package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.AgentIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of asking one address so far. Immutable.
 *
 * @param agent who last proved itself from there, and is of this Swarm
 * @param lastWord when that was
 * @param more true if its last answer held as much as was asked for: there is more to be had at once
 * @param trouble with the last question, in words; empty text if there was none
 */
record Word(
        String address,
        Optional<AgentIdentity> agent,
        Outcome outcome,
        Optional<Instant> lastWord,
        Optional<Duration> clockOffset,
        long refused,
        boolean more,
        String trouble) {

    /** Of the last question. */
    enum Outcome {
        NOT_ASKED,
        TOLD,
        FAILED,
        WRONG_TOKEN,
        FOREIGN,
        OTHER_FORMAT
    }

    static Word of(String address) {
        return new Word(address, Optional.empty(), Outcome.NOT_ASKED, Optional.empty(), Optional.empty(), 0, false, "");
    }

    Word told(AgentIdentity who, Instant at, Duration offset, long moreRefused, boolean more) {
        return new Word(
                address,
                Optional.of(who),
                Outcome.TOLD,
                Optional.of(at),
                Optional.of(offset),
                refused + moreRefused,
                more,
                "");
    }

    Word not(Outcome other, String why) {
        return new Word(address, agent, other, lastWord, clockOffset, refused, false, why);
    }

    /** Its process, by its own clock corrected to ours. */
    Optional<Instant> startedAt() {
        return agent.map(a -> Instant.ofEpochMilli(a.startedMillis()).minus(clockOffset.orElse(Duration.ZERO)));
    }

    Optional<String> nodeId() {
        return agent.map(AgentIdentity::nodeId);
    }
}
