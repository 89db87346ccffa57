package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.engine.LabSwarm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as a process of its own, ended by kill -9 in the middle of a change and started again. */
class KilledServerIT {

    private static final String PREFIX = "kill-";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** After these nothing else is said. */
    private static final Set<String> ENDS = Arrays.stream(ChangeState.values())
            .filter(ChangeState::isFinal)
            .map(s -> "STATE " + s.word())
            .collect(Collectors.toUnmodifiableSet());

    @TempDir
    private Path data;

    private static LabSwarm lab;

    @BeforeAll
    static void start() {
        lab = new LabSwarm();
        lab.removeServices(PREFIX);
    }

    @AfterAll
    static void end() {
        lab.removeServices(PREFIX);
        lab.close();
    }

    private Process server(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LabServer.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // what it says is waited for without end: the end of its output is one
        CompletableFuture.delayedExecutor(8, TimeUnit.MINUTES).execute(process::destroyForcibly);
        return process;
    }

    private static void awaitLine(BufferedReader output, String line) throws IOException {
        List<String> seen = new ArrayList<>();
        String next = output.readLine();
        while (next != null && !next.equals(line) && !ENDS.contains(next)) {
            seen.add(next);
            next = output.readLine();
        }
        assertThat(next).as(() -> String.join("\n", seen)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({"approved, 0", "applying, 0", "applying, 150", "applying, 700", "baking, 0"})
    void goesOnAfterTheRestartAndHasWrittenOnce(String state, long further) throws Exception {
        String name = PREFIX + state + further;
        lab.docker(
                "m1",
                "service",
                "create",
                "--quiet",
                "--detach",
                "--no-resolve-image",
                "--endpoint-mode=dnsrr",
                "--replicas=2",
                "--name=" + name,
                LabSwarm.IMAGE);
        String socket = lab.run("socket", "m1").strip();
        JsonNode before = inspect(name).path("Spec");
        Process first = server("ask", data.toString(), socket, name);
        try (BufferedReader output = first.inputReader()) {
            awaitLine(output, "STATE " + state);
            Bench.sleep(further);
            first.destroyForcibly().waitFor();
        }
        Process second = server("resume", data.toString(), socket);
        try (BufferedReader output = second.inputReader()) {
            awaitLine(output, "STATE succeeded");
        } finally {
            second.destroyForcibly().waitFor();
        }
        JsonNode service = inspect(name);
        assertThat(resources(service.path("PreviousSpec")))
                .as("a second write would have put the new spec there")
                .isEqualTo(resources(before));
        JsonNode limits =
                service.path("Spec").path("TaskTemplate").path("Resources").path("Limits");
        assertThat(limits.path("MemoryBytes").asLong()).isPositive();
    }

    private static JsonNode resources(JsonNode spec) {
        return spec.path("TaskTemplate").path("Resources");
    }

    private static JsonNode inspect(String name) {
        return JSON.readTree(lab.docker("m1", "service", "inspect", name)).path(0);
    }
}
