package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.wire.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mount tables as the kernel writes them; space as it is of this machine's disk. */
class FileSystemsTest {

    private static final String HOST = """
            24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            60 24 8:16 / /srv/data rw,relatime shared:9 - xfs /dev/sdb rw
            61 24 0:41 / /srv/nothing rw shared:10 - proc proc rw
            """;

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void begin() throws IOException {
        root = folder.resolve("root");
        Files.createDirectories(root.resolve("srv/data"));
        Files.createDirectories(folder.resolve("proc/1"));
        Files.createDirectories(folder.resolve("proc/self"));
        Files.writeString(folder.resolve("proc/1/mountinfo"), HOST);
    }

    private List<DiskSpace> look(String ownMounts, String... sources) throws IOException {
        Files.writeString(folder.resolve("proc/self/mountinfo"), ownMounts.replace("ROOT", root.toString()));
        List<Container.Mount> mounts = Arrays.stream(sources)
                .map(s -> new Container.Mount("bind", s, s, true))
                .toList();
        Container container = new Container(
                "c1",
                "db.1",
                42,
                "t1",
                "s1",
                1,
                0,
                0,
                0,
                null,
                false,
                "",
                false,
                Duration.ZERO,
                List.of(),
                mounts,
                Map.of(),
                false);
        return new FileSystems(folder.resolve("proc"), root, m -> null).look(List.of(container));
    }

    @Test
    void aDiskIsToldWithItsDeviceAndSpace() throws IOException {
        DiskSpace disk = look("""
                        90 80 8:1 / ROOT ro shared:1 - ext4 /dev/sda1 rw
                        91 90 8:16 / ROOT/srv/data ro shared:9 - xfs /dev/sdb rw
                        """, "/srv/data").getFirst();
        assertThat(disk.device()).isEqualTo("/dev/sdb");
        assertThat(disk.fileSystem()).isEqualTo("xfs");
        assertThat(disk.onRoot()).isFalse();
        assertThat(disk.totalBytes()).isPositive();
        assertThat(disk.freeBytes()).isLessThanOrEqualTo(disk.totalBytes());
    }

    @Test
    void ofADiskThatWasMountedSinceTheAgentBeganTheSpaceIsNotThatOfTheOneBelow() throws IOException {
        DiskSpace disk = look("90 80 8:1 / ROOT ro shared:1 - ext4 /dev/sda1 rw\n", "/srv/data")
                .getFirst();
        assertThat(disk.device()).isEqualTo("/dev/sdb");
        assertThat(disk.totalBytes()).isNull();
        assertThat(disk.freeBytes()).isNull();
    }

    @Test
    void whatTheKernelMakesUpIsNoDisk() throws IOException {
        assertThat(look("90 80 8:1 / ROOT ro - ext4 /dev/sda1 rw\n", "/srv/nothing/1", "/sys/fs/cgroup"))
                .isEmpty();
    }
}
