package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Our own stack file, deployed as the README says, passes our own findings. */
@ExtendWith(SharedLab.class)
class OwnStackIT {

    private static final Path JAR = Path.of("target/swarmkeeper.jar");
    private static final String SECRET = "swarmkeeper_admin_password";

    private final FindingsLab lab;

    @TempDir
    private Path files;

    OwnStackIT(FindingsLab lab) {
        this.lab = lab;
    }

    private static Set<String> ids(List<Seen> findings) {
        return findings.stream().map(Seen::id).collect(Collectors.toSet());
    }

    private static List<Seen> others(List<Seen> findings, Set<String> known) {
        return findings.stream().filter(f -> !known.contains(f.id())).toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void deploy(String image) throws IOException {
        Path password = files.resolve("password");
        Files.writeString(password, Caller.PASSWORD);
        lab.label("m1", "swarmkeeper.data=true");
        lab.docker("secret", "create", SECRET, password.toString());
        Object group = Files.getAttribute(Path.of(lab.swarm.run("socket", "m1").strip()), "unix:gid");
        lab.swarm.run(
                Map.of("SWARMKEEPER_IMAGE", image, "DOCKER_GID", group.toString()),
                "docker",
                "m1",
                "stack",
                "deploy",
                "-c",
                "helm-free-deploy/swarmkeeper.yml",
                "swarmkeeper");
    }

    private void remove() {
        lab.docker("stack", "rm", "swarmkeeper");
        lab.await(
                "our own tasks are gone",
                s -> s.tasks().stream().noneMatch(t -> t.state().holdsResources()));
        lab.docker("secret", "rm", SECRET);
        lab.removeVolume("m1", "swarmkeeper_data");
    }

    @Test
    void bringsNoFinding() throws IOException {
        assertThat(JAR).as("built by './mvnw package'").isNotEmptyFile();
        Set<String> before = ids(lab.findings());
        String image = lab.swarm.script("server-image", JAR.toString()).strip();
        lab.later(this::remove);
        deploy(image);
        lab.judgedOnce(
                "a healthy swarmkeeper_server",
                s -> s.findServiceByIdOrName("swarmkeeper_server")
                        .filter(v -> s.runningTasks(v.id()) == 1)
                        .isPresent());
        assertThat(others(lab.findings(), before)).as("seen from outside").isEmpty();

        int port = freePort();
        lab.later(() -> lab.swarm.run("unforward", String.valueOf(port)));
        lab.swarm.run("forward", "m1", "8080", String.valueOf(port));
        Caller admin = Caller.admin(port);
        LabServer.until(
                "its own findings",
                () -> admin.get("/api/v1/findings?code=manager-quorum").text().contains("One manager holds"));
        assertThat(others(Seen.all(admin), before)).as("seen by itself").isEmpty();
    }
}
