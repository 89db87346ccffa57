package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How we stand with one agent.
 *
 * @param address where it is, or last was, asked: {@code host:port}
 * @param nodeId empty if no proven answer ever came from there
 * @param hostname empty, like version, if no proven answer ever came
 * @param standing now
 * @param lastWord when its last proven answer came
 * @param startedAt its process, by its own clock corrected to ours
 * @param clockOffset its clock less ours; shown, never trusted
 * @param refused samples not taken in because their time made no sense, since the server started
 * @param troubles what went wrong in asking it, and what it could not read, in words for people
 */
public record AgentState(
        String address,
        Optional<String> nodeId,
        String hostname,
        String version,
        Standing standing,
        Optional<Instant> lastWord,
        Optional<Instant> startedAt,
        Optional<Duration> clockOffset,
        long refused,
        List<String> troubles) {

    public enum Standing {
        HEARD,
        /** It answers, but nothing it measured came for longer than {@code swarmkeeper.agent.silent-after}. */
        NO_SAMPLES,
        /** No proven answer for longer than {@code swarmkeeper.agent.silent-after}, or never one. */
        SILENT,
        /** It refused our proof: its token is another one. */
        WRONG_TOKEN,
        /** Its answer did not prove the token, or it names a node that is not in the Swarm. */
        FOREIGN,
        /** It speaks another version of the format. */
        OTHER_FORMAT
    }

    /** More than an answer may be on its way, which reads like a clock that is behind. */
    static final Duration CLOCK_OFF = Duration.ofSeconds(10);

    public AgentState {
        troubles = List.copyOf(troubles);
    }

    public boolean isHeard() {
        return standing == Standing.HEARD;
    }

    /** True if its clock is wrong for certain, and not its answer only late. Empty if unknown. */
    public Optional<Boolean> isClockOff() {
        return clockOffset.map(offset -> offset.abs().compareTo(CLOCK_OFF) >= 0);
    }
}
