package io.swarmkeeper.analysis.report;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The right sizes of a whole Swarm's services at one moment.
 *
 * @param at when they were worked out
 * @param services every one that is no job, by name
 */
public record MeasuredSizes(Instant at, List<SizedService> services) {

    public MeasuredSizes {
        services = List.copyOf(services);
    }

    /** Names of the stacks there are, sorted. */
    public Set<String> stacks() {
        Set<String> stacks = new TreeSet<>();
        services.forEach(s -> s.stack().ifPresent(stacks::add));
        return stacks;
    }
}
