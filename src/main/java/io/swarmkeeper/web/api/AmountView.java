package io.swarmkeeper.web.api;

import io.swarmkeeper.swarm.Resources;
import org.jspecify.annotations.Nullable;

/**
 * CPU and memory; null where nothing is set.
 *
 * @param cpuNano nano-CPUs, 1e9 = one core
 * @param memoryBytes bytes
 */
record AmountView(@Nullable Long cpuNano, @Nullable Long memoryBytes) {

    /** A limit or reservation, where Swarm reads zero as not set. */
    static AmountView of(Resources resources) {
        return new AmountView(
                resources.hasCpu() ? resources.cpuNano() : null,
                resources.hasMemory() ? resources.memoryBytes() : null);
    }

    /** A capacity or sum, where zero is a number like others. */
    static AmountView exactly(Resources resources) {
        return new AmountView(resources.cpuNano(), resources.memoryBytes());
    }
}
