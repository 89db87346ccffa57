package io.swarmkeeper.remediation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What would be good for a service, before it is fitted to the nodes.
 *
 * @param reservationCpu empty, like reservationMemory, if nothing says more than that half of the limit may do
 * @param replaced values that are proposed although something is set: those that the finding is about
 * @param memoryInUse the most that one task uses now; 0 if nobody measures it
 * @param inVain why it cures nothing to leave the memory limit as it is; empty if that may do
 * @param notes more to know about the numbers, one line each
 */
record Proposals(
        Proposal limitCpu,
        Proposal limitMemory,
        Optional<Proposal> reservationCpu,
        Optional<Proposal> reservationMemory,
        Set<Which> replaced,
        long memoryInUse,
        Optional<String> inVain,
        List<String> notes) {

    enum Which {
        LIMIT_CPU,
        LIMIT_MEMORY,
        RESERVATION_CPU,
        RESERVATION_MEMORY
    }

    enum Source {
        /** From what agents measured. */
        MEASURED,
        /** From the plan's table, because too little was measured. */
        TABLE,
        /** What a plan said that was approved since. */
        APPROVED
    }

    /** @param how it came about, a sentence without its end; empty text for the table, which has its own */
    record Proposal(long amount, Source source, String how) {
        boolean isMeasured() {
            return source == Source.MEASURED;
        }
    }

    Proposals {
        replaced = Set.copyOf(replaced);
        notes = List.copyOf(notes);
    }
}
