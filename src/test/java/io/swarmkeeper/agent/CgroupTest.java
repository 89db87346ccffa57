package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as kernels write them: version 1 as recorded on the lab, version 2 by the kernel's cgroup-v2.rst. */
class CgroupTest {

    private static final String ID = "1f0e2d3c4b5a69788796a5b4c3d2e1f01f0e2d3c4b5a69788796a5b4c3d2e1f0";

    @TempDir
    Path host;

    private void write(String path, String text) throws IOException {
        Path file = host.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void version1(String below) throws IOException {
        write(
                "proc/42/cgroup",
                "9:name=systemd:" + below + "\n8:pids:" + below + "\n7:blkio:" + below + "\n4:memory:" + below
                        + "\n2:cpu,cpuacct:" + below + "\n0::/\n");
        write(
                "cgroup/memory" + below + "/memory.stat",
                "cache 4096\ntotal_inactive_file 3000000\ntotal_active_file 1000000\n");
        write("cgroup/memory" + below + "/memory.usage_in_bytes", "10000000\n");
        write("cgroup/memory" + below + "/memory.max_usage_in_bytes", "12000000\n");
        write("cgroup/memory" + below + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        write("cgroup/cpuacct" + below + "/cpuacct.usage", "5000000000\n");
        write("cgroup/cpu" + below + "/cpu.stat", "nr_periods 338\nnr_throttled 337\nthrottled_time 99\n");
        write("cgroup/pids" + below + "/pids.current", "7\n");
        write(
                "cgroup/blkio" + below + "/blkio.throttle.io_service_bytes",
                "8:0 Read 100\n8:0 Write 20\n8:16 Read 5\nTotal 125\n");
    }

    private Cgroups cgroups() {
        return new Cgroups(host.resolve("proc"), host.resolve("cgroup"));
    }

    @Test
    void version1IsReadFromEachControllersFolder() throws IOException {
        version1("/lab-m1/" + ID);
        assertThat(cgroups().of(42, ID).read())
                .isEqualTo(new Cgroup.Reading(
                        5_000_000_000L, 7_000_000L, 4_000_000L, 12_000_000L, 338, 337, 105L, 20L, 7L, 3L));
    }

    @Test
    void version1WithoutBlockAccountingHasNoneButTheRest() throws IOException {
        version1("/docker/" + ID);
        Files.delete(host.resolve("cgroup/blkio/docker/" + ID + "/blkio.throttle.io_service_bytes"));
        Cgroup.Reading reading = cgroups().of(42, ID).read();
        assertThat(reading.readBytes()).isNull();
        assertThat(reading.memoryBytes()).isEqualTo(7_000_000);
    }

    /** As Raspberry Pi OS starts its kernel: {@code cgroup_disable=memory}. */
    @Test
    void version1WithoutItsMemoryControllerTellsAllTheRest() throws IOException {
        version1("/docker/" + ID);
        write(
                "proc/42/cgroup",
                "8:pids:/docker/" + ID + "\n7:blkio:/docker/" + ID + "\n2:cpu,cpuacct:/docker/" + ID + "\n");
        Cgroup cgroup = cgroups().of(42, ID);
        assertThat(cgroup.read())
                .isEqualTo(new Cgroup.Reading(5_000_000_000L, null, null, null, 338, 337, 105L, 20L, 7L, null));
        assertThat(cgroup.oomKills()).isNull();
    }

    @Test
    void version2WithoutItsMemoryControllerTellsAllTheRestWhileItIsThere() throws IOException {
        String scope = "docker-" + ID + ".scope";
        version2(scope);
        Path folder = host.resolve("cgroup").resolve(scope);
        for (String file : List.of("memory.stat", "memory.current", "memory.peak", "memory.events")) {
            Files.delete(folder.resolve(file));
        }
        write("proc/42/cgroup", "0::/" + scope + "\n");
        Cgroup cgroup = cgroups().of(42, ID);
        assertThat(cgroup.read())
                .isEqualTo(new Cgroup.Reading(5_000_000_000L, null, null, null, 10, 4, 105L, 20L, 7L, null));
        assertThat(cgroup.oomKills()).isNull();
        for (String file : List.of("cpu.stat", "io.stat", "pids.current")) {
            Files.delete(folder.resolve(file));
        }
        Files.delete(folder);
        assertThatThrownBy(cgroup::read).isInstanceOf(IOException.class);
        assertThatThrownBy(cgroup::oomKills).isInstanceOf(IOException.class);
    }

    @Test
    void version2IsOneFolder() throws IOException {
        version2("system.slice/docker-" + ID + ".scope");
        write("proc/42/cgroup", "0::/system.slice/docker-" + ID + ".scope\n");
        assertThat(cgroups().of(42, ID).read())
                .isEqualTo(new Cgroup.Reading(
                        5_000_000_000L, 7_000_000L, 4_000_000L, 12_000_000L, 10, 4, 105L, 20L, 7L, 2L));
    }

    @Test
    void version2IsFoundByIdWhereOurOwnNamespaceHidesTheWay() throws IOException {
        version2("system.slice/docker-" + ID + ".scope");
        write("proc/42/cgroup", "0::/../docker-" + ID + ".scope\n");
        assertThat(cgroups().of(42, ID).read().memoryBytes()).isEqualTo(7_000_000);
    }

    @Test
    void version2TellsOurOwnContainerAsTheRootOfItsNamespace() throws IOException {
        version2("system.slice/docker-" + ID + ".scope");
        write("proc/42/cgroup", "0::/\n");
        assertThat(cgroups().of(42, ID).read().memoryBytes()).isEqualTo(7_000_000);
    }

    /** Walking the host's cgroups meets those of containers that end meanwhile. */
    @Test
    void cgroupsThatComeAndGoMeanwhileDoNotHinderTheSearch() throws Exception {
        version2("system.slice/docker-" + ID + ".scope");
        write("proc/42/cgroup", "0::/../docker-" + ID + ".scope\n");
        Path slice = host.resolve("cgroup/a.slice");
        AtomicBoolean over = new AtomicBoolean();
        Thread churn = Thread.ofPlatform().start(() -> {
            for (int i = 0; !over.get(); i++) {
                Path folder = slice.resolve("docker-" + i % 50 + ".scope");
                try {
                    Files.createDirectories(folder.resolve("init"));
                    Files.delete(folder.resolve("init"));
                    Files.delete(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try {
            for (int i = 0; i < 3_000; i++) {
                assertThat(cgroups().of(42, ID).read().memoryBytes()).isEqualTo(7_000_000);
            }
        } finally {
            over.set(true);
            churn.join();
        }
    }

    @Test
    void aKernelBefore519KeepsNoPeak() throws IOException {
        version2("docker-" + ID + ".scope");
        Files.delete(host.resolve("cgroup/docker-" + ID + ".scope/memory.peak"));
        write("proc/42/cgroup", "0::/docker-" + ID + ".scope\n");
        assertThat(cgroups().of(42, ID).read().peakBytes()).isNull();
    }

    @Test
    void whatIsGoneIsSaidToBeGone() {
        assertThatThrownBy(() -> cgroups().of(4711, ID)).isInstanceOf(IOException.class);
    }

    @Test
    void aNodesOwnCgroupIsNamed() throws IOException {
        version1("/lab-m1");
        assertThat(cgroups().named("/lab-m1").read().memoryBytes()).isEqualTo(7_000_000);
        assertThat(new CgroupV1(Map.of()).paths()).isEmpty();
    }

    private void version2(String below) throws IOException {
        write("cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        String folder = "cgroup/" + below;
        write(
                folder + "/cpu.stat",
                "usage_usec 5000000\nuser_usec 1\nsystem_usec 1\nnr_periods 10\nnr_throttled 4\nthrottled_usec 9\n");
        write(folder + "/memory.stat", "anon 5\nfile 4000000\ninactive_file 3000000\nactive_file 1000000\n");
        write(folder + "/memory.current", "10000000\n");
        write(folder + "/memory.peak", "12000000\n");
        write(folder + "/memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 2\noom_group_kill 0\n");
        write(
                folder + "/io.stat",
                "8:0 rbytes=100 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n8:16 rbytes=5 wbytes=0 rios=1 wios=0\n");
        write(folder + "/pids.current", "7\n");
    }
}
