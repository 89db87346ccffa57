package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is inside of fields, and what only the deploy itself refuses: each was put to docker stack config, and what that
 * takes to docker stack deploy, of 28.2.
 */
class DeployRulesTest {

    private static final String SERVICE = "services:\n  a:\n    image: x/a:1\n    ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restart: sometimes",
                "restart: Always",
                "restart: \"always \"",
                "restart: \":3\"",
                "restart: \":\"",
                "restart: sometimes:3",
                "restart: on-failure:x",
                "restart: on-failure:1:2",
                "restart: on-failure:0x3",
                "restart: on-failure:99999999999999999999",
                "restart: sometimes\n    deploy: {mode: global}",
            })
    void refusesRestartsThatADeployDoesNotKnow(String rest) {
        refused(rest, "restart is ", "but must be no, always, unless-stopped, on-failure or on-failure:3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restart: always",
                "restart: always:3",
                "restart: \"no:3\"",
                "restart: \"\"",
                "restart: unless-stopped",
                "restart: on-failure:+3",
                "restart: \"on-failure:\"",
                "restart: on-failure:-1",
                "restart: \"${N}\"",
                "restart: sometimes\n    deploy: {restart_policy: {}}",
                "healthcheck: {disable: true, test: []}",
                "credential_spec: {file: a, registry: \"\"}",
                "ulimits: {nofile: 5}",
                "ulimits: {nofile: {soft: 1, hard: \"${N:-2}\"}}",
                "build: {context: ., args: [A=1], foo: {any: 1}}",
                "volumes: [{type: tmpfs, target: /a, tmpfs: {size: 1000, mode: 1}}]",
            })
    void takesWhatADeployTakes(String rest) {
        assertThat(Review.of(Written.file(SERVICE + rest + "\n")))
                .extracting(FileFinding::code)
                .doesNotContain("unknown-field");
    }

    @Test
    void tellsThePlace() {
        assertThatThrownBy(() -> Written.file(SERVICE + "restart: sometimes\n"))
                .isInstanceOfSatisfying(StackFileException.class, e -> {
                    assertThat(e.place().line()).isEqualTo(4);
                    assertThat(e.place().column()).isEqualTo(14);
                });
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        refused("deploy: {mode: global, replicas: 2}", "replicas stands beside mode global");
        refused("healthcheck: {disable: true, test: [CMD, x]}", "disable stands beside test");
        refused("healthcheck: {disable: true, test: \"\"}", "disable stands beside test");
        refused("credential_spec: {file: a, registry: b}", "credential_spec has file and registry");
        refused("volumes: [{type: volume, target: /a, bind: {}}]", "bind stands beside type volume");
        refused("volumes: [{type: tmpfs, target: /a, bind: {}}]", "bind stands beside type tmpfs");
        refused("volumes: [{type: tmpfs, source: x, target: /a}]", "source stands beside type tmpfs");
        refused("volumes: [{type: bind, target: /a}]", "a mount of type bind has no source");
        refused("volumes: [{type: bind, source: \"\", target: /a}]", "a mount of type bind has no source");
        refused("build: {cache_from: [a, a]}", "has one item twice");
        refused("volumes: [{type: foo, target: /a}]", "type is foo, but must be volume or bind");
    }

    /** With a value that fits, a deploy takes it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: '${T}', source: /a, target: /b, bind: {propagation: rshared}}",
                "{type: '${T}', target: /b}",
                "{type: bind, source: '${S}', target: /b}"
            })
    void leavesOpenWhatHangsOnAVariable(String mount) {
        String text = "services:\n  a:\n    image: x\n    volumes: [%s]\n".formatted(mount);
        assertThat(Written.file(text).services()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build: [a]",
                "build: {context: 1}",
                "build: {args: {b: true}}",
                "build: {cache_from: a}",
                "build: {shm_size: 1.5}",
                "credential_spec: {file: 1}",
                "ulimits: {nofile: a}",
                "ulimits: {nofile: {soft: 1, hard: a}}",
                "ulimits: {nofile: {soft: 1}}",
                "ulimits: {nofile: {}}",
                "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {value: a}}]}}}",
                "volumes: [{target: /a}]",
                "volumes: [{type: volume, target: /a, volume: {nocopy: a}}]",
                "volumes: [{type: tmpfs, target: /a, tmpfs: {size: 10M}}]",
                "volumes: [{type: tmpfs, target: /a, tmpfs: {size: \"${N:-5}\"}}]",
                "volumes: [{type: tmpfs, target: /a, tmpfs: {size: -1}}]",
                "networks: {n: {driver_opts: {a: true}}}\nnetworks: {n: }",
                "hostname: b\nnetworks: {n: {driver_opts: {a: ~}}}",
                "hostname: b\nnetworks: {n: {labels: {a: true}}}",
                "hostname: b\nnetworks: {n: {ipam: a}}",
                "hostname: b\nnetworks: {n: {ipam: {config: {subnet: 10.0.0.0/24}}}}",
                "hostname: b\nnetworks: {n: {ipam: {config: [{subnet: 1}]}}}",
                "hostname: b\nvolumes: {v: {x-cluster-spec: {group: 1}}}",
                "hostname: b\nsecrets: {s: {external: true, labels: [1]}}",
            })
    void looksIntoEveryField(String rest) {
        refused(rest, "must ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "credential_spec: {foo: 1}",
                "ulimits: {nofile: {soft: 1, hard: 2, foo: 3}}",
                "deploy: {resources: {reservations: {generic_resources: [{foo: 1}]}}}",
                "volumes: [{type: volume, target: /a, cluster: {}}]",
                "hostname: b\nnetworks: {n: {ipam: {foo: 1}}}",
                "hostname: b\nnetworks: {n: {ipam: {config: [{gateway: 10.0.0.1}]}}}",
            })
    void tellsUnknownFieldsWhereverTheyAre(String rest) {
        assertThat(Review.of(Written.file(SERVICE + rest + "\n")))
                .extracting(FileFinding::code)
                .contains("unknown-field");
    }

    @Test
    void tellsFieldsThatAreNewerThanTheFile() {
        assertThat(Review.of(Written.file("version: \"3.7\"\n" + SERVICE + "build: {foo: 1}\n")))
                .extracting(FileFinding::code)
                .contains("unknown-field");
        assertThat(Review.of(Written.file("version: \"3.5\"\n" + SERVICE + "x-a: 1\n")))
                .extracting(FileFinding::code)
                .contains("unknown-field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports: [\"80:${N}\"]",
                "ports: [\"${N}:${N}\"]",
                "ports: [\"80-${N}:80\"]",
                "ports: [\"a${N}:80\"]",
                "volumes: [\"${N}:/a\"]",
                "volumes: [\"v:/a:${N}\"]\nvolumes: {v: }",
                "volumes: [\"${N}\"]",
            })
    void tellsTheVariableWithoutWhichADeployIsRefused(String rest) {
        assertThat(unset(rest).severity()).isEqualTo(Severity.CRITICAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports: [\"${N}:80\"]",
                "ports: [\"127.0.0.1:${N}:80\"]",
                "ports: [\"80${N}\"]",
                "ports: [\"80:80/${N}\"]",
                "volumes: [\"./${N}:/a\"]",
                "volumes: [\"${N}/x:/a\"]",
                "volumes: [\"v:${N}\"]\nvolumes: {v: }",
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

    private static void refused(String rest, String... messages) {
        assertThatThrownBy(() -> Written.file(SERVICE + rest + "\n"))
                .as(rest)
                .isInstanceOf(StackFileException.class)
                .hasMessageContainingAll(messages);
    }
}
