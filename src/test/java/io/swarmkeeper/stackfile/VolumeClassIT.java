package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.engine.LabSwarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Volumes with a class of storage on the real Swarm: new ones are in its folder, and those that are there keep their
 * data and their place.
 */
class VolumeClassIT {

    private static final String STACK = "storage";
    private static final String VOLUME = STACK + "_orders";
    private static final String SERVICE = STACK + "_db";
    private static final String STOPPED = "label=com.docker.swarm.service.name=" + SERVICE;
    private static final String IMAGE = "postgres:idle";
    private static final String FOLDER = "/opt/fast-ssd";
    private static final String FILE = """
            services:
              db:
                image: %s
                volumes:
                  - orders:/var/lib/postgresql/data
                deploy:
                  endpoint_mode: dnsrr
                  restart_policy: {delay: 1s}
                  placement:
                    constraints: [node.hostname == w1]
            volumes:
              orders:
            """.formatted(IMAGE);
    private static final String ROW = "/var/lib/postgresql/data/row";

    private final LabSwarm swarm = new LabSwarm();

    @TempDir
    Path files;

    private String cured = "";

    @BeforeEach
    void cure() {
        swarm.run("alias", LabSwarm.IMAGE, IMAGE);
        Optimization seen = Optimizer.optimize(
                Written.file(FILE), Set.of(Cure.VOLUMES), KnownSizes.NONE, StorageFolders.parse("database=" + FOLDER));
        assertThat(seen.done()).hasSize(1);
        cured = seen.text();
    }

    @AfterEach
    void remove() {
        try {
            swarm.removeStack(STACK);
            awaitContainer("a container of " + STACK, "");
            removeVolume("--force");
            swarm.run("inside", "w1", "rm", "-rf", FOLDER);
        } finally {
            swarm.close();
        }
    }

    /** Without its folder it does not start, which is better than empty; the undo of the file leaves the data in sight. */
    @Test
    void aNewVolumeIsInTheFolderOfItsClass() throws IOException {
        deploy(cured);
        swarm.await(
                "a task failed for want of the folder",
                _ -> swarm.docker("m1", "service", "ps", "--no-trunc", "--format", "{{.Error}}", SERVICE)
                        .contains(FOLDER + "/orders:"));

        swarm.run("inside", "w1", "mkdir", "-p", FOLDER + "/orders");
        String first = awaitOther("");
        write(first, "of the class");
        assertThat(swarm.run("inside", "w1", "cat", FOLDER + "/orders/row")).isEqualTo("of the class");

        deploy(FILE);
        String undone = awaitOther(first);
        assertThat(read(undone)).isEqualTo("of the class");
    }

    /** Nothing moves by itself; copied by hand as docs/stack-files.md says, it is where the file has it. */
    @Test
    void aVolumeThatIsThereKeepsItsDataAndIsMovedByHand() throws IOException {
        deploy(FILE);
        String first = awaitOther("");
        write(first, "from before");
        swarm.run("inside", "w1", "mkdir", "-p", FOLDER + "/orders");

        deploy(cured);
        String second = awaitOther(first);
        assertThat(read(second)).isEqualTo("from before");
        assertThat(swarm.docker("w1", "volume", "inspect", "--format", "{{json .Options}}", VOLUME))
                .isEqualToIgnoringWhitespace("null");
        assertThat(swarm.run("inside", "w1", "ls", FOLDER + "/orders")).isEmpty();

        swarm.docker("m1", "service", "scale", "--detach", SERVICE + "=0");
        awaitContainer("a container of " + STACK, "");
        swarm.docker(
                "w1",
                "run",
                "--rm",
                "--volume",
                VOLUME + ":/from:ro",
                "--volume",
                FOLDER + "/orders:/to",
                IMAGE,
                "cp",
                "-a",
                "/from/.",
                "/to/");
        removeVolume();
        deploy(cured);
        String moved = awaitOther(second);
        assertThat(read(moved)).isEqualTo("from before");
        write(moved, "and after");
        assertThat(swarm.run("inside", "w1", "cat", FOLDER + "/orders/row")).isEqualTo("and after");
    }

    private void removeVolume(String... options) {
        swarm.docker("w1", "container", "prune", "--force", "--filter", STOPPED);
        swarm.awaitUnused("w1", VOLUME); // a container that is being removed is not pruned
        List<String> command = new ArrayList<>(List.of("volume", "rm"));
        command.addAll(List.of(options));
        command.add(VOLUME);
        swarm.docker("w1", command.toArray(String[]::new));
    }

    private void deploy(String text) throws IOException {
        Path file = Files.writeString(files.resolve("storage.yml"), text);
        swarm.docker("m1", "stack", "deploy", "--resolve-image", "never", "-c", file.toString(), STACK);
    }

    private void write(String container, String row) {
        swarm.docker("w1", "exec", container, "sh", "-c", "printf '%s' '" + row + "' > " + ROW);
    }

    private String read(String container) {
        return swarm.docker("w1", "exec", container, "cat", ROW);
    }

    /** A running container that is not this one. */
    private String awaitOther(String before) {
        return awaitContainer("a container that is not " + before, before.isEmpty() ? "?" : before);
    }

    /** @param other the container that is not meant; empty text to wait until there is none */
    private String awaitContainer(String what, String other) {
        Instant end = Instant.now().plusSeconds(240);
        while (true) {
            String found = swarm.docker("w1", "ps", "--quiet", "--no-trunc", "--filter", "name=" + SERVICE)
                    .strip();
            boolean right = other.isEmpty() ? found.isEmpty() : !found.isEmpty() && !found.contains(other);
            if (right) {
                return found;
            }
            assertThat(Instant.now()).as(what).isBefore(end);
        }
    }
}
