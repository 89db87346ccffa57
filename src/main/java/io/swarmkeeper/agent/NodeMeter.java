package io.swarmkeeper.agent;

import io.swarmkeeper.wire.NodeUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much of the node is in use: from {@code /proc}, or from a cgroup where several nodes share one kernel. */
final class NodeMeter {

    /** USER_HZ: what {@code /proc/stat} counts in, on every Linux architecture that engines run on. */
    private static final long TICK_NANOS = 10_000_000;

    private final Path proc;
    private final Optional<Cgroup> cgroup;
    private long lastCpuNanos = -1;
    private long lastNanoTime;

    NodeMeter(Path proc, Optional<Cgroup> cgroup) {
        this.proc = proc;
        this.cgroup = cgroup;
    }

    /** @param capacityCores and capacityBytes as the engine counts them */
    NodeUse read(double capacityCores, long capacityBytes, long nanoTime) throws IOException {
        long cpuNanos;
        long memory;
        if (cgroup.isPresent()) {
            Cgroup.Reading reading = cgroup.get().read();
            Long used = reading.memoryBytes();
            if (used == null) {
                throw new IOException("its cgroup has no memory controller");
            }
            cpuNanos = reading.cpuNanos();
            memory = used;
        } else {
            cpuNanos = cpuOfHost();
            Map<String, Long> table = HostFiles.table(proc.resolve("meminfo"));
            memory = (table.getOrDefault("MemTotal", 0L) - table.getOrDefault("MemAvailable", 0L)) * 1024;
        }
        @Nullable
        Double cores =
                lastCpuNanos < 0 ? null : Math.max(0, (double) (cpuNanos - lastCpuNanos) / (nanoTime - lastNanoTime));
        lastCpuNanos = cpuNanos;
        lastNanoTime = nanoTime;
        return new NodeUse(cores, capacityCores, memory, capacityBytes, cgroup.isPresent() ? "cgroup" : "host");
    }

    /** user, nice, system, irq, softirq, steal of the first line; idle and iowait are no use. */
    private long cpuOfHost() throws IOException {
        String[] words = HostFiles.read(proc.resolve("stat")).split("\n", 2)[0].split(" +");
        long ticks = 0;
        for (int i = 1; i <= 8 && i < words.length; i++) {
            if (i != 4 && i != 5) {
                ticks += Long.parseLong(words[i]);
            }
        }
        return ticks * TICK_NANOS;
    }
}
