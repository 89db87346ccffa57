package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.collector.SwarmUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A socket that our user may not open. Root may open everything, so the client runs as a program of its own; when the
 * tests run as root, as in docker/test, without root's power to pass over permissions (capabilities(7)).
 */
class ClosedSocketTest {

    private static final String POWERS = "-dac_override,-dac_read_search";

    @TempDir
    Path folder;

    private Path room;
    private Path socket;
    private FakeEngine engine;

    @BeforeEach
    void start() throws IOException {
        room = Files.createDirectory(folder.resolve("run"));
        engine = new FakeEngine(room).on("/nodes", FakeEngine.json("[]"));
        socket = room.resolve("fake.sock");
    }

    @AfterEach
    void end() throws IOException {
        permit(room, "rwxr-xr-x");
        engine.close();
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** {@code HOST}: reads the nodes there and says what came of it. */
    public static void main(String[] arguments) {
        EngineSettings settings = new EngineSettings(
                arguments[0],
                "",
                "",
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                2,
                Optional.empty());
        try (EngineClient client = new EngineClient(settings)) {
            System.out.println("NODES " + new EngineSwarmSource(client).readNodes());
        } catch (SwarmUnavailableException e) {
            System.out.println(e.reason() + " " + e.found() + " " + e.advice());
        }
    }

    private String tryIt() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--bounding-set", POWERS, "--inh-caps", POWERS));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ClosedSocketTest.class.getName(),
                engine.host()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines().toList().getLast();
    }

    @Test
    void aSocketThatIsOpenIsRead() throws Exception {
        assertThat(tryIt()).isEqualTo("NODES []");
    }

    @Test
    void aClosedSocketIsAboutPermission() throws Exception {
        permit(socket, "---------");
        assertThat(tryIt())
                .isEqualTo(
                        "PERMISSION The socket %s is closed to this user. Run Swarmkeeper as a member of the socket's"
                                        .formatted(socket)
                                + " group (usually docker).");
    }

    @Test
    void aClosedFolderIsAboutPermissionAndNotAboutAMissingSocket() throws Exception {
        permit(room, "---------");
        assertThat(tryIt()).startsWith("PERMISSION The folder of %s is closed to this user.".formatted(socket));
    }
}
