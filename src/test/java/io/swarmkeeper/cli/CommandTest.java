package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands on a faulty file in a folder of its own, and holds what they said. */
abstract class CommandTest {

    static final String FAULTY = "services:\n  api:\n    image: a\n";

    @TempDir
    Path folder;

    Path file;
    String out = "";
    String err = "";

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("stack.yml");
        Files.writeString(file, FAULTY);
    }

    void refused(String message, String... words) {
        assertThat(run(words)).isEqualTo(2);
        assertThat(err).contains(message);
        assertThat(out).isEmpty();
    }

    int run(String... words) {
        return run(Map.of(), words);
    }

    int run(Map<String, String> environment, String... words) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int code = CommandLine.run(
                List.of(words),
                environment,
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
