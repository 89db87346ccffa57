package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.telemetry.Measuring.gib;
import static io.swarmkeeper.telemetry.Measuring.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.DiskSpeed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Disks under volumes and bind mounts: each fault provoked, and cured. */
class DiskDetectorsTest {

    private static Snapshot data() {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .service(
                        "files", s -> s.image("app:1").volume("pgdata", "/data").runningOn("w1"))
                .build();
    }

    @Test
    void aVolumeOnTheRootDiskIsNamedWithItsDeviceAndServices() {
        Snapshot snapshot = data();
        Observation seen = one(
                FindingCode.VOLUME_ON_ROOT_DISK,
                snapshot,
                Measuring.of(snapshot)
                        .disk("w1", volume("pgdata", "/dev/vda1", true, 40, 30))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.INFO);
        assertThat(seen.subject()).isEqualTo(new Subject(Subject.Kind.VOLUME, "volume:pgdata", "pgdata"));
        assertThat(seen.explanation()).isEqualTo("On w1 it is on /dev/vda1 (ext4), as the system is.");
        assertThat(seen.evidence()).containsEntry("services", List.of("files")).containsEntry("nodes", List.of("w1"));
        assertThat(judge(
                        FindingCode.VOLUME_ON_ROOT_DISK,
                        snapshot,
                        Measuring.of(snapshot)
                                .disk("w1", volume("pgdata", "/dev/vdb", false, 40, 30))
                                .build()))
                .isEmpty();
    }

    @Test
    void whereNobodyLookedItIsUndecidedAndWhatIsNoStorageIsNotMeant() {
        Snapshot snapshot = data();
        Observation seen = one(
                FindingCode.VOLUME_ON_ROOT_DISK,
                snapshot,
                Measuring.of(snapshot).build());
        assertThat(seen.decided()).isFalse();
        assertThat(seen.evidence()).containsEntry("volumes", List.of("pgdata"));
        assertThat(seen.after()).isEqualTo(Duration.ofMinutes(2));
        Snapshot socket = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .service(
                        "proxy",
                        s -> s.mount(new Mount(
                                        "bind", "/var/run/docker.sock", "/var/run/docker.sock", false, "", Map.of()))
                                .mount(new Mount("volume", "conf", "/conf", true, "local", Map.of()))
                                .mount(new Mount("volume", "nfs", "/nfs", false, "local", Map.of("type", "nfs4")))
                                .mount(new Mount("tmpfs", "", "/cache", false, "", Map.of()))
                                .runningOn("m1"))
                .build();
        assertThat(judge(
                        FindingCode.VOLUME_ON_ROOT_DISK,
                        socket,
                        Measuring.of(socket).build()))
                .isEmpty();
    }

    @Test
    void aDiskIsFillingAboveEightyAndNearlyFullAboveNinetyTwoPercent() {
        Snapshot snapshot = data();
        assertThat(judge(
                        FindingCode.DISK_FILLING,
                        snapshot,
                        Measuring.of(snapshot)
                                .disk("w1", volume("pgdata", "/dev/vdb", false, 40, 8))
                                .build()))
                .isEmpty();
        Observation filling = one(
                FindingCode.DISK_FILLING,
                snapshot,
                Measuring.of(snapshot)
                        .disk("w1", volume("pgdata", "/dev/vdb", false, 40, 6))
                        // Two volumes on one file system are one disk.
                        .disk("w1", volume("other", "/dev/vdb", false, 40, 6))
                        .build());
        assertThat(filling.severity()).isEqualTo(Severity.WARNING);
        assertThat(filling.subject()).isEqualTo(new Subject(Subject.Kind.NODE, "w1", "w1"));
        assertThat(filling.explanation())
                .isEqualTo("6 GiB of the 40 GiB of /dev/vdb are left (15 %). It holds pgdata, among others.");
        assertThat(filling.evidence()).containsEntry("usedPercent", 85L).containsEntry("freeBytes", gib(6));
        assertThat(filling.after()).isEqualTo(Duration.ofMinutes(2));
        assertThat(one(
                                FindingCode.DISK_FILLING,
                                snapshot,
                                Measuring.of(snapshot)
                                        .disk("w1", volume("pgdata", "/dev/vdb", false, 40, 3))
                                        .build())
                        .severity())
                .isEqualTo(Severity.CRITICAL);
    }

    private static DiskSpace disk(String fileSystem, Long total, Long free, Long inodes, Long freeInodes) {
        return new DiskSpace(
                "bind", "/srv", "/srv", List.of(), "/dev/x", fileSystem, false, total, free, inodes, freeInodes);
    }

    @Test
    void inodesRunOutTooAndImagesThatAreFullByNatureAreNone() {
        Snapshot snapshot = data();
        Observation seen = one(
                FindingCode.DISK_FILLING,
                snapshot,
                Measuring.of(snapshot)
                        .disk("w1", disk("ext4", gib(40), gib(39), 1000L, 50L))
                        .build());
        assertThat(seen.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.explanation()).startsWith("5 % of the inodes of /dev/x are left.");
        for (DiskSpace fine : List.of(
                disk("squashfs", gib(1), 0L, 1000L, 0L),
                disk("tmpfs", gib(1), 0L, 1000L, 0L),
                // btrfs makes inodes as it needs them.
                disk("btrfs", gib(40), gib(39), 0L, 0L))) {
            assertThat(judge(
                            FindingCode.DISK_FILLING,
                            snapshot,
                            Measuring.of(snapshot).disk("w1", fine).build()))
                    .isEmpty();
        }
    }

    private static DiskSpace probed(long p95Micros) {
        return new DiskSpace(
                "volume",
                "pgdata",
                "/var/lib/docker/volumes/pgdata/_data",
                List.of(),
                "/dev/vdb",
                "ext4",
                false,
                gib(40),
                gib(30),
                1000L,
                900L,
                new DiskSpeed(1, 200, 900, p95Micros, p95Micros, p95Micros + 1000, 64 << 20, 120_000_000));
    }

    @Test
    void aDiskIsSlowWhenAProbeSaysSo() {
        Snapshot snapshot = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .service(
                        "db",
                        s -> s.image("postgres:16").volume("pgdata", "/data").runningOn("w1"))
                .build();
        Observation seen = one(
                FindingCode.SLOW_DISK,
                snapshot,
                Measuring.of(snapshot).disk("w1", probed(20_100)).build());
        assertThat(seen.severity()).isEqualTo(Severity.WARNING);
        assertThat(seen.subject()).isEqualTo(new Subject(Subject.Kind.VOLUME, "volume:pgdata", "pgdata"));
        assertThat(seen.explanation())
                .isEqualTo(
                        "On w1 one small synchronous write in twenty takes 20.1 ms or longer (median 0.9 ms, slowest 21.1 ms, of 200); more than 20 ms is slow.");
        assertThat(seen.evidence()).containsEntry("writeP95Micros", 20_100L).containsEntry("node", "w1");
        assertThat(judge(
                        FindingCode.SLOW_DISK,
                        snapshot,
                        Measuring.of(snapshot).disk("w1", probed(20_000)).build()))
                .isEmpty();
        Observation untold = one(
                FindingCode.SLOW_DISK,
                snapshot,
                Measuring.of(snapshot)
                        .disk("w1", volume("pgdata", "/dev/vdb", false, 40, 30))
                        .build());
        assertThat(untold.decided()).isFalse();
        assertThat(untold.evidence()).containsEntry("volumes", List.of("pgdata"));
        // What is not stateful by nature is nobody's slow database.
        Snapshot plain = data();
        assertThat(judge(FindingCode.SLOW_DISK, plain, Measuring.of(plain).build()))
                .isEmpty();
    }

    @Test
    void aFileSystemThatCouldNotBeLookedAtIsUndecided() {
        Snapshot snapshot = data();
        Observation seen = one(
                FindingCode.DISK_FILLING,
                snapshot,
                Measuring.of(snapshot)
                        .disk("w1", disk("ext4", null, null, null, null))
                        .build());
        assertThat(seen.decided()).isFalse();
        assertThat(seen.evidence()).containsEntry("nodes", List.of("w1"));
        assertThat(one(
                                FindingCode.DISK_FILLING,
                                snapshot,
                                Measuring.of(snapshot).without("w1").build())
                        .decided())
                .isFalse();
    }

    /** A full disk is what makes an engine, and with it an agent, hang: its finding must not go away by that. */
    @Test
    void aNodeWhoseAgentAnswersButMeasuresNothingIsUndecided() {
        Snapshot snapshot = data();
        Observation seen = one(
                FindingCode.DISK_FILLING,
                snapshot,
                Measuring.of(snapshot).stalled("w1").build());
        assertThat(seen.decided()).isFalse();
        assertThat(seen.evidence()).containsEntry("nodes", List.of("w1"));
    }
}
