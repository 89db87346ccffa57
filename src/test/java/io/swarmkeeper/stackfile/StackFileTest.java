package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Port;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {

    @Test
    void readsWhatTheSwarmWouldGet() {
        Service web = spec("""
                version: '3.8'
                x-deploy: &deploy
                  replicas: 3
                  update_config: {failure_action: rollback, parallelism: 2, delay: 10s}
                services:
                  web:
                    image: ${REGISTRY:-docker.io}/web:1
                    command: serve --port 80
                    environment: [A=1, B]
                    ports:
                      - "8080-8081:80-81/udp"
                      - {target: 443, published: 443, mode: host}
                    volumes:
                      - data:/data
                      - /etc/hosts:/h:ro
                      - type: tmpfs
                        target: /t
                    networks:
                      front: {aliases: [w]}
                    healthcheck:
                      test: wget -q localhost
                      interval: 1m30s
                    deploy:
                      <<: *deploy
                      labels: {a: b}
                      resources:
                        limits: {cpus: '0.5', memory: 512M}
                        reservations: {memory: 64mb}
                      placement:
                        constraints: [node.role == manager]
                volumes:
                  data: {driver_opts: {type: nfs}}
                """);

        assertThat(web.template().image()).isEqualTo("docker.io/web:1");
        assertThat(web.template().command()).isEmpty();
        assertThat(web.template().arguments()).containsExactly("serve", "--port", "80");
        assertThat(web.template().environment()).containsExactly("A=1", "B=");
        assertThat(web.ports())
                .containsExactly(
                        new Port("udp", 80, 8080, PublishMode.INGRESS),
                        new Port("udp", 81, 8081, PublishMode.INGRESS),
                        new Port("tcp", 443, 443, PublishMode.HOST));
        assertThat(web.template().mounts())
                .containsExactly(
                        new Mount("volume", "data", "/data", false, "local", Map.of("type", "nfs")),
                        new Mount("bind", "/etc/hosts", "/h", true, "", Map.of()),
                        new Mount("tmpfs", "", "/t", false, "", Map.of()));
        assertThat(web.networks()).containsExactly(new Service.NetworkAttachment("front", List.of("w")));
        assertThat(web.template().healthCheck().orElseThrow().test()).containsExactly("CMD-SHELL", "wget -q localhost");
        assertThat(web.template().healthCheck().orElseThrow().interval()).hasSeconds(90);
        assertThat(web.mode()).isEqualTo(new Mode.Replicated(3));
        assertThat(web.updatePolicy().failureAction()).isEqualTo(FailureAction.ROLLBACK);
        assertThat(web.updatePolicy().parallelism()).isEqualTo(2);
        assertThat(web.template().limits().cpuNano()).isEqualTo(500_000_000);
        assertThat(web.template().limits().memoryBytes()).isEqualTo(512L << 20);
        assertThat(web.template().reservations().memoryBytes()).isEqualTo(64L << 20);
        assertThat(web.template().placement().constraints()).containsExactly("node.role == manager");
        assertThat(web.labels()).containsEntry("a", "b");
    }

    @Test
    void joinsTheDefaultNetworkWhereNoneIsNamed() {
        assertThat(spec("services: {web: {image: a}}").networks())
                .containsExactly(new Service.NetworkAttachment("default", List.of("web")));
    }

    @Test
    void refusesWhatIsNoStackFile() {
        refused("just text", 1, 1, "a mapping");
        refused("- a\n- b\n", 1, 1, "not a stack file: a mapping with services is expected");
        refused("name: x\nkind: Deployment\n", 1, 1, "there are no services in it");
        refused("services: {}\n", 1, 1, "there are no services in it");
        refused("services:\n  web: nginx\n", 2, 8, "services.web is text (nginx), but must be a mapping");
    }

    @Test
    void refusesVersionsThatDockerStackDeployDoesNotKnow() {
        refused(
                "version: '2.4'\nservices: {a: {image: b}}\n",
                1,
                10,
                "version is 2.4; docker stack deploy knows 3.0 to 3.13");
        refused("version: '3.14'\nservices: {a: {image: b}}\n", 1, 10, "version is 3.14");
        refused(
                "version: 3.8\nservices: {a: {image: b}}\n",
                1,
                10,
                "version is a number (3.8), but must be text; quotes make it text");
    }

    @Test
    void refusesValuesOfAWrongType() {
        refused(
                "services:\n  web:\n    image: a\n    deploy:\n      resources:\n        limits:\n          cpus: two\n",
                7,
                17,
                "cpus is two, but must be a number of cores such as '0.5'");
        refused(
                "services:\n  web:\n    deploy: {resources: {limits: {cpus: 0.5}}}\n",
                3,
                41,
                "services.web.deploy.resources.limits.cpus is a number (0.5), but must be text; quotes make it text");
        refused(
                "services:\n  web: {deploy: {replicas: many}}\n",
                2,
                28,
                "replicas is text (many), but must be a whole number");
        refused(
                "services:\n  web: {ports: 80}\n",
                2,
                16,
                "services.web.ports is a whole number (80), but must be a list");
        refused("services:\n  web: {ports: ['http:80']}\n", 2, 17, "port http:80 is none");
        refused("services:\n  web: {healthcheck: {interval: 10}}\n", 2, 33, "must be text");
        refused(
                "services:\n  web: {healthcheck: {interval: soon}}\n",
                2,
                33,
                "interval is soon, but must be a duration such as 10s");
        refused(
                "services:\n  web: {deploy: {update_config: {order: any}}}\n",
                2,
                41,
                "order is any, but must be stop-first or start-first");
    }

    @Test
    void refusesVariablesThatCannotBePutIn() {
        refused(
                "services:\n  web: {image: '${TAG:?give one}'}\n",
                2,
                16,
                "services.web.image: variable TAG must be set: give one");
        refused("services:\n  web:\n    image: a${TAG\n", 3, 12, "a $ that begins no variable");
    }

    @Test
    void takesNumbersFromVariables() {
        String text = "services: {web: {image: a, deploy: {replicas: '${N}', resources: {limits: {memory: '${M}'}}}}}";

        assertThat(Written.file(text, Map.of("N", "4", "M", "1G"))
                        .services()
                        .getFirst()
                        .spec()
                        .mode())
                .isEqualTo(new Mode.Replicated(4));
        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> Written.file(text, Map.of("N", "hunter2", "M", "1G")))
                .withMessageNotContaining("hunter2")
                .withMessageContaining("replicas is text, but must be a whole number");
        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> Written.file(text, Map.of("N", "4", "M", "hunter2")))
                .withMessage("memory is ${M}, but must be an amount of memory such as 512M");
    }

    @Test
    void refusesAnEnvironmentFileThatIsNotThere(@TempDir Path folder) throws Exception {
        byte[] text =
                "services:\n  web:\n    image: a\n    env_file:\n      - web.env\n".getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> StackFile.parse(text, Optional.of(folder), Variables.of(Map.of())))
                .withMessage("env_file web.env of service web is not there")
                .satisfies(e -> assertThat(e.place()).isEqualTo(new Place(5, 9)));

        Files.createFile(folder.resolve("web.env"));
        assertThat(StackFile.parse(text, Optional.of(folder), Variables.of(Map.of()))
                        .services())
                .hasSize(1);
    }

    private static Service spec(String text) {
        return Written.file(text).services().getFirst().spec();
    }

    private static void refused(String text, int line, int column, String message) {
        assertThatExceptionOfType(StackFileException.class)
                .isThrownBy(() -> Written.file(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.place()).isEqualTo(new Place(line, column)));
    }
}
