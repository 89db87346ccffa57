package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.stackfile.yaml.StackFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody writes in good faith: each is told with its place, and none takes the process with it. */
class HostileFilesTest {

    private static final String SERVICE = "services:\n  a:\n    image: x/a:1\n";

    /** Each line stands for 65,535 ports: a file of a few kilobytes would fill any memory. */
    @Test
    void refusesMorePortsThanFilesHave() {
        StringBuilder ports = new StringBuilder(SERVICE + "    ports:\n");
        for (int i = 0; i < 100; i++) {
            ports.append("      - \"127.0.0.%d:1-65535:1-65535\"\n".formatted(i));
        }
        assertThatThrownBy(() -> Written.file(ports.toString()))
                .isInstanceOfSatisfying(
                        StackFileException.class,
                        e -> assertThat(e.place().line()).isEqualTo(8))
                .hasMessageContaining("more than 200,000 ports");

        StringBuilder services = new StringBuilder("services:\n");
        for (int i = 0; i < 100; i++) {
            services.append("  s%d:\n    image: x\n    ports: [\"1-65535\"]\n".formatted(i));
        }
        assertThatThrownBy(() -> Written.file(services.toString()))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining("more than 200,000 ports");
    }

    /** One range over another is one mistake. */
    @Test
    void tellsOnceOfARangeThatIsPublishedTwice() {
        List<FileFinding> twice =
                found("port-published-twice", SERVICE + "    ports: [\"1-65535:1-65535\", \"8000-9000:1000-2000\"]\n");
        assertThat(twice).hasSize(1);
        assertThat(twice.getFirst().title()).isEqualTo("Port 8000/tcp is published twice");
    }

    @Test
    void readsAMountOfColonsOnly() {
        for (String mount : List.of(":", "::", ":/x", "data:", "")) {
            assertThatThrownBy(() -> Written.file(SERVICE + "    volumes: [\"" + mount + "\"]\n"))
                    .as(mount)
                    .isInstanceOf(StackFileException.class)
                    .hasMessageContaining("data:/var/lib is expected");
        }
        assertThat(Written.file(SERVICE + "    volumes: [\"${V}:/x\", \"${W}\"]\n")
                        .services())
                .hasSize(1);
    }

    @Test
    void takesAPathThatNoFileCanHaveForOneThatIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> beside(folder, SERVICE + "    env_file: \"a\\0b\"\n"))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining("is not there");
        assertThat(Review.of(beside(folder, SERVICE + "secrets:\n  s:\n    file: \"a\\0b\"\n")))
                .extracting(FileFinding::code)
                .contains("file-missing");
        assertThat(Review.of(beside(folder, SERVICE + "    volumes: [\"./a\\0b:/x\"]\n")))
                .extracting(FileFinding::code)
                .contains("path-on-every-node");
    }

    @Test
    void doesNotReckonPastWhatANumberHolds() {
        StackFile file = Written.file(SERVICE + "    deploy:\n      replicas: 9223372036854775807\n");
        Optimization cured = Optimizer.optimize(file, EnumSet.allOf(Cure.class));
        assertThat(cured.reserved().memoryBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(cured.reserved().cpuNano()).isEqualTo(Long.MAX_VALUE);
    }

    /** A deploy puts variables into extensions as well, and refuses what it cannot read there. */
    @Test
    void refusesAVariableThatCannotBeReadInAnExtension() {
        for (String extension : List.of("x-a: $", "x-a: {b: [\"$ c\"]}", "x-a: \"${W:?say so}\"")) {
            assertThatThrownBy(() -> Written.file(SERVICE + "    " + extension + "\n"))
                    .as(extension)
                    .isInstanceOf(StackFileException.class);
            assertThatThrownBy(() -> Written.file(SERVICE + extension + "\n"))
                    .as(extension)
                    .isInstanceOf(StackFileException.class);
            assertThatThrownBy(() -> Written.file(SERVICE + "networks:\n  n:\n    " + extension + "\n"))
                    .as(extension)
                    .isInstanceOf(StackFileException.class);
        }
    }

    /** What is merged in and then overridden is never filled by a deploy. */
    @Test
    void leavesOverriddenValuesUnread() {
        String text = SERVICE + "    hostname: y\n    <<: {hostname: \"$\", user: \"${UNSET}\"}\n";
        assertThat(found("variable-unset", text)).hasSize(1);
    }

    /** SnakeYAML has a bound of its own at 3 MiB, which a cured file comes to before 10,000 services. */
    @Test
    @Timeout(8)
    void readsAsMuchAsItSays() {
        String text = "#" + "x".repeat(4 << 20) + "\n" + SERVICE;
        assertThat(Written.file(text).services()).hasSize(1);
    }

    @Test
    void tellsTheEscapeThatIsNoCharacter() {
        assertThatThrownBy(() -> Written.file("services:\n  a:\n    image: \"\\UFFFFFFFF\"\n"))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining("not YAML");
    }

    /** docker stack deploy refuses both with "must be a string, number or null" and "must be a mapping". */
    @Test
    void takesLabelsAndLogOptionsOnlyAsADeployDoes() {
        for (String field : List.of(
                "labels: {traefik.enable: true}",
                "deploy: {labels: {traefik.enable: true}}",
                "logging: {driver: json-file, options: }",
                "sysctls: {a: true}",
                "extra_hosts: {a: [b]}",
                "shm_size: 64")) {
            assertThatThrownBy(() -> Written.file(SERVICE + "    " + field + "\n"))
                    .as(field)
                    .isInstanceOf(StackFileException.class);
        }
        assertThat(Written.file(SERVICE + "    labels: {a: , b: 1, c: 'true'}\n")
                        .services())
                .hasSize(1);
    }

    /** To the docker client {@code deploy:,} is one word. */
    @Test
    void keepsAKeyWithNothingBehindItApartFromWhatFollows() {
        String text = "services: {r: {image: 'redis:7', deploy: }}\n";
        String cured =
                Optimizer.optimize(Written.file(text), EnumSet.of(Cure.LOGGING)).text();
        assertThat(cured).startsWith("services: {r: {image: 'redis:7', deploy: , logging: {");
    }

    private static List<FileFinding> found(String code, String text) {
        return Review.of(Written.file(text)).stream()
                .filter(f -> f.code().equals(code))
                .toList();
    }

    private static StackFile beside(Path folder, String text) {
        return StackFile.parse(text.getBytes(StandardCharsets.UTF_8), Optional.of(folder), Variables.of(Map.of()));
    }
}
