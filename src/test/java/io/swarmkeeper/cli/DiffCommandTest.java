package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both tools that people apply a diff with take it, and take it back, whatever the file is named. */
class DiffCommandTest extends CommandTest {

    private static final List<String> PATCH = List.of("patch", "-p1", "--batch", "-i");
    private static final List<String> GIT = List.of("git", "apply", "-p1");

    /** Named by its whole path, the diff is for the folder of the file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.yml",
                "two words.yml",
                " first.yml",
                "last ",
                "tab\there.yml",
                "quote\"and\\.yml",
                "größe.yml",
                "bell\u0007.yml"
            })
    void isTakenByBothToolsWhateverTheName(String name) throws Exception {
        Path named = folder.resolve(name);
        Files.writeString(named, FAULTY);
        assertThat(run("optimize", named.toString(), "--diff")).isZero();
        takes(named, GIT);
        takes(named, PATCH);
    }

    /** GNU patch refuses such a name whoever writes it; git takes it. */
    @ParameterizedTest
    @ValueSource(strings = {"line\nbreak.yml", "a\n+++ b/other.yml"})
    void keepsANameWithALineBreakOnOneLine(String name) throws Exception {
        Path named = folder.resolve(name.replace("b/other", "other"));
        Files.writeString(named, FAULTY);
        assertThat(run("optimize", named.toString(), "--diff")).isZero();
        assertThat(out.lines().limit(3).toList().get(2)).startsWith("@@ ");
        takes(named, GIT);
    }

    @ParameterizedTest
    @CsvSource({
        "sub/stack.yml, a/sub/stack.yml",
        "./stack.yml, a/stack.yml",
        "sub/../stack.yml, a/stack.yml",
        "../base.yml, a/base.yml",
        "/srv/stack.yml, a/stack.yml",
        "//srv//stack.yml, a/stack.yml"
    })
    void namesTheFileAsItIsFoundFromWhereTheDiffIsApplied(String name, String header) {
        assertThat("a/" + OptimizeCommand.inDiff(name)).isEqualTo(header);
    }

    private void takes(Path named, List<String> tool) throws Exception {
        Path diff = Files.writeString(folder.resolve("cure.diff"), out);
        apply(tool, diff, "");
        assertThat(Files.readString(named)).contains("max-size");
        apply(tool, diff, "-R");
        assertThat(named).hasContent(FAULTY);
    }

    private void apply(List<String> tool, Path diff, String option) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(tool);
        command.add(diff.toString());
        if (!option.isEmpty()) {
            command.add(option);
        }
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no " + tool.getFirst() + " here");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
