package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.Application;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a process of their own, started as the server is. */
class ProcessTest {

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    @Test
    void reviewsWithoutStartingAServer() throws Exception {
        Path file = folder.resolve("stack.yml");
        Files.writeString(file, "services:\n  café:\n    image: a\n");
        Ended ended = run("", "review", file.toString());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).startsWith(file + ":2:3: critical: café may take all of its node");
        // The other one is the name: a deploy takes no é in it.
        assertThat(ended.out()).contains("critical: services.café is no field of a stack file");
        assertThat(ended.out().lines().toList().getLast()).matches("\\d+ findings: 2 critical, .*");
    }

    /** The kernel refuses to write on, as on a full disk. */
    @Test
    void leavesEverythingAsItWasWhenADiskIsFull() throws Exception {
        Path file = folder.resolve("stack.yml");
        StringBuilder text = new StringBuilder("services:\n");
        for (int i = 0; i < 200; i++) {
            text.append("  s%d:\n    image: a\n".formatted(i));
        }
        Files.writeString(file, text);

        for (List<String> words :
                List.of(List.of("optimize", file.toString()), List.of("optimize", file.toString(), "--write"))) {
            Ended ended = run("ulimit -f 8; ", words.toArray(String[]::new));
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).contains("cannot be written: ").contains("nothing was changed");
            assertThat(file).hasContent(text.toString());
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(f -> f.getFileName().toString())
                                .filter(n -> n.contains("stack") || n.startsWith(".swarmkeeper")))
                        .containsExactly("stack.yml");
            }
        }
    }

    private Ended run(String before, String... words) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new java.util.ArrayList<>(
                List.of("sh", "-c", before + "exec \"$@\"", "sh", java, "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Application.class.getName()));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still runs after 60 s: " + command);
        }
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
