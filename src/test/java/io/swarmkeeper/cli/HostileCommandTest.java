package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and texts that would steer a terminal, and ends of a pipe where nobody reads or nothing ends. */
class HostileCommandTest extends CommandTest {

    @Test
    void showsNoControlCharacterOfAFile() throws IOException {
        Files.writeString(file, "services:\n  \"a\\e[31m\\nfake.yml:1:1: b\\u202e\":\n    image: x\n");
        assertThat(run("optimize", file.toString())).isZero();
        assertThat(out).doesNotContain("\u001b", "\u202e").contains("a\uFFFD[31m\uFFFDfake.yml:1:1: b\uFFFD: logging:");

        Files.writeString(file, "services:\n  a: {image: x, \"\\e[31m\": 1, \"\\e[31m\": 2}\n");
        assertThat(run("review", file.toString())).isEqualTo(2);
        assertThat(err).doesNotContain("\u001b").contains("key \uFFFD[31m stands twice");
    }

    @Test
    void tellsThatItCouldNotTell() throws IOException {
        Files.writeString(file, "services:\n  a:\n    image: x\n");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        int code = CommandLine.run(
                List.of("optimize", file.toString(), "--diff"),
                Map.of(),
                new PrintStream(full, false, StandardCharsets.UTF_8),
                new PrintStream(told, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(2);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("could not be written whole");
    }

    @Test
    @Timeout(20)
    void readsNoMoreOfADeviceThanOfAFile() {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "a system with /dev/zero");
        assertThat(run("review", "/dev/zero")).isEqualTo(2);
        assertThat(err).contains("no more than 5 MiB are read");
    }

    /** A stack trace with exit code 1 would be a finding to a pipeline. */
    @Test
    void tellsAFaultOfItsOwnInOneLine() {
        Map<String, String> broken = new HashMap<>();
        broken.put("NAME", null);
        assertThat(run(broken, "review", file.toString())).isEqualTo(3);
        assertThat(err)
                .hasLineCount(1)
                .startsWith("This is a fault of Swarmkeeper, not of the file: NullPointerException.");

        broken.put("SWARMKEEPER_TRACE", "true");
        assertThat(run(broken, "optimize", file.toString())).isEqualTo(3);
        assertThat(err).contains("\tat ");
        assertThat(file).hasContent(FAULTY);
    }

    @Test
    @Timeout(20)
    void doesNotWaitForTheWriterOfAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        Process made;
        try {
            made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "a system with mkfifo");
            return;
        }
        assertThat(made.waitFor()).isZero();
        assertThat(run("review", pipe.toString())).isEqualTo(2);
        assertThat(err).contains("is no file but a pipe");
        assertThat(run("review", file.toString(), "--env-file", pipe.toString()))
                .isEqualTo(2);
        assertThat(err).contains("is no file but a pipe");
    }

    @Test
    void refusesANameThatNoFileCanHave() {
        assertThat(run("review", "a\0b")).isEqualTo(2);
        assertThat(err).contains("is no name of a file here");
    }
}
