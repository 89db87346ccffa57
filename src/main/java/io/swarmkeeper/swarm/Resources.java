package io.swarmkeeper.swarm;

import java.util.Map;

/**
 * An amount of CPU, memory and generic resources: a node's capacity, a limit, or a reservation.
 *
 * @param cpuNano nano-CPUs, 1e9 = one core; 0 = not set, as the engine reads it
 * @param memoryBytes bytes; 0 = not set
 * @param pids process limit; 0 = not set (limits only)
 * @param generic discrete generic resources by kind, e.g. {@code gpu -> 2}; named ones are counted
 */
public record Resources(long cpuNano, long memoryBytes, long pids, Map<String, Long> generic) {

    public static final Resources NONE = new Resources(0, 0, 0, Map.of());

    public Resources {
        if (cpuNano < 0 || memoryBytes < 0 || pids < 0) {
            throw new IllegalArgumentException(
                    "negative resources: cpuNano %d, memoryBytes %d, pids %d".formatted(cpuNano, memoryBytes, pids));
        }
        generic = Map.copyOf(generic);
    }

    public static Resources of(long cpuNano, long memoryBytes) {
        return new Resources(cpuNano, memoryBytes, 0, Map.of());
    }

    public boolean hasCpu() {
        return cpuNano > 0;
    }

    public boolean hasMemory() {
        return memoryBytes > 0;
    }

    /** True if nothing at all is set. */
    public boolean isNone() {
        return cpuNano == 0 && memoryBytes == 0 && pids == 0 && generic.isEmpty();
    }
}
