package io.swarmkeeper.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cgroup of version 2: one folder. */
record CgroupV2(Path folder) implements Cgroup {

    @Override
    public Reading read() throws IOException {
        Map<String, Long> cpu = HostFiles.table(folder.resolve("cpu.stat"));
        boolean memory = hasMemory();
        Map<String, Long> stat = memory ? HostFiles.table(folder.resolve("memory.stat")) : Map.of();
        long inactive = stat.getOrDefault("inactive_file", 0L);
        long[] blocks = blocks();
        return new Reading(
                cpu.getOrDefault("usage_usec", 0L) * 1000,
                memory ? (Long) Math.max(0, HostFiles.number(folder.resolve("memory.current")) - inactive) : null,
                memory ? (Long) (inactive + stat.getOrDefault("active_file", 0L)) : null,
                optional("memory.peak"), // kernel 5.19
                cpu.getOrDefault("nr_periods", 0L),
                cpu.getOrDefault("nr_throttled", 0L),
                blocks == null ? null : blocks[0],
                blocks == null ? null : blocks[1],
                optional("pids.current"),
                oomKills());
    }

    @Override
    public @Nullable Long oomKills() throws IOException {
        return hasMemory() ? HostFiles.table(folder.resolve("memory.events")).get("oom_kill") : null;
    }

    /** A cgroup that is gone has no such file either: that is said by what reads the next one. */
    private boolean hasMemory() {
        return Files.exists(folder.resolve("memory.current")) || !Files.exists(folder);
    }

    private @Nullable Long optional(String file) throws IOException {
        return Files.exists(folder.resolve(file)) ? HostFiles.number(folder.resolve(file)) : null;
    }

    /** Read and written, of {@code 8:0 rbytes=4096 wbytes=0 …} lines. */
    private long @Nullable [] blocks() throws IOException {
        Path file = folder.resolve("io.stat");
        if (!Files.exists(file)) {
            return null;
        }
        long[] sums = new long[2];
        for (String line : HostFiles.read(file).split("\n")) {
            for (String word : line.split(" ")) {
                if (word.startsWith("rbytes=")) {
                    sums[0] += Long.parseLong(word.substring(7));
                } else if (word.startsWith("wbytes=")) {
                    sums[1] += Long.parseLong(word.substring(7));
                }
            }
        }
        return sums;
    }
}
