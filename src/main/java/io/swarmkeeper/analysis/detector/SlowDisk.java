package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Volume;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.wire.DiskSpeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A volume whose disk takes long to make a small write durable. Only a probe that somebody asked for can tell; where
 * nobody did, it is undecided for the storage of services that are stateful by nature.
 */
final class SlowDisk implements Detector {

    private static final double MILLI = 1000;

    private final int millis;

    /** @param millis that the 95th percentile of small synchronous writes may take */
    SlowDisk(int millis) {
        this.millis = millis;
    }

    /** What a probe said of one node's disk. */
    private record Probed(Disk disk, DiskSpeed speed) {}

    @Override
    public FindingCode code() {
        return FindingCode.SLOW_DISK;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.SERVICES, Part.TASKS, Part.MEASUREMENTS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Map<String, List<Probed>> probes = new HashMap<>();
        for (Disk disk : situation.measurements().disks()) {
            DiskSpeed speed = disk.space().speed();
            if (speed != null) {
                probes.computeIfAbsent(disk.space().kind() + ":" + disk.space().name(), k -> new ArrayList<>())
                        .add(new Probed(disk, speed));
            }
        }
        List<Observation> seen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Volume volume : situation.snapshot().volumes()) {
            Optional<Probed> slowest = probes.getOrDefault(volume.id(), List.of()).stream()
                    .max(Comparator.comparingLong(p -> p.speed().p95Micros()));
            if (slowest.isPresent()) {
                slowest.filter(p -> p.speed().p95Micros() > millis * MILLI)
                        .map(p -> observe(volume, p, situation))
                        .ifPresent(seen::add);
            } else if (matters(volume, situation)) {
                unknown.add(volume.name());
            }
        }
        Measured.blindSpot(
                        code(),
                        unknown,
                        "volume",
                        "nobody has had their disks measured since the agents started",
                        situation)
                .ifPresent(seen::add);
        return seen;
    }

    private static boolean matters(Volume volume, Situation situation) {
        boolean onNode = volume.isLocalVolume() && !HostPaths.isNetworked(volume.driverOptions())
                || volume.kind().equals("bind") && !HostPaths.isSystem(volume.name());
        return onNode
                && volume.uses().stream()
                        .filter(u -> !u.readOnly())
                        .flatMap(u -> situation.snapshot().findService(u.serviceId()).stream())
                        .anyMatch(s -> situation.isAwake(s) && isStateful(s, situation));
    }

    private static boolean isStateful(Service service, Situation situation) {
        return situation.profile(service).statefulByNature();
    }

    private Observation observe(Volume volume, Probed slowest, Situation situation) {
        DiskSpeed speed = slowest.speed();
        return situation
                .observe(
                        code(),
                        Severity.WARNING,
                        volume,
                        "The disk under %s is slow".formatted(Words.name(volume.name())),
                        String.format(
                                Locale.ROOT,
                                "On %s one small synchronous write in twenty takes %.1f ms or longer (median %.1f ms, slowest %.1f ms, of %d); more than %d ms is slow.",
                                Words.name(slowest.disk().hostname()),
                                speed.p95Micros() / MILLI,
                                speed.p50Micros() / MILLI,
                                speed.maxMicros() / MILLI,
                                speed.writes(),
                                millis))
                .with("node", slowest.disk().hostname())
                .with("device", slowest.disk().space().device())
                .with("writeP95Micros", speed.p95Micros())
                .with("writeP50Micros", speed.p50Micros())
                .with("writes", (long) speed.writes())
                .with("bytesPerSecond", speed.bytesPerSecond())
                .with("thresholdMillis", (long) millis);
    }
}
