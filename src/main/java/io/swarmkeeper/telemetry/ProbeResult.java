package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of a health check that somebody tried.
 *
 * @param command the words that were run
 * @param asked how many runs were wanted
 * @param runs in the order they were made; fewer than asked for if one did not end in time
 */
public record ProbeResult(List<String> command, int asked, List<Run> runs) {

    /**
     * @param at when it began
     * @param took until it ended, or until it was not waited for any longer
     * @param exitCode empty if it did not end in time
     * @param output the beginning of what it wrote, with what looks secret hidden
     */
    public record Run(Instant at, Duration took, Optional<Integer> exitCode, String output) {}

    public ProbeResult {
        command = List.copyOf(command);
        runs = List.copyOf(runs);
    }

    /** Every run that was wanted was made, and ended with 0. */
    public boolean passed() {
        return runs.size() == asked && runs.stream().allMatch(r -> r.exitCode().equals(Optional.of(0)));
    }
}
