package io.swarmkeeper.analysis.report;

import java.time.Duration;
import java.util.Optional;

/**
 * What one task of a service should be given, as far as its use says, whatever is set now. All that its stack file's
 * reader needs to judge the numbers stands beside them.
 *
 * @param name in the Swarm
 * @param stack empty if the service is in none
 * @param shortName what its stack file calls it
 * @param samples that it was made from
 * @param observed from the first to the last of them
 * @param confidenceDays the lesser of that and of the time really measured, in days
 * @param undecided why there are no numbers, in words; empty text if there are
 * @param peakBytes the most memory that one task is known to have needed; empty if no peak is known
 * @param limitCpu in nano-CPUs, like reservationCpu; empty, like all four, where it was not measured
 * @param limitMemory in bytes, like reservationMemory
 */
public record SizedService(
        String name,
        Optional<String> stack,
        String shortName,
        long samples,
        Duration observed,
        double confidenceDays,
        String undecided,
        Optional<Long> peakBytes,
        Optional<Size> limitCpu,
        Optional<Size> limitMemory,
        Optional<Size> reservationCpu,
        Optional<Size> reservationMemory) {

    /** @param how it came about, for people */
    public record Size(long amount, String how) {}

    public boolean isDecided() {
        return undecided.isEmpty();
    }
}
