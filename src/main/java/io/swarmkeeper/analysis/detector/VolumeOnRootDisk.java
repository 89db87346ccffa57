package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Volume;
import io.swarmkeeper.telemetry.Disk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Storage that shares the disk that its node's system lives on. */
final class VolumeOnRootDisk implements Detector {

    /** Agents look at disks once a minute. */
    private static final Duration LOOKED = Duration.ofMinutes(2);

    @Override
    public FindingCode code() {
        return FindingCode.VOLUME_ON_ROOT_DISK;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.SERVICES, Part.TASKS, Part.MEASUREMENTS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Map<String, List<Disk>> disks = new HashMap<>();
        for (Disk disk : situation.measurements().disks()) {
            disks.computeIfAbsent(disk.space().kind() + ":" + disk.space().name(), k -> new ArrayList<>())
                    .add(disk);
        }
        List<Observation> seen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Volume volume : situation.snapshot().volumes()) {
            if (!keeps(volume)) {
                continue;
            }
            List<Disk> under = disks.getOrDefault(volume.id(), List.of());
            List<Disk> root = under.stream().filter(d -> d.space().onRoot()).toList();
            if (!root.isEmpty()) {
                seen.add(observe(volume, root, situation));
            } else if (!looked(volume, under, situation)) {
                unknown.add(volume.name());
            }
        }
        Measured.blindSpot(
                        code(),
                        unknown,
                        "volume",
                        "they are used where no agent is heard, or the agent cannot see the host's mount table",
                        situation)
                .map(o -> o.lasting(situation.now(), LOOKED))
                .ifPresent(seen::add);
        return seen;
    }

    /** True if somebody keeps something there, on the node itself. */
    private static boolean keeps(Volume volume) {
        boolean bind = volume.kind().equals("bind") && !HostPaths.isSystem(volume.name());
        boolean local = volume.isLocalVolume() && !HostPaths.isNetworked(volume.driverOptions());
        return (bind || local) && volume.uses().stream().anyMatch(u -> !u.readOnly());
    }

    private static boolean looked(Volume volume, List<Disk> under, Situation situation) {
        Set<String> known = new HashSet<>();
        under.forEach(d -> known.add(d.nodeId()));
        return volume.uses().stream()
                .flatMap(u -> u.nodeIds().stream())
                .flatMap(id -> situation.snapshot().findNode(id).stream())
                .filter(n -> n.state() == Node.State.READY)
                .map(Node::id)
                .allMatch(known::contains);
    }

    private Observation observe(Volume volume, List<Disk> root, Situation situation) {
        List<String> nodes =
                root.stream().map(Disk::hostname).distinct().sorted().toList();
        Disk first = root.getFirst();
        return situation
                .observe(
                        code(),
                        Severity.INFO,
                        volume,
                        "%s is on its node's root disk".formatted(Words.name(volume.name())),
                        "On %s it is on %s (%s), as the system is."
                                .formatted(
                                        Words.list(nodes),
                                        Words.name(first.space().device()),
                                        Words.name(first.space().fileSystem())))
                .with("nodes", nodes)
                .with("device", first.space().device())
                .with("fileSystem", first.space().fileSystem())
                .with(
                        "services",
                        volume.uses().stream()
                                .map(u -> situation
                                        .snapshot()
                                        .findService(u.serviceId())
                                        .map(io.swarmkeeper.swarm.Service::name)
                                        .orElse(u.serviceId()))
                                .distinct()
                                .sorted()
                                .toList());
    }
}
