package io.swarmkeeper.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cgroup of version 1: one folder for each controller.
 *
 * @param paths folder by controller: {@code memory}, {@code cpuacct}, {@code cpu}, {@code blkio}, {@code pids}; cpuacct at
 *     least
 */
record CgroupV1(Map<String, Path> paths) implements Cgroup {

    @Override
    public Reading read() throws IOException {
        Path memory = paths.get("memory");
        Map<String, Long> stat = memory == null ? Map.of() : HostFiles.table(memory.resolve("memory.stat"));
        long inactive = stat.getOrDefault("total_inactive_file", 0L);
        Map<String, Long> cpu = optional("cpu", "cpu.stat");
        long[] blocks = blocks();
        return new Reading(
                HostFiles.number(folder("cpuacct").resolve("cpuacct.usage")),
                memory == null
                        ? null
                        : (Long) Math.max(0, HostFiles.number(memory.resolve("memory.usage_in_bytes")) - inactive),
                memory == null ? null : (Long) (inactive + stat.getOrDefault("total_active_file", 0L)),
                memory == null ? null : (Long) HostFiles.number(memory.resolve("memory.max_usage_in_bytes")),
                cpu.getOrDefault("nr_periods", 0L),
                cpu.getOrDefault("nr_throttled", 0L),
                blocks == null ? null : blocks[0],
                blocks == null ? null : blocks[1],
                pids(),
                oomKills());
    }

    @Override
    public @Nullable Long oomKills() throws IOException {
        Path memory = paths.get("memory");
        // the line oom_kill came with kernel 4.13
        return memory == null
                ? null
                : HostFiles.table(memory.resolve("memory.oom_control")).get("oom_kill");
    }

    private Path folder(String controller) throws IOException {
        Path folder = paths.get(controller);
        if (folder == null) {
            throw new IOException("the kernel has no cgroup controller " + controller);
        }
        return folder;
    }

    private Map<String, Long> optional(String controller, String file) throws IOException {
        Path folder = paths.get(controller);
        return folder == null || !Files.exists(folder.resolve(file)) ? Map.of() : HostFiles.table(folder.resolve(file));
    }

    private @Nullable Long pids() throws IOException {
        Path folder = paths.get("pids");
        return folder == null ? null : HostFiles.number(folder.resolve("pids.current"));
    }

    /** Read and written, of {@code 8:0 Read 4096} lines. */
    private long @Nullable [] blocks() throws IOException {
        Path folder = paths.get("blkio");
        Path file = folder == null ? null : folder.resolve("blkio.throttle.io_service_bytes");
        if (file == null || !Files.exists(file)) {
            return null;
        }
        long[] sums = new long[2];
        for (String line : HostFiles.read(file).split("\n")) {
            String[] words = line.split(" ");
            if (words.length == 3 && words[1].equals("Read")) {
                sums[0] += Long.parseLong(words[2]);
            } else if (words.length == 3 && words[1].equals("Write")) {
                sums[1] += Long.parseLong(words[2]);
            }
        }
        return sums;
    }
}
