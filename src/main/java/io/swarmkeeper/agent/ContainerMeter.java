package io.swarmkeeper.agent;

import io.swarmkeeper.wire.ContainerUse;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads one container's counters and turns them into use over the time between two readings. */
final class ContainerMeter {

    private final Container container;
    private final Cgroup cgroup;
    private final Path devices;
    private Cgroup.@Nullable Reading last;
    private long lastReceived = -1;
    private long lastSent = -1;
    private long lastNanoTime;
    private @Nullable ContainerUse lastUse;

    ContainerMeter(Container container, Cgroup cgroup, Path proc) {
        this.container = container;
        this.cgroup = cgroup;
        this.devices = proc.resolve(Long.toString(container.pid())).resolve("net/dev");
    }

    Container container() {
        return container;
    }

    Cgroup cgroup() {
        return cgroup;
    }

    /** The container as it was at the last sample, if there was one, ended since, with the last word on its health. */
    ContainerUse ended(String health) {
        ContainerUse use = lastUse;
        return use == null ? unseen(container, health) : ended(use, health);
    }

    /** Of one that ended before it was measured: only who it was. */
    static ContainerUse unseen(Container c, String health) {
        return new ContainerUse(
                c.id(),
                c.taskId(),
                c.serviceId(),
                c.name(),
                c.startedMillis(),
                false,
                null,
                null,
                null,
                null,
                c.limitBytes(),
                c.limitCores(),
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                health);
    }

    ContainerUse read(String health, long nanoTime) throws IOException {
        Cgroup.Reading now = cgroup.read();
        Cgroup.Reading before = last;
        long[] traffic = traffic();
        double nanos = nanoTime - lastNanoTime;
        Cgroup.Reading since = before == null ? now : before;
        ContainerUse use = new ContainerUse(
                container.id(),
                container.taskId(),
                container.serviceId(),
                container.name(),
                container.startedMillis(),
                true,
                before == null ? null : (Double) Math.max(0, (now.cpuNanos() - before.cpuNanos()) / nanos),
                now.memoryBytes(),
                now.cacheBytes(),
                now.peakBytes(),
                container.limitBytes(),
                container.limitCores(),
                Math.max(0, now.periods() - since.periods()),
                Math.max(0, now.throttledPeriods() - since.throttledPeriods()),
                lastReceived < 0 ? null : (Long) Math.max(0, traffic[0] - lastReceived),
                lastSent < 0 ? null : (Long) Math.max(0, traffic[1] - lastSent),
                difference(now.readBytes(), before == null ? null : before.readBytes()),
                difference(now.writtenBytes(), before == null ? null : before.writtenBytes()),
                now.pids(),
                now.oomKills(),
                health);
        last = now;
        lastReceived = traffic[0];
        lastSent = traffic[1];
        lastNanoTime = nanoTime;
        lastUse = use;
        return use;
    }

    /** The newest high-water mark, read now if it still can be. */
    @Nullable
    Long peak() {
        try {
            return cgroup.read().peakBytes();
        } catch (IOException e) {
            Cgroup.Reading known = last;
            return known == null ? null : known.peakBytes();
        }
    }

    private static @Nullable Long difference(@Nullable Long now, @Nullable Long before) {
        return now == null || before == null ? null : (Long) Math.max(0, now - before);
    }

    /** Received and sent over all interfaces but its own loopback; -1 each where they are not its own. */
    private long[] traffic() throws IOException {
        if (container.onHostNetwork()) {
            return new long[] {-1, -1};
        }
        long received = 0;
        long sent = 0;
        for (String line : HostFiles.read(devices).split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                String[] words = line.substring(colon + 1).strip().split(" +");
                received += Long.parseLong(words[0]);
                sent += Long.parseLong(words[8]);
            }
        }
        return new long[] {received, sent};
    }

    private static ContainerUse ended(ContainerUse u, String health) {
        return new ContainerUse(
                u.containerId(),
                u.taskId(),
                u.serviceId(),
                u.name(),
                u.startedMillis(),
                false,
                null,
                u.memoryBytes(),
                u.cacheBytes(),
                u.peakBytes(),
                u.limitBytes(),
                u.limitCores(),
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                u.oomKills(),
                health);
    }
}
