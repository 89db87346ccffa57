package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmkeeper.stackfile.Cure;
import io.swarmkeeper.stackfile.Optimization;
import io.swarmkeeper.stackfile.Optimizer;
import io.swarmkeeper.stackfile.StackFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptimizeCommandTest extends CommandTest {

    @Test
    void writesBesideTheFileAndKeepsItsMode() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(run("optimize", file.toString())).isZero();

        Path beside = folder.resolve("stack.yml.optimized");
        assertThat(file).hasContent(FAULTY);
        assertThat(Files.readString(beside)).startsWith(FAULTY).contains("max-size");
        assertThat(mode(beside)).isEqualTo("rw-r-----");
        assertThat(names()).containsExactly("stack.yml", "stack.yml.optimized");
        assertThat(out)
                .contains(file + ":2:3: api: logging: logs of at most 30 MB")
                .contains("health-checks: refused: no check is known");
    }

    @Test
    void writesInPlaceAndOnceOnly() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(run("optimize", file.toString(), "--write", "--only", "logging, replicas", "--without", "replicas"))
                .isZero();
        String once = Files.readString(file);

        assertThat(once).contains("logging:").doesNotContain("replicas");
        assertThat(mode(file)).isEqualTo("rw-rw-r--");
        assertThat(run("optimize", file.toString(), "--write", "--only=logging"))
                .isZero();
        assertThat(file).hasContent(once);
        assertThat(out).contains("is left as it is");
        assertThat(names()).containsExactly("stack.yml");
    }

    /** A fault of ours is no fault of the file: what is sound is written, the rest is told, and a script can tell. */
    @Test
    void tellsACureThatAFaultOfOursLeftOut() throws IOException {
        StackFile stack = StackFiles.read(file.toString(), Optional.empty(), Map.of());
        Optimization sound = Optimizer.optimize(stack, Set.of(Cure.LOGGING));
        Optimization faulty = new Optimization(
                sound.text(),
                sound.done(),
                sound.refused(),
                List.of(new Optimization.Refused(
                        Cure.REPLICAS, "api", sound.done().getFirst().place(), "left out: a fault")),
                sound.reserved());
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ByteArrayOutputStream warned = new ByteArrayOutputStream();

        int code = OptimizeCommand.run(
                stack,
                faulty,
                file.toString(),
                new Arguments(List.of("--write"), Set.of(), Set.of("--write", "--diff")),
                new PrintStream(told, true, StandardCharsets.UTF_8),
                new PrintStream(warned, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(3);
        assertThat(file).hasContent(sound.text());
        assertThat(warned.toString(StandardCharsets.UTF_8))
                .isEqualTo(file + ":2:3: api: replicas: left out: a fault" + System.lineSeparator());
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("is written.");
    }

    @Test
    void leavesTheFileToItsOwner() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may give files away");
        Files.setAttribute(file, "unix:uid", 65534);
        Files.setAttribute(file, "unix:gid", 65534);
        assertThat(run("optimize", file.toString(), "--write")).isZero();

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(65534);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(65534);
    }

    /** There is no place for the comment in braces. */
    @Test
    void tellsThatNothingWasMeasuredWhereTheFileCannot() throws IOException {
        Files.writeString(file, "services: {api: {image: a}}\n");
        assertThat(run("optimize", file.toString(), "--only", "resources")).isZero();
        assertThat(out).contains("What is sized by its kind of service was not measured");
        assertThat(run("optimize", file.toString(), "--only", "logging")).isZero();
        assertThat(out).doesNotContain("measured");
    }

    /** Applied by patch, the diff is the cure; reversed, it is the undo. */
    @Test
    void writesADiffThatPatchAppliesAndTakesBack() throws Exception {
        Files.writeString(
                file,
                FAULTY.replace("\n", "\r\n")
                        + "  db:\r\n    image: postgres\r\n    deploy: {update_config: {failure_action: pause}}");
        String before = Files.readString(file);
        assertThat(run("optimize", file.toString(), "--diff")).isZero();
        assertThat(file).hasContent(before);
        Path diff = folder.resolve("cure.diff");
        Files.writeString(diff, out);
        assertThat(err).contains("cures, ");

        run("optimize", file.toString());
        patch(diff, "");
        assertThat(Files.readString(file)).isEqualTo(Files.readString(folder.resolve("stack.yml.optimized")));
        patch(diff, "-R");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    private static final String STORED =
            "services:\n  db:\n    image: postgres:16\n    volumes: [pg:/var/lib/postgresql/data]\n"
                    + "    deploy: {placement: {constraints: [node.hostname == n1]}}\nvolumes:\n  pg:\n";

    /** Undone by its diff like every other cure. */
    @Test
    void putsVolumesWhereTheOperatorSays() throws Exception {
        Files.writeString(file, STORED);
        assertThat(run(
                        "optimize",
                        file.toString(),
                        "--diff",
                        "--only",
                        "volumes",
                        "--storage",
                        "database=/mnt/fast-ssd"))
                .isZero();
        assertThat(err).contains(file + ":7:3: pg: volumes: made in /mnt/fast-ssd/pg, storage of class database,");
        Path diff = folder.resolve("cure.diff");
        Files.writeString(diff, out);
        patch(diff, "");
        assertThat(Files.readString(file)).startsWith(STORED).endsWith("      device: /mnt/fast-ssd/pg\n");
        patch(diff, "-R");
        assertThat(file).hasContent(STORED);

        assertThat(run("optimize", file.toString(), "--only=volumes")).isZero();
        assertThat(out)
                .contains("pg: volumes: refused: no file shows where storage for a database is: name the folder, as"
                        + " storage database=/FOLDER")
                .contains("0 cures, 1 refused.");
    }

    @Test
    void refusesStorageThatIsNone() throws IOException {
        Files.writeString(file, STORED);
        String name = file.toString();
        refused(
                "--storage: \"disk\" is no class of storage; there are gateway,",
                "optimize",
                name,
                "--storage",
                "disk=/a");
        refused("--storage: found \"\"; CLASS=/FOLDER is expected", "optimize", name, "--storage=");
        refused("--storage: the folder of class cache is relative", "optimize", name, "--storage", "cache=a");
        refused("--storage lacks its value", "optimize", name, "--storage");
        refused(
                "--storage is for cure volumes, which is left out",
                "optimize",
                name,
                "--storage",
                "cache=/a",
                "--without",
                "volumes");
        assertThat(names()).containsExactly("stack.yml");
    }

    @Test
    void tellsWhatNoCureMendsBesideTheDiff() throws IOException {
        Files.writeString(file, FAULTY + "    networks: [nowhere]\n");
        assertThat(run("optimize", "--diff", file.toString())).isZero();
        assertThat(out).doesNotContain("A fault keeps");
        assertThat(err)
                .contains("A fault keeps %s from running as it is written, and no cure mends that:\n%s:4:16: "
                        .formatted(file, file));
        Files.writeString(file, FAULTY);
        assertThat(run("optimize", "--diff", file.toString())).isZero();
        assertThat(err).doesNotContain("as it is written");
    }

    private void patch(Path diff, String option) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("git", "apply", "-p1", diff.toString()));
        if (!option.isEmpty()) {
            command.add(option);
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void leavesSymbolicLinksWhatTheyAre() throws IOException {
        Path link = folder.resolve("link.yml");
        Files.createSymbolicLink(link, file);
        refused("link.yml is a symbolic link; name the file it leads to", "optimize", link.toString(), "--write");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent(FAULTY);

        Files.createSymbolicLink(folder.resolve("stack.yml.optimized"), folder.resolve("elsewhere"));
        refused("stack.yml.optimized is there and is no plain file", "optimize", file.toString());
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void leavesFilesWithAnotherNameAsTheyAre() throws IOException {
        Path other = folder.resolve("other.yml");
        Files.createLink(other, file);
        refused("stack.yml has 2 names (hard links)", "optimize", file.toString(), "--write");
        assertThat(file).hasContent(FAULTY);
        assertThat(Files.isSameFile(file, other)).isTrue();
    }

    @Test
    void saysThatAFolderTakesNoFiles() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may write into every folder");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            refused("may not be written: nothing may be made in folder", "optimize", file.toString());
            refused("may not be written: nothing may be made in folder", "optimize", file.toString(), "--write");
            assertThat(file).hasContent(FAULTY);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
