package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of the jar, run to its end as a person or a pipeline runs it. */
record JarCommand(int code, String out, String err) {

    private static final Path JAR = Path.of("target/swarmkeeper.jar");

    /**
     * @param environment beside that of the test
     * @throws AssertionError if it has not ended within four minutes
     */
    static JarCommand run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        assertThat(JAR).as("built by './mvnw package'").isNotEmptyFile();
        Path out = Files.createTempFile("jar", ".out");
        Path err = Files.createTempFile("jar", ".err");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS))
                    .as("%s ended", command)
                    .isTrue();
            return new JarCommand(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
