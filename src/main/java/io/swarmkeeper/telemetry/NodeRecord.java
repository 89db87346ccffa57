package io.swarmkeeper.telemetry;

import io.swarmkeeper.telemetry.NodeLoad.Now;
import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.NodeUse;
import io.swarmkeeper.wire.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one node: its newest sample and its last hour. Not thread-safe. */
final class NodeRecord {

    /** Disks are told once a minute; older than this they are gone. */
    private static final Duration DISKS_COUNT = Duration.ofMinutes(5);

    /** The most that an agent can be told; what took longer was a gap. */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(60);

    private static final int INTERVALS = 3;

    private final String nodeId;
    private String hostname = "";
    private Cursor taken = Cursor.START;
    /** What the newest sample is of: the agent is told its interval, the server is not. */
    private Duration interval = Duration.ZERO;

    private Series series = Series.ofNode();
    private @Nullable Instant sampledAt;
    private @Nullable Now now;
    private double capacityCores;
    private long capacityBytes;
    private String source = "";
    private Map<String, List<TaskUse>> tasks = Map.of();
    private List<Disk> disks = List.of();
    private @Nullable Instant disksAt;
    private List<String> troubles = List.of();

    NodeRecord(String nodeId) {
        this.nodeId = nodeId;
    }

    /** False if it was taken before. */
    boolean take(AgentIdentity agent, String boot, Sample sample, Instant at) {
        if (taken.covers(boot, sample.sequence())) {
            return false;
        }
        taken = new Cursor(boot, sample.sequence());
        hostname = agent.hostname();
        NodeUse use = sample.node();
        if (use != null) {
            series = series.plus(at, sample.seconds(), use.cores(), use.memoryBytes());
        }
        if (sampledAt != null && at.isBefore(sampledAt)) {
            return true;
        }
        sampledAt = at;
        interval = Duration.ofMillis((long) (1000 * Math.min(sample.seconds(), LONGEST_INTERVAL.toSeconds())));
        troubles = sample.troubles();
        now = null;
        if (use != null) {
            now = new Now(at, Optional.ofNullable(use.cores()), use.memoryBytes());
            capacityCores = use.capacityCores();
            capacityBytes = use.capacityBytes();
            source = use.source();
        }
        tasks = tasks(sample, at);
        if (!sample.disks().isEmpty()) {
            List<Disk> seen = new ArrayList<>();
            for (DiskSpace space : sample.disks()) {
                seen.add(new Disk(nodeId, hostname, space, at));
            }
            disks = seen;
            disksAt = at;
        }
        return true;
    }

    private Map<String, List<TaskUse>> tasks(Sample sample, Instant at) {
        Map<String, List<TaskUse>> byService = new HashMap<>();
        Duration offset = Duration.between(Instant.ofEpochMilli(sample.atMillis()), at);
        for (ContainerUse use : sample.containers()) {
            if (use.running() && !use.serviceId().isEmpty()) {
                byService
                        .computeIfAbsent(use.serviceId(), s -> new ArrayList<>(1))
                        .add(task(use, at, offset));
            }
        }
        return byService;
    }

    /** @param offset by which our clock is ahead of the node's */
    private TaskUse task(ContainerUse use, Instant at, Duration offset) {
        return new TaskUse(
                use.taskId(),
                nodeId,
                hostname,
                use.containerId(),
                at,
                Instant.ofEpochMilli(use.startedMillis()).plus(offset),
                Optional.ofNullable(use.cores()),
                Optional.ofNullable(use.memoryBytes()),
                Optional.ofNullable(use.cacheBytes()),
                Optional.ofNullable(use.peakBytes()),
                use.limitBytes() > 0 ? Optional.of(use.limitBytes()) : Optional.empty(),
                use.limitCores() > 0 ? Optional.of(use.limitCores()) : Optional.empty(),
                use.health());
    }

    String hostname() {
        return hostname;
    }

    Optional<Instant> sampledAt() {
        return Optional.ofNullable(sampledAt);
    }

    /** True if its newest sample still says how it is: no older than that, and than some of the agent's intervals. */
    boolean isFresh(Instant moment, Duration silentAfter) {
        Duration due = interval.multipliedBy(INTERVALS);
        return sampledAt != null
                && !sampledAt.isBefore(moment.minus(due.compareTo(silentAfter) > 0 ? due : silentAfter));
    }

    NodeLoad load(boolean fresh) {
        return new NodeLoad(
                nodeId,
                hostname,
                fresh ? Optional.ofNullable(now) : Optional.empty(),
                capacityCores,
                capacityBytes,
                source,
                series);
    }

    /** By service id. */
    Map<String, List<TaskUse>> tasks() {
        return tasks;
    }

    List<Disk> disks(Instant moment) {
        return disksAt != null && disksAt.isAfter(moment.minus(DISKS_COUNT)) ? disks : List.of();
    }

    List<String> troubles() {
        return troubles;
    }
}
