package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Our own stack file, deployed as the README says, passes our own findings. */
@ExtendWith(SharedLab.class)
class OwnStackIT {

    private static final Path JAR = Path.of("target/swarmkeeper.jar");
    private static final Path AGENT = Path.of("target/swarmkeeper-agent.jar");
    private static final String SECRET = "swarmkeeper_admin_password";
    private static final String TOKEN = "swarmkeeper_agent_token";

    private final FindingsLab lab;

    @TempDir
    private Path files;

    OwnStackIT(FindingsLab lab) {
        this.lab = lab;
    }

    private static Set<String> ids(List<Seen> findings) {
        return findings.stream().map(Seen::id).collect(Collectors.toSet());
    }

    /** What the server outside, who asks no agents, finds missing before there is any stack. */
    private static final Set<String> ABOUT_THE_EYES = Set.of("node-agent-missing", "no-node-exporter");
    /** The lab's nodes have no other disk that the data could be on. */
    private static final String ONE_DISK = "volume-on-root-disk";

    private static List<Seen> others(List<Seen> findings, Set<String> known) {
        return findings.stream().filter(f -> !known.contains(f.id())).toList();
    }

    private void deploy(String image, String agent) throws IOException {
        Path password = files.resolve("password");
        Files.writeString(password, Caller.PASSWORD);
        lab.label("m1", "swarmkeeper.data=true");
        lab.docker("secret", "create", SECRET, password.toString());
        Path token = files.resolve("token");
        Files.writeString(token, "the token of our own stack");
        lab.docker("secret", "create", TOKEN, token.toString());
        Object group = Files.getAttribute(Path.of(lab.swarm.run("socket", "m1").strip()), "unix:gid");
        lab.swarm.run(
                Map.of(
                        "SWARMKEEPER_IMAGE",
                        image,
                        "SWARMKEEPER_AGENT_IMAGE",
                        agent,
                        "SWARMKEEPER_AGENT_NODE_CGROUP",
                        "/" + System.getenv().getOrDefault("SWARM_LAB_PREFIX", "sl") + "-{{.Node.Hostname}}",
                        "DOCKER_GID",
                        group.toString()),
                "docker",
                "m1",
                "stack",
                "deploy",
                "-c",
                "helm-free-deploy/swarmkeeper.yml",
                "swarmkeeper");
    }

    private void remove() {
        lab.swarm.removeStack("swarmkeeper");
        lab.await(
                "our own tasks are gone",
                s -> s.tasks().stream().noneMatch(t -> t.state().holdsResources()));
        lab.docker("secret", "rm", SECRET, TOKEN);
        lab.removeVolume("m1", "swarmkeeper_data");
    }

    private static long running(String service, Snapshot snapshot) {
        return snapshot.findServiceByIdOrName(service)
                .map(s -> snapshot.runningTasks(s.id()))
                .orElse(0L);
    }

    @Test
    void bringsNoFinding() throws IOException {
        assertThat(JAR).as("built by './mvnw package'").isNotEmptyFile();
        assertThat(AGENT).as("built by './mvnw package'").isNotEmptyFile();
        lab.later(lab::restart);
        lab.restart("--swarmkeeper.findings.node-agent-missing.after=1s");
        LabServer.until(
                "an outsider without eyes says so",
                () -> lab.findings().stream()
                        .map(Seen::code)
                        .collect(Collectors.toSet())
                        .containsAll(ABOUT_THE_EYES));
        Set<String> before = ids(lab.findings());
        String image = lab.swarm.script("server-image", JAR.toString()).strip();
        String agent = lab.swarm.script("server-image", AGENT.toString()).strip();
        lab.later(this::remove);
        deploy(image, agent);
        lab.judgedOnce(
                "a healthy server, and a healthy agent on each node",
                s -> running("swarmkeeper_server", s) == 1 && running("swarmkeeper_swarmkeeper-agent", s) == 3);
        nothingMore("seen from outside", () -> others(lab.findings(), before));

        int port = lab.swarm.forward("m1", 8080);
        lab.later(() -> lab.swarm.run("unforward", String.valueOf(port)));
        Caller admin = Caller.admin(port);
        LabServer.until(
                "its own findings",
                () -> admin.get("/api/v1/findings?code=manager-quorum").text().contains("One manager holds"));
        LabServer.until(
                "the server hears the agents by the name of the stack file, and what they measured",
                () -> List.of(
                                "swarmkeeper_agents{standing=\"heard\"} 3.0",
                                "node_cpu_usage_percent{",
                                "overlay_network_latency_ms_count{dest=\"w2\",source=\"w1\"}")
                        .stream()
                        .allMatch(admin.get("/actuator/prometheus").text()::contains));
        nothingMore(
                "seen by itself, with eyes on every node",
                () -> others(Seen.all(admin), before).stream()
                        .filter(f -> !f.code().equals(ONE_DISK))
                        .toList());
    }

    /** What a busy machine brings for a moment goes again: round trips that took long, though none that was lost. */
    private static void nothingMore(String where, Supplier<List<Seen>> more) {
        AtomicReference<List<Seen>> last = new AtomicReference<>(List.of());
        try {
            LabServer.until(where, () -> {
                last.set(more.get());
                assertThat(last.get())
                        .as(where)
                        .noneMatch(f -> f.evidence().path("pairs").toString().contains(" lost"));
                return last.get().isEmpty();
            });
        } catch (AssertionError e) {
            assertThat(last.get()).as(where).isEmpty();
            throw e;
        }
    }

    /** As docs/stack-files.md says, on a file system that takes nothing but what is mounted. */
    @Test
    void reviewsAndCuresFilesFromTheImage() throws IOException {
        String image = lab.swarm.script("server-image", JAR.toString()).strip();
        // of all folders here a node with a root of its own sees the lab's alone
        Path folder = Files.createTempDirectory(Path.of(System.getenv("SWARM_LAB_DIR")), "stack-files");
        Path file = folder.resolve("stack.yml");
        Files.writeString(file, "services:\n  redis:\n    image: redis:7-alpine\n");
        Object owner = Files.getAttribute(folder, "unix:uid");
        for (Path each : List.of(folder, file)) {
            Files.setAttribute(each, "unix:uid", 1234);
            Files.setAttribute(each, "unix:gid", 1235);
        }
        lab.later(() -> setOwner(folder, owner));

        // Nothing but the findings: a JVM that complains, of a cache that it cannot use say, does so here too.
        assertThat(fromImage(image, folder, "review stack.yml"))
                .startsWith("stack.yml:2:3: critical: redis may take all of its node")
                .endsWith("exit code 1\n");
        assertThat(fromImage(image, folder, "review stack.yml --format json --fail-on never"))
                .startsWith("{")
                .endsWith("exit code 0\n");
        assertThat(fromImage(image, folder, "review nothing.yml")).isEqualTo("nothing.yml is not there\nexit code 2\n");
        assertThat(fromImage(image, folder, "optimize stack.yml"))
                .contains("stack.yml.optimized is written.")
                .endsWith("exit code 0\n");
        Path cured = folder.resolve("stack.yml.optimized");
        assertThat(cured).content().contains("[\"CMD\", \"redis-cli\", \"ping\"]");
        assertThat(Files.getAttribute(cured, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(cured, "unix:gid")).isEqualTo(1235);
        assertThat(fromImage(image, folder, "optimize stack.yml --write"))
                .endsWith("stack.yml is written.\nexit code 0\n");
        assertThat(file).hasSameTextualContentAs(cured);
    }

    private static void setOwner(Path path, Object owner) {
        try {
            Files.setAttribute(path, "unix:uid", owner);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a run of the image on the folder of files prints, and with which code it ends. */
    private String fromImage(String image, Path folder, String words) {
        String run =
                "docker -H unix://%s/m1/docker.sock run --rm --read-only -v '%s:/stack' -w /stack -u 1234:1235 %s %s 2>&1;"
                        + " echo exit code $?";
        return lab.swarm.run(
                "exec", "m1", "sh", "-c", run.formatted(System.getenv("SWARM_LAB_DIR"), folder, image, words));
    }
}
