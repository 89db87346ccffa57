package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.DiskSpeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file system of one node that services keep things on. What fills is the disk, so volumes and paths that share one
 * stand together.
 *
 * @param space how full it is, with its bar; empty if it could not be looked at
 * @param free {@code -} then, like inodes
 * @param inodes free of all; {@code -} too where a file system does not count them
 * @param tag {@code root disk}, or that it is not
 * @param speed as last measured since the agent started, the slowest of its mounts; empty if nobody asked for it
 * @param at when it was looked at
 */
record DiskRow(
        String node,
        String nodeHref,
        String device,
        String fileSystem,
        Tag tag,
        Optional<Bar> space,
        String free,
        String inodes,
        List<Mounted> mounts,
        String speed,
        When at) {

    private static final int MOST = 300;
    private static final int MOST_MOUNTS = 40;

    /**
     * @param services that mount it now; empty if none of this Swarm's does
     * @param probeHref where its disk is measured; empty where nothing of a service is kept
     */
    record Mounted(String name, String kind, String path, String services, String probeHref) {}

    private record Key(String nodeId, String device, String fileSystem, Optional<Long> total) {}

    /** The disk under one mount. */
    static DiskRow of(Disk disk, Snapshot snapshot, Instant now) {
        return row(List.of(disk), snapshot, serviceOf(snapshot), now);
    }

    /** Fullest first, those that nobody could look at before them. */
    static List<DiskRow> of(List<Disk> disks, Snapshot snapshot, Instant now) {
        Map<String, String> serviceOf = serviceOf(snapshot);
        Map<Key, List<Disk>> byDisk = new LinkedHashMap<>();
        for (Disk disk : disks) {
            DiskSpace space = disk.space();
            byDisk.computeIfAbsent(
                            new Key(
                                    disk.nodeId(),
                                    space.device(),
                                    space.fileSystem(),
                                    Optional.ofNullable(space.totalBytes())),
                            k -> new ArrayList<>())
                    .add(disk);
        }
        return byDisk.values().stream()
                .sorted(Comparator.comparingDouble(
                                (List<Disk> d) -> -share(d.getFirst().space()))
                        .thenComparing(d -> d.getFirst().hostname()))
                .limit(MOST)
                .map(d -> row(d, snapshot, serviceOf, now))
                .toList();
    }

    /** Service ids by task id. */
    private static Map<String, String> serviceOf(Snapshot snapshot) {
        Map<String, String> serviceOf = new HashMap<>();
        snapshot.tasks().forEach(t -> serviceOf.put(t.id(), t.serviceId()));
        return serviceOf;
    }

    /** Used of what there is; more than all of it if nobody knows. */
    private static double share(DiskSpace space) {
        Long total = space.totalBytes();
        Long free = space.freeBytes();
        return total == null || free == null || total <= 0 ? 2 : 1 - (double) free / total;
    }

    private static DiskRow row(List<Disk> same, Snapshot snapshot, Map<String, String> serviceOf, Instant now) {
        Disk first = same.getFirst();
        DiskSpace space = first.space();
        Optional<Long> total = Optional.ofNullable(space.totalBytes()).filter(t -> t > 0);
        Optional<Long> free = Optional.ofNullable(space.freeBytes()).filter(f -> total.isPresent());
        return new DiskRow(
                Wording.name(first.hostname()),
                snapshot.findNode(first.nodeId())
                        .map(n -> "/nodes/" + FindingRow.encode(n.id()))
                        .orElse(""),
                space.device().isEmpty() ? "unknown device" : Wording.clip(space.device(), 120),
                space.fileSystem().isEmpty() ? "unknown" : Wording.clip(space.fileSystem(), 40),
                space.onRoot() ? new Tag("warn", "root disk") : new Tag("info", "not the root disk"),
                total.filter(t -> free.isPresent()).map(t -> Bar.full(share(space), Quantities.bytes(t))),
                Measured.bytes(free),
                inodes(space),
                same.stream()
                        .sorted(Comparator.comparing((Disk d) -> d.space().name()))
                        .limit(MOST_MOUNTS)
                        .map(d -> mounted(d, snapshot, serviceOf))
                        .toList(),
                same.stream()
                        .flatMap(d -> Optional.ofNullable(d.space().speed()).stream())
                        .max(Comparator.comparingLong(DiskSpeed::p95Micros))
                        .map(speed -> SpeedSheet.of(speed).brief())
                        .orElse(""),
                When.of(first.at(), now));
    }

    private static String inodes(DiskSpace space) {
        Long total = space.totalInodes();
        Long free = space.freeInodes();
        return total == null || free == null || total <= 0
                ? Measured.UNKNOWN
                : "%s of %,d"
                        .formatted(Measured.percent((double) free / total), total)
                        .replace(',', ' ');
    }

    /** @param serviceOf service ids by task id */
    private static Mounted mounted(Disk disk, Snapshot snapshot, Map<String, String> serviceOf) {
        DiskSpace space = disk.space();
        List<String> services = space.taskIds().stream()
                .flatMap(id -> Optional.ofNullable(serviceOf.get(id)).stream())
                .distinct()
                .flatMap(id -> snapshot.findService(id).stream())
                .map(Service::name)
                .map(Wording::name)
                .sorted()
                .toList();
        boolean bind = space.kind().equals("bind");
        return new Mounted(
                Wording.clip(space.name(), 120),
                bind ? "host path" : "volume",
                Wording.clip(space.path(), 400),
                Wording.list(services, 6),
                services.isEmpty() || bind && HostPaths.isSystem(space.name())
                        ? ""
                        : DiskTrialController.address(disk.nodeId(), space));
    }
}
