package io.swarmkeeper.stackfile.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.remediation.SpecJson;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.StackDrift;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.Variables;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Stacks of a real Swarm, exported and deployed again over themselves: every spec stays, and so does every task. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackExportIT {

    private static final String SAMPLE = "export-sample";
    private static final String EVERY = "export-every";
    private static final String CHANGED = "export-changed";
    private static final int NEWEST_WITHOUT_CONFIG = 23;

    private LabSwarm lab;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path files) throws IOException {
        lab = new LabSwarm();
        folder = files;
        Files.writeString(folder.resolve("content.txt"), "said nowhere\n");
        lab.docker("m1", "network", "create", "-d", "overlay", "find-outside");
        lab.docker(
                "m1",
                "secret",
                "create",
                "find-secret",
                folder.resolve("content.txt").toString());
        for (String node : List.of("m1", "w1", "w2")) {
            lab.run("inside", node, "mkdir", "-p", "/opt/sophia-ai/data/redis");
        }
        String sample = Files.readString(Path.of("docker/lab/sample-stack.yml"));
        deploy(EVERY, EVERYTHING);
        deploy(CHANGED, TO_CHANGE);
        deploy(
                SAMPLE,
                sample.replaceAll("image: .*", "image: " + LabSwarm.IMAGE).replaceAll("(?m)^    command: .*\n", ""));
    }

    @AfterAll
    void stop() {
        List<String> stacks = List.of(SAMPLE, EVERY, CHANGED);
        Snapshot last = lab.snapshot();
        Set<String> services =
                stacks.stream().flatMap(s -> services(last, s)).map(Service::id).collect(Collectors.toSet());
        stacks.forEach(lab::removeStack);
        lab.await(
                "their tasks are gone",
                s -> s.tasks().stream()
                        .noneMatch(t ->
                                services.contains(t.serviceId()) && t.state().holdsResources()));
        lab.await(
                "nothing of the stacks holds a port or a network",
                s -> s.networks().stream()
                        .noneMatch(n -> n.stack().filter(stacks::contains).isPresent()));
        lab.docker("m1", "network", "rm", "find-outside");
        lab.docker("m1", "secret", "rm", "find-secret");
        lab.close();
    }

    private void deploy(String stack, String text) throws IOException {
        Path file = folder.resolve("stack.yml");
        Files.writeString(file, text);
        lab.docker("m1", "stack", "deploy", "-c", file.toString(), stack);
    }

    private static Stream<Service> services(Snapshot snapshot, String stack) {
        return snapshot.services().stream()
                .filter(s -> s.stack().filter(stack::equals).isPresent());
    }

    /** Specs by service; the label of the image is told apart, for the file names the digest as well. */
    private static Map<String, ObjectNode> specs(Snapshot snapshot, String stack) {
        Map<String, ObjectNode> specs = new TreeMap<>();
        services(snapshot, stack).forEach(service -> {
            ObjectNode spec = SpecJson.readObject(service.rawSpec());
            ((ObjectNode) spec.get("Labels")).remove("com.docker.stack.image");
            specs.put(service.name(), spec);
        });
        return specs;
    }

    private static List<String> tasks(Snapshot snapshot, String stack) {
        return services(snapshot, stack)
                .flatMap(s -> snapshot.tasksOf(s.id()).stream())
                .filter(Task::isWanted)
                .map(t -> t.serviceId() + " " + t.id() + " " + t.state())
                .sorted()
                .toList();
    }

    private Snapshot running(String stack, int tasks) {
        return lab.await(
                tasks + " tasks run",
                s -> tasks(s, stack).size() == tasks
                        && tasks(s, stack).stream().allMatch(t -> t.endsWith("RUNNING"))
                        && s.services().stream().noneMatch(Service::isUpdating));
    }

    /** Deploys the export over what runs, and looks whether anything moved. */
    private void restartsNothing(String stack, int tasks, String... unsaid) throws IOException, InterruptedException {
        Snapshot before = running(stack, tasks);
        StackExport export = StackExport.of(before, stack);
        assertThat(export.unsaid()).extracting(Unsaid::path).containsExactly(unsaid);

        requireValid(export.text());
        deploy(stack, export.text());
        Thread.sleep(3_000); // an update would have replaced its first task by then
        Snapshot after = running(stack, tasks);
        assertThat(specs(after, stack)).isEqualTo(specs(before, stack));
        assertThat(tasks(after, stack)).isEqualTo(tasks(before, stack));
        services(after, stack)
                .forEach(s -> assertThat(s.labels())
                        .containsEntry("com.docker.stack.image", s.template().image()));
        assertThat(StackExport.of(after, stack).text().lines().skip(1))
                .isEqualTo(export.text().lines().skip(1).toList());
    }

    private void requireValid(String text) throws IOException {
        String client = lab.docker("m1", "version", "--format", "{{.Client.Version}}");
        if (Integer.parseInt(client.split("\\.")[0]) > NEWEST_WITHOUT_CONFIG) {
            Path file = folder.resolve("config.yml");
            Files.writeString(file, text);
            assertThat(lab.docker("m1", "stack", "config", "-c", file.toString()))
                    .contains("services:");
        }
    }

    private static List<String> drift(String text, Snapshot snapshot, String stack) {
        StackFile file =
                StackFile.parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(Map.of()));
        return StackDrift.of(file, snapshot, stack).stream()
                .map(FileFinding::title)
                .toList();
    }

    @Test
    void theSampleStack() throws Exception {
        int services = (int) services(lab.snapshot(), SAMPLE).count();
        assertThat(services).isGreaterThan(5);
        restartsNothing(SAMPLE, services);
    }

    @Test
    void everyFieldThatAStackFileHas() throws Exception {
        Snapshot deployed = running(EVERY, 7);
        assertThat(drift(EVERYTHING, deployed, EVERY)).isEmpty();
        assertThat(drift(StackExport.of(deployed, EVERY).text(), deployed, EVERY))
                .isEmpty();
        assertThat(drift(
                        EVERYTHING.replace("interval: 1s", "interval: 2s").replace("[shop, store]", "[shop]"),
                        deployed,
                        EVERY))
                .containsExactlyInAnyOrder(
                        "every: healthcheck.interval is 2s here and 1s in the Swarm",
                        "every: networks.export-every_front.aliases is [\"shop\"] here and [\"shop\",\"store\"] in the Swarm");
        restartsNothing(EVERY, 7, "TaskTemplate.Networks[0].Target");
    }

    @Test
    void whatWasChangedSinceStays() throws Exception {
        assertThat(drift(TO_CHANGE, running(CHANGED, 2), CHANGED)).isEmpty();
        lab.docker(
                "m1",
                "service",
                "update",
                "-d",
                "--replicas=3",
                "--limit-memory=96M",
                "--limit-cpu=0.75",
                "--label-add=of=us",
                "--container-label-add=in=it",
                "--mount-add=type=volume,source=given,target=/given",
                "--health-cmd=exit 0",
                "--health-interval=1s",
                "--update-failure-action=rollback",
                "--network-add=name=find-outside,alias=" + CHANGED + "_api",
                CHANGED + "_api");
        lab.docker("m1", "service", "update", "-d", "--group-add=7", CHANGED + "_db");
        // docker service update --env-add gives variables in any order, another at each run
        lab.write(CHANGED + "_api", spec -> environment(spec, "A=$HOME", "B=two words"));
        lab.write(CHANGED + "_db", spec -> environment(spec, "MODE=a", "A=1"));
        Snapshot before = running(CHANGED, 4);
        StackExport export = StackExport.of(before, CHANGED);
        assertThat(export.unsaid())
                .extracting(u -> u.service() + " " + u.path().replaceAll("[0-9]", "N"))
                // docker service update puts networks in the order of their ids, a deploy in that of their names
                .filteredOn(p -> !p.endsWith("TaskTemplate.Networks"))
                .containsExactlyInAnyOrder(
                        CHANGED + "_api TaskTemplate.ContainerSpec.Mounts[N].VolumeOptions",
                        CHANGED + "_api TaskTemplate.Networks[N].Aliases",
                        CHANGED + "_db TaskTemplate.ContainerSpec.Env",
                        CHANGED + "_db TaskTemplate.ContainerSpec.Groups");
        assertThat(drift(TO_CHANGE, before, CHANGED))
                .contains(
                        "api: the Swarm has deploy.replicas 3, and the file says nothing of it, so that it is 1",
                        "api: the Swarm has deploy.resources.limits.memory 96M, and the file says nothing of it",
                        "api: the Swarm has deploy.update_config.failure_action rollback, and the file says nothing of it, so that it is pause",
                        "api: the Swarm has environment.B two words, and the file says nothing of it",
                        "api: the Swarm has volumes./given volume given, and the file says nothing of it",
                        "api: the Swarm has networks.find-outside joined, and the file says nothing of it",
                        "db: the Swarm has environment.A 1, and the file says nothing of it",
                        "db: the Swarm has TaskTemplate.ContainerSpec.Groups, and no stack file can say it");
        assertThat(drift(export.text(), before, CHANGED))
                .containsExactly("db: the Swarm has TaskTemplate.ContainerSpec.Groups, and no stack file can say it");
        deploy(CHANGED, export.text());
        Thread.sleep(3_000);
        Snapshot after = running(CHANGED, 4);
        ObjectNode api = specs(after, CHANGED).get(CHANGED + "_api");
        assertThat(api.at("/TaskTemplate/Resources/Limits/MemoryBytes").asLong())
                .isEqualTo(96 << 20);
        assertThat(api.at("/TaskTemplate/ContainerSpec/Env").toString()).isEqualTo("[\"A=$HOME\",\"B=two words\"]");
        assertThat(api.at("/Mode/Replicated/Replicas").asInt()).isEqualTo(3);
        assertThat(api.at("/UpdateConfig/FailureAction").asString()).isEqualTo("rollback");
        assertThat(StackExport.of(after, CHANGED).unsaid()).isEmpty();
        restartsNothing(CHANGED, 4);
    }

    private static String environment(String spec, String... variables) {
        ObjectNode changed = SpecJson.readObject(spec);
        ArrayNode env = ((ObjectNode) changed.at("/TaskTemplate/ContainerSpec")).putArray("Env");
        List.of(variables).forEach(env::add);
        return changed.toString();
    }

    private static final String TO_CHANGE = """
            version: "3.8"
            services:
              api: {image: %1$s, deploy: {endpoint_mode: dnsrr}}
              db: {image: %1$s, environment: [MODE=a], deploy: {endpoint_mode: dnsrr}}
            """.formatted(LabSwarm.IMAGE);

    private static final String EVERYTHING = """
            version: "3.12"
            services:
              every:
                image: %1$s
                entrypoint: ["/bin/sh", "-c"]
                command: ["trap 'exit 0' TERM; echo $$HOME \\"#x: y\\"; while :; do sleep 3600 & wait; done"]
                environment:
                  B: "two words: # no comment"
                  A: "$${NOT_A_VARIABLE} 50%%"
                  EMPTY: ""
                  MULTI: "line 1\\nline 2\\ttab \\"q\\" 'a' \\\\ end \\u00e9\\u2028\\ufeff"
                  NUM: 012
                  YES: "yes"
                labels: {app.on: "yes", "app.$$x": "$$y", "<<": merge, "a b: c": "- d"}
                hostname: "{{.Node.Hostname}}-{{.Task.Slot}}"
                user: "1000:1000"
                working_dir: /tmp
                tty: true
                stdin_open: true
                read_only: true
                init: true
                stop_signal: SIGTERM
                stop_grace_period: 1m30s
                dns: [10.9.9.9, 8.8.4.4]
                dns_search: [example.org]
                extra_hosts: ["zeta:10.1.1.1", "alpha:10.1.1.2", "six:::1"]
                cap_add: [NET_ADMIN, SYS_TIME]
                cap_drop: [ALL]
                sysctls: {net.core.somaxconn: 1024}
                ulimits: {nofile: {soft: 1000, hard: 2000}, nproc: 500}
                healthcheck:
                  test: ["CMD", "/bin/sh", "-c", "exit 0"]
                  interval: 1s
                  timeout: 30500ms
                  retries: 4
                  start_period: 1s
                logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}
                ports:
                  - {target: 8080, published: 28080, protocol: tcp, mode: host}
                  - {target: 8081, published: 28081, protocol: udp, mode: host}
                networks:
                  front: {aliases: [shop, store]}
                  back: null
                secrets: [plain, {source: long, target: other, uid: "7", gid: "8", mode: 0400}]
                configs: [{source: conf, target: /etc/conf, mode: 0444}]
                volumes:
                  - data:/data
                  - {type: volume, source: labelled, target: /labelled, read_only: true, volume: {nocopy: true}}
                  - {type: volume, target: /anonymous}
                  - {type: volume, source: given, target: /given}
                  - {type: bind, source: /usr, target: /host, read_only: true, bind: {propagation: rprivate}}
                  - {type: tmpfs, target: /ram, tmpfs: {size: 1048576}}
                  - {type: tmpfs, target: /ram2}
                deploy:
                  replicas: 2
                  endpoint_mode: dnsrr
                  labels: {traefik.rule: "Host(`a.b`)", n: 5}
                  placement:
                    constraints: ["node.platform.os == linux"]
                    preferences: [{spread: node.labels.zone}]
                    max_replicas_per_node: 1
                  resources:
                    limits: {cpus: "0.5", memory: 64M, pids: 100}
                    reservations: {cpus: "0.01", memory: 5000000b}
                  restart_policy: {condition: any, delay: 1s, max_attempts: 9, window: 2m}
                  update_config: {parallelism: 0, delay: 1s, failure_action: rollback, monitor: 15s, max_failure_ratio: 0.25, order: stop-first}
                  rollback_config: {parallelism: 2, failure_action: continue}
              bare:
                image: %1$s
                init: false
                restart: on-failure
                deploy: {endpoint_mode: dnsrr, update_config: {order: start-first}}
              none:
                image: %1$s
                healthcheck: {disable: true}
                networks: [outside]
                deploy: {endpoint_mode: dnsrr, mode: global, resources: {limits: {}}}
              on-host:
                image: %1$s
                networks: [hostnet]
                deploy: {endpoint_mode: dnsrr}
            networks:
              front: {driver: overlay, attachable: true, labels: {of: "us"}, ipam: {config: [{subnet: 10.61.7.0/24}]}}
              back: {internal: true, driver_opts: {encrypted: "true"}}
              outside: {external: true, name: find-outside}
              hostnet: {external: true, name: host}
            volumes:
              data: {}
              labelled: {driver: local, driver_opts: {type: tmpfs, device: tmpfs, o: size=1m}, labels: {keep: "yes"}}
              given: {external: true, name: "given-{{.Task.Slot}}"}
            secrets:
              plain: {file: ./content.txt}
              long: {external: true, name: find-secret}
            configs:
              conf: {file: ./content.txt}
            """.formatted(LabSwarm.IMAGE);
}
