package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.StackService.PlacedPort;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.swarm.Service.Port;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docker stack config of 28.2 refuses, and what it takes although it looks odd: each was put to it. */
class RefusedFilesTest {

    private static final String SERVICE = "services:\n  a:\n    image: x/a:1\n    ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports: [80, 80]",
                "ports: [\"80:80\", \"80:80\"]",
                "ports: [{target: 80}, {target: 80}]",
                "environment: [A=1, A=1]",
                "environment: [\"A=${A:-1}\", A=1]",
                "networks: [n, n]\nnetworks: {n: }",
                "networks: {n: {aliases: [b, b]}}\nnetworks: {n: }",
                "cap_add: [A, A]",
                "dns: [1.1.1.1, 1.1.1.1]",
                "tmpfs: [/a, /a]",
                "env_file: [a, a]",
                "expose: [1.0, 1]",
                "deploy: {labels: [a=1, a=1]}",
                "hostname: a\nvolumes: {v: {labels: [a=1, a=1]}}",
            })
    void wantsItemsOnce(String rest) {
        refused(rest, "has one item twice, first in line");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            command: sh -c "echo hi                        | in command a " is never closed
            command: echo it's up                          | in command a ' is never closed
            entrypoint: 'sh \\'                           | in entrypoint nothing follows the \\ at its end
            deploy: {restart_policy: {window: "120"}}      | window is 120, but must be a duration
            healthcheck: {start_interval: "5"}             | start_interval is 5, but must be a duration
            volumes: ["./x:/y:ro:z"]                       | a mount has 4 parts
            """)
    void refusesWhatADeployStumblesOver(String rest, String message) {
        refused(rest, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment: {1: x}",
                "environment: {true: x}",
                "environment: {~: x}",
                "environment: {2024-01-01: x}",
                "labels: {1.5: x}",
                "x-a: {b: {1: 2}}",
                "hostname: a\nx-b: {1: 2}",
                "hostname: a\nnetworks: {1: }",
            })
    void wantsKeysThatAreText(String rest) {
        refused(rest, "but must be text; quotes make it text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostname: 2024-01-01",
                "hostname: 2024-1-1 10:00:00",
                "hostname: 2024-01-01T10:00:00Z",
                "hostname: .inf",
                "hostname: .NaN",
                "hostname: 1_000.5",
                "environment: {A: -.inf}",
                "x-a: .inf",
                "environment: [2024-01-01]",
            })
    void tellsDatesAndEndlessNumbersFromText(String rest) {
        refused(rest, "but must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy: {replicas: -1}",
                "deploy: {replicas: \"${N:--1}\"}",
                "deploy: {update_config: {parallelism: -1}}",
                "healthcheck: {retries: -1}",
                "ports: [{target: -1}]",
            })
    void wantsNoNegativeNumbers(String rest) {
        refused(rest, "but must be 0 or more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports: [\"80:80/foo\"]",
                "ports: [\"1.2.3.400:80:80\"]",
                "ports: [\"1.2.3:80:80\"]",
                "ports: [\"[::g]:1:1\"]",
                "ports: [\"localhost:80:80\"]",
                "ports: [\"\"]",
                "ports: [\"80:\"]",
            })
    void refusesWhatIsNoPort(String rest) {
        refused(rest, "8080:80 is expected");
    }

    /** Cut to 32 bits it would be port 80. */
    @Test
    void refusesPortsThatNoMachineHas() {
        refused("ports: [{target: 4294967376}]", "target is 4294967376, but must be 65535 or less");
        refused("ports: [{target: 80, published: 70000}]", "published is 70000, but must be 65535 or less");
    }

    @Test
    void readsEveryFormOfAPort() {
        Map.of(
                        "80:81/TCP", "tcp 81 80",
                        "::1:80:81", "tcp 81 80",
                        "[::1]:80:81", "tcp 81 80",
                        "[2001:db8::1]:80:81/Udp", "udp 81 80",
                        "10.0.0.255:80:81", "tcp 81 80",
                        ":80:81", "tcp 81 80",
                        "::81", "tcp 81 0",
                        "81/", "tcp 81 0",
                        "000080:81", "tcp 81 80")
                .forEach((written, port) -> assertThat(
                                Written.file(SERVICE + "ports: [\"" + written + "\"]\n").services().stream()
                                        .flatMap(s -> s.ports().stream())
                                        .map(PlacedPort::port)
                                        .map(RefusedFilesTest::words))
                        .as(written)
                        .containsExactly(port));
    }

    private static String words(Port port) {
        return "%s %d %d".formatted(port.protocol(), port.target(), port.published());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports: [80, \"80\"]",
                "volumes: [/a, /a]",
                "command: [a, a]",
                "environment: [A=1, A=2]",
                "environment: [\"${A}\", \"${B}\"]",
                "environment: {A: 2024-01-01, \"b c\": 1, \"1\": 2}",
                "labels: {a: }",
                "hostname: 2024-13-45",
                "hostname: \"2024-01-01\"",
                "hostname: 2001-1-1T1:1:1",
                "hostname: 1:20",
                "deploy: {replicas: 0}",
                "hostname: a\nvolumes: {v: {external: true, driver: \"\", driver_opts: {}, labels: []}}",
            })
    void takesWhatADeployTakes(String rest) {
        assertThat(Review.of(Written.file(SERVICE + rest + "\n")))
                .extracting(FileFinding::code)
                .doesNotContain("unknown-field", "external-conflict");
    }

    @Test
    void tellsNamesThatADeployDoesNotTake() {
        for (String text : List.of(
                "services:\n  \"a b\": {image: x}\n",
                "services:\n  \"\": {image: x}\n",
                "services:\n  a/b: {image: x}\n",
                SERVICE + "networks: {\"a b\": }\n",
                SERVICE + "environment: {\"\": x}\n",
                SERVICE + "labels: {\"\": x}\n",
                SERVICE + "hostname: a\nvolumes: {\"a b\": }\n",
                SERVICE + "hostname: a\nsecrets: {\"a b\": {external: true}}\n")) {
            assertThat(Review.of(Written.file(text))).as(text).anySatisfy(f -> {
                assertThat(f.code()).isEqualTo("unknown-field");
                assertThat(f.explanation()).contains("There may stand: a name ");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy: {replicas: \"${N}\"}",
                "tty: \"${N}\"",
                "deploy: {update_config: {parallelism: \"${N}\"}}",
                "deploy: {update_config: {delay: \"${N}\"}}",
                "deploy: {update_config: {order: \"${N}\"}}",
                "deploy: {resources: {limits: {memory: \"${N}\"}}}",
                "healthcheck: {retries: \"${N}\"}",
                "healthcheck: {interval: \"${N}s\"}",
                "ports: [\"${N}\"]",
                "hostname: a\nvolumes: {n: {external: \"${N}\"}}",
            })
    void tellsTheVariableWithoutWhichADeployIsRefused(String rest) {
        assertThat(unset(rest).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(unset(rest).explanation()).contains("is refused because something must stand here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostname: \"${N}\"",
                "ports: [\"${N}:80\"]",
                "deploy: {replicas: \"1${N}\"}",
                "deploy: {resources: {limits: {cpus: \"${N}\"}}}",
                "environment: [\"A=${N}\"]",
            })
    void warnsOfTheVariableWithoutWhichADeployGoesOn(String rest) {
        assertThat(unset(rest).severity()).isEqualTo(Severity.WARNING);
    }

    private static FileFinding unset(String rest) {
        return Review.of(Written.file(SERVICE + rest + "\n")).stream()
                .filter(f -> f.code().equals("variable-unset"))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(String rest, String message) {
        assertThatThrownBy(() -> Written.file(SERVICE + rest + "\n"))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining(message);
    }
}
