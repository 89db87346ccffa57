package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose health check fails, with an engine's own answers (20.10 and 28.5 alike). */
class ContainersTest {

    private static final String ID = "f80a2a34dad4";

    @TempDir
    private Path folder;

    private RecordedEngine engine;
    private final KillLedger kills = new KillLedger();
    private Containers containers;

    @BeforeEach
    void start() throws IOException {
        engine = new RecordedEngine(folder.resolve("engine.sock"));
        // the process and its cgroup, as version 2 has them
        Path proc = Files.createDirectories(folder.resolve("proc/77"));
        Files.writeString(proc.resolve("cgroup"), "0::/task\n");
        Files.createDirectories(folder.resolve("cgroup/task"));
        Files.writeString(folder.resolve("cgroup/cgroup.controllers"), "cpu memory\n");
        containers = new Containers(
                new EngineSocket(folder.resolve("engine.sock"), Duration.ofSeconds(5)),
                new Cgroups(folder.resolve("proc"), folder.resolve("cgroup")),
                folder.resolve("proc"),
                kills,
                () -> 1_000_000);
    }

    @AfterEach
    void stop() throws IOException {
        engine.close();
    }

    /** One run a second, from second 1 on. */
    private void engineSays(String state, String status, int retries, int streak, int... exitCodes) {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < exitCodes.length; i++) {
            log.append(i == 0 ? "" : ",").append("""
                    {"Start":"2026-11-28T14:42:%02d.1Z","End":"2026-11-28T14:42:%02d.2Z","ExitCode":%d,"Output":""}""".formatted(i + 1, i + 1, exitCodes[i]));
        }
        engine.answers("/containers/" + ID + "/json", """
                {"Id":"%s","Name":"/sick.1","State":{%s,"StartedAt":"2026-11-28T14:42:00Z",
                "Health":{"Status":"%s","FailingStreak":%d,"Log":[%s]}},
                "HostConfig":{},"Config":{"Healthcheck":{"Test":["CMD-SHELL","false"],"Interval":1000000000,"Retries":%d},
                "Labels":{"com.docker.swarm.task.id":"task","com.docker.swarm.service.id":"sick"}}}
                """.formatted(ID, state, status, streak, log, retries));
    }

    private static final String RUNS = "\"Running\":true,\"Pid\":77";
    private static final String ENDED =
            "\"Running\":false,\"Pid\":0,\"ExitCode\":0,\"FinishedAt\":\"2026-11-28T14:42:04Z\"";

    @Test
    void aTaskThatTheEngineEndsForItsCheckIsToldAsUnhealthyWithTheRunsThatFailed() {
        engineSays(RUNS, "starting", 3, 0);
        containers.started(ID);
        engineSays(ENDED, "unhealthy", 3, 3, 1, 1, 1);
        containers.died(ID);
        ContainerUse last = containers.measure(() -> 1).getFirst();
        assertThat(last.running()).isFalse();
        assertThat(last.taskId()).isEqualTo("task");
        assertThat(last.serviceId()).isEqualTo("sick");
        assertThat(last.health()).isEqualTo("unhealthy");
        assertThat(last.peakBytes()).as("no sample saw it").isNull();
        assertThat(containers.lastChecks()).extracting(HealthRun::exitCode).containsExactly(1, 1, 1);
        assertThat(containers.lastChecks()).isEmpty();
        assertThat(containers.measure(() -> 2)).isEmpty();
    }

    /** The engine calls every container unhealthy that has a check and has ended. */
    @Test
    void whatEndsForAnotherReasonIsNot() {
        engineSays(RUNS, "healthy", 0, 0, 0);
        containers.started(ID);
        assertThat(containers.checks()).extracting(HealthRun::exitCode).containsExactly(0);
        engineSays(ENDED, "unhealthy", 0, 2, 0, 1, 1);
        assertThat(containers.checks()).extracting(HealthRun::exitCode).containsExactly(1, 1);
        containers.died(ID);
        assertThat(containers.measure(() -> 1)).extracting(ContainerUse::health).containsExactly("healthy");
        assertThat(containers.lastChecks()).as("told before").isEmpty();
    }

    @Test
    void retriesThatNobodyGaveAreThree() {
        engineSays(RUNS, "starting", 0, 0);
        containers.started(ID);
        engineSays(ENDED, "unhealthy", 0, 3, 1, 1, 1);
        containers.died(ID);
        assertThat(containers.measure(() -> 1)).extracting(ContainerUse::health).containsExactly("unhealthy");
    }

    @Test
    void oneThatWasGoneBeforeItWasLookedAtIsToldToo() {
        engineSays(ENDED, "unhealthy", 1, 1, 1);
        containers.started(ID);
        containers.died(ID);
        List<ContainerUse> told = containers.measure(() -> 1);
        assertThat(told).extracting(ContainerUse::taskId).containsExactly("task");
        assertThat(told).extracting(ContainerUse::health).containsExactly("unhealthy");
    }

    private void listHas(String... ids) throws IOException {
        engine.answers(
                "/containers/json?all=1",
                Stream.of(ids)
                        .map(id -> "{\"Id\":\"%s\",\"State\":\"running\"}".formatted(id))
                        .collect(Collectors.joining(",", "[", "]")));
        containers.refresh();
    }

    private void counts(String... files) throws IOException {
        for (String file : files) {
            Files.writeString(
                    folder.resolve("cgroup/task").resolve(file), file.equals("cpu.stat") ? "usage_usec 5\n" : "7\n");
        }
    }

    /** Nobody would know otherwise why a node's containers have no figures. */
    @Test
    void whatKeepsARunningContainerFromBeingMeasuredIsToldUntilItIsOver() throws IOException {
        engineSays(RUNS, "healthy", 0, 0);
        listHas(ID);
        assertThat(containers.measure(() -> 1)).isEmpty();
        assertThat(containers.troubles())
                .as("it may have ended this very moment")
                .isEmpty();
        listHas(ID);
        assertThat(containers.troubles())
                .containsExactly("1 running container cannot be measured: " + folder.resolve("cgroup/task/cpu.stat")
                        + ": no such file");
        containers.measure(() -> 2);
        listHas(ID);
        assertThat(containers.troubles()).hasSize(1);
        Files.createDirectories(folder.resolve("proc/77/net"));
        Files.writeString(folder.resolve("proc/77/net/dev"), "");
        counts("cpu.stat", "memory.stat", "memory.current", "memory.events");
        assertThat(containers.measure(() -> 3)).hasSize(1);
        listHas(ID);
        assertThat(containers.troubles()).isEmpty();
    }

    @Test
    void oneOfWhichTheKernelSaysNothingIsToldToo() throws IOException {
        engineSays(RUNS, "healthy", 0, 0);
        Files.delete(folder.resolve("proc/77/cgroup"));
        listHas(ID);
        assertThat(containers.troubles()).isEmpty();
        listHas(ID);
        assertThat(containers.troubles())
                .containsExactly("1 running container cannot be measured: " + folder.resolve("proc/77/cgroup")
                        + ": no such file");
        Files.writeString(folder.resolve("proc/77/cgroup"), "0::/task\n");
        listHas(ID);
        assertThat(containers.troubles()).as("it is found now").isEmpty();
    }

    @Test
    void whatEndedMeanwhileIsNoTrouble() throws IOException {
        engineSays(RUNS, "healthy", 0, 0);
        listHas(ID);
        containers.measure(() -> 1);
        engineSays(ENDED, "healthy", 0, 0);
        listHas();
        assertThat(containers.troubles()).isEmpty();
    }

    @Test
    void withoutAMemoryControllerAllElseIsMeasuredAndThatIsSaid() throws IOException {
        engineSays(RUNS, "healthy", 0, 0);
        Files.createDirectories(folder.resolve("proc/77/net"));
        Files.writeString(folder.resolve("proc/77/net/dev"), "");
        counts("cpu.stat", "pids.current");
        listHas(ID);
        ContainerUse use = containers.measure(() -> 1).getFirst();
        assertThat(use.pids()).isEqualTo(7);
        assertThat(use.memoryBytes()).isNull();
        assertThat(use.cacheBytes()).isNull();
        assertThat(use.peakBytes()).isNull();
        assertThat(containers.troubles())
                .containsExactly("the kernel counts no container's memory: its memory controller is off");
    }

    /** Between two runs the engine (moby's {@code State.SetRestarting}) says that it runs, without a process, and how it ended. */
    @Test
    void aPlainContainerThatIsAboutToStartAgainIsToldAsKilledForMemory() throws IOException {
        String plain = """
                {"Id":"%s","Name":"/plain","State":{%s,"StartedAt":"2026-11-28T14:42:0%d.5Z"},
                "HostConfig":{"Memory":67108864},"Config":{"Labels":{}}}
                """;
        for (int run = 1; run <= 2; run++) {
            engine.answers("/containers/" + ID + "/json", plain.formatted(ID, RUNS, run));
            containers.started(ID);
            engine.answers(
                    "/containers/" + ID + "/json",
                    plain.formatted(
                            ID,
                            "\"Status\":\"restarting\",\"Running\":true,\"Restarting\":true,\"Pid\":0,\"ExitCode\":137,"
                                    + "\"OOMKilled\":true,\"FinishedAt\":\"2026-11-28T14:42:0%d.9Z\"".formatted(run),
                            run));
            containers.died(ID);
        }
        assertThat(kills.take(1_000_000))
                .extracting(Kill::id, Kill::kind, Kill::exitCode)
                .containsExactly(
                        tuple(ID + "@1795876921500:1", Kill.Kind.CONTAINER, 137),
                        tuple(ID + "@1795876922500:1", Kill.Kind.CONTAINER, 137));
    }
}
