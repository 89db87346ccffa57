package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.wire.DiskSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** File systems under volumes and bind mounts that are running full, of bytes or of inodes. One observation per node. */
final class DiskFilling implements Detector {

    /** Images that are full because they are made so, and memory. */
    private static final Set<String> NOT_FILLED = Set.of("squashfs", "iso9660", "erofs", "tmpfs", "ramfs");

    private static final int MOST = 20;

    private final int warningPercent;
    private final int criticalPercent;
    private final Duration after;

    /**
     * @param warningPercent of a file system's bytes or inodes in use, above which it is filling
     * @param criticalPercent above which it is nearly full
     * @param after how long it must be above without a break
     */
    DiskFilling(int warningPercent, int criticalPercent, Duration after) {
        this.warningPercent = warningPercent;
        this.criticalPercent = criticalPercent;
        this.after = after;
    }

    /** @param inodes true if they are what runs out first */
    private record Fill(DiskSpace space, double share, boolean inodes) {}

    @Override
    public FindingCode code() {
        return FindingCode.DISK_FILLING;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.MEASUREMENTS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Map<String, Map<String, Fill>> byNode = new TreeMap<>();
        Set<String> unread = new java.util.TreeSet<>();
        for (Disk disk : situation.measurements().disks()) {
            DiskSpace space = disk.space();
            if (NOT_FILLED.contains(space.fileSystem())) {
                continue;
            }
            Long total = space.totalBytes();
            Long free = space.freeBytes();
            if (total == null || free == null) {
                unread.add(disk.nodeId());
            } else if (total > 0) {
                byNode.computeIfAbsent(disk.nodeId(), n -> new TreeMap<>())
                        .putIfAbsent(space.device(), fill(space, total, free));
            }
        }
        List<Observation> seen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Node node : Eyes.meant(situation.nodes())) {
            List<Fill> full = byNode.getOrDefault(node.id(), Map.of()).values().stream()
                    .filter(f -> f.share() * 100 > warningPercent)
                    .sorted(Comparator.comparingDouble(Fill::share).reversed())
                    .toList();
            if (!full.isEmpty()) {
                seen.add(observe(node, full, situation).lasting(situation.now(), after));
            } else if (!isLookedAt(node, situation) || unread.contains(node.id())) {
                unknown.add(node.hostname());
            }
        }
        Measured.blindSpot(
                        code(),
                        unknown,
                        "node",
                        "no agent is heard there, or it measures nothing, or it cannot look at the host's file systems",
                        situation)
                .ifPresent(seen::add);
        return seen;
    }

    /** An agent that hangs may answer all the same, with what it told before. */
    private static boolean isLookedAt(Node node, Situation situation) {
        return situation.eyes().areOn(node)
                && situation
                        .measurements()
                        .node(node.id())
                        .flatMap(NodeLoad::now)
                        .isPresent();
    }

    /** What is held back for the system counts as used: an ordinary process cannot write there. */
    private static Fill fill(DiskSpace space, long total, long free) {
        double bytes = 1 - (double) free / total;
        Long allInodes = space.totalInodes();
        Long freeInodes = space.freeInodes();
        // Some file systems make inodes as they need them, and say that there are none.
        double inodes =
                allInodes == null || freeInodes == null || allInodes <= 0 ? 0 : 1 - (double) freeInodes / allInodes;
        return new Fill(space, Math.max(bytes, inodes), inodes > bytes);
    }

    private Observation observe(Node node, List<Fill> full, Situation situation) {
        Fill worst = full.getFirst();
        boolean critical = worst.share() * 100 > criticalPercent;
        List<String> words = full.stream().limit(MOST).map(DiskFilling::words).toList();
        return situation
                .observe(
                        code(),
                        critical ? Severity.CRITICAL : Severity.WARNING,
                        node,
                        critical
                                ? "A disk of %s is nearly full".formatted(Words.name(node.hostname()))
                                : "A disk of %s is filling".formatted(Words.name(node.hostname())),
                        "%s. It holds %s, among others."
                                .formatted(
                                        String.join("; ", words.subList(0, Math.min(3, words.size()))),
                                        Words.name(worst.space().name())))
                .with("fileSystems", words)
                .with("usedPercent", Math.round(worst.share() * 100))
                .with("inodes", worst.inodes())
                .with("device", worst.space().device())
                .with(
                        "freeBytes",
                        worst.space().freeBytes() == null ? -1L : worst.space().freeBytes())
                .with("warningPercent", (long) warningPercent)
                .with("criticalPercent", (long) criticalPercent);
    }

    private static String words(Fill fill) {
        DiskSpace space = fill.space();
        String left = Quantities.percent(1 - fill.share(), 1);
        Long total = space.totalBytes();
        Long free = space.freeBytes();
        return fill.inodes() || total == null || free == null
                ? "%s of the inodes of %s are left".formatted(left, Words.name(space.device()))
                : "%s of the %s of %s are left (%s)"
                        .formatted(Quantities.bytes(free), Quantities.bytes(total), Words.name(space.device()), left);
    }
}
