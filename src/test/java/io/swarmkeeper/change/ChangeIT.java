package io.swarmkeeper.change;

import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.INCONCLUSIVE;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.SUPERSEDED;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.swarm.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Changes on a real Swarm, by the whole server. */
class ChangeIT {

    private static final String PREFIX = "chg-";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path data;

    private static LabSwarm lab;
    private static LabServer server;

    @BeforeAll
    static void start() {
        lab = new LabSwarm();
        lab.removeServices(PREFIX);
        server = new LabServer(data, lab.run("socket", "m1").strip());
    }

    @AfterAll
    static void end() {
        server.close();
        lab.close();
    }

    @AfterEach
    void clean() {
        lab.removeServices(PREFIX);
    }

    private static String create(String name, String... options) {
        return create(name, List.of(), options);
    }

    private static String create(String name, List<String> command, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("service", "create", "--quiet", "--detach", "--no-resolve-image", "--endpoint-mode", "dnsrr"));
        arguments.addAll(List.of("--name", PREFIX + name));
        arguments.addAll(Arrays.asList(options));
        arguments.add(LabSwarm.IMAGE);
        arguments.addAll(command);
        return lab.docker("m1", arguments.toArray(String[]::new)).strip();
    }

    private static ObjectNode inspect(String name) {
        return (ObjectNode) JSON.readTree(lab.docker("m1", "service", "inspect", PREFIX + name))
                .path(0);
    }

    private static JsonNode resources(JsonNode spec) {
        return spec.path("TaskTemplate").path("Resources");
    }

    private static JsonNode withoutResources(JsonNode spec) {
        ObjectNode copy = (ObjectNode) spec.deepCopy();
        ((ObjectNode) copy.path("TaskTemplate")).remove("Resources");
        return copy;
    }

    private static Set<String> running(String serviceId) {
        return lab.snapshot().tasksOf(serviceId).stream()
                .filter(Task::isRunning)
                .map(Task::id)
                .collect(Collectors.toSet());
    }

    @Test
    void limitsGoAllTheWayAndTheFindingIsGone() {
        String id = create("web", "--replicas", "3");
        Change asked = server.request(PREFIX + "web", Map.of());
        ObjectNode before = inspect("web");
        Set<String> oldTasks = running(id);
        server.changes().approve(asked.id(), "ann", "go");
        Change done = server.await(asked.id(), SUCCEEDED);

        ObjectNode after = inspect("web");
        JsonNode limits =
                after.path("Spec").path("TaskTemplate").path("Resources").path("Limits");
        assertThat(limits.path("MemoryBytes").asLong()).isPositive();
        assertThat(limits.path("NanoCPUs").asLong()).isPositive();
        assertThat(withoutResources(after.path("Spec"))).isEqualTo(withoutResources(before.path("Spec")));
        assertThat(resources(after.path("PreviousSpec")))
                .as("a second write would have put the new spec there")
                .isEqualTo(resources(before.path("Spec")));
        assertThat(running(id)).hasSize(3).doesNotContainAnyElementsOf(oldTasks);
        LabServer.until(
                "the finding is gone",
                () -> server.finding(FindingCode.NO_RESOURCE_LIMITS, PREFIX + "web")
                        .isEmpty());
        assertThat(done.outcome().orElseThrow())
                .isEqualTo("The same 3 tasks ran for 3 s and no-resource-limits is gone");
        assertThat(server.audit().verify().valid()).isTrue();

        server.changes().undo(asked.id(), "jonas", "only a test");
        server.await(asked.id(), UNDONE);
        assertThat(inspect("web").path("Spec")).isEqualTo(before.path("Spec"));
    }

    @Test
    void aServiceWithEveryFieldLosesNone() {
        String network = lab.docker("m1", "network", "ls", "-q", "--filter", "name=chg-net")
                .strip();
        if (network.isEmpty()) {
            lab.docker("m1", "network", "create", "-d", "overlay", "chg-net");
        }
        create(
                "full",
                List.of("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"),
                "--replicas=2",
                "--label=a.b=c",
                "--label=com.example.html=<b>\"bold\"</b> 🐳",
                "--container-label=x=y",
                "--env=PASSWORD=hunter2",
                "--env=EMPTY=",
                "--group=12",
                "--hostname={{.Node.Hostname}}",
                "--host=db:10.0.0.9",
                "--dns=10.0.0.53",
                "--dns-option=ndots:2",
                "--dns-search=example.org",
                "--cap-add=CAP_NET_RAW",
                "--cap-drop=CAP_MKNOD",
                "--ulimit=nofile=1024:2048",
                "--sysctl=net.ipv4.ip_local_port_range=20000 60000",
                "--stop-grace-period=3s",
                "--stop-signal=SIGTERM",
                "--init",
                "--tty",
                "--mount=type=tmpfs,target=/scratch,tmpfs-size=1048576",
                "--network=name=chg-net,alias=full-alias",
                "--constraint=node.platform.os==linux",
                "--placement-pref=spread=node.labels.zone",
                "--replicas-max-per-node=2",
                "--restart-condition=any",
                "--restart-delay=4s",
                "--restart-window=9s",
                "--update-parallelism=2",
                "--update-monitor=1s",
                "--update-failure-action=rollback",
                "--update-max-failure-ratio=0.25",
                "--rollback-parallelism=1",
                "--rollback-monitor=1s",
                "--limit-pids=200",
                "--log-driver=json-file",
                "--log-opt=max-size=1m",
                "--publish=mode=host,target=8080,published=18080,protocol=udp");
        Change asked = server.request(PREFIX + "full", Map.of("limitMemoryBytes", "67108864"));
        ObjectNode before = inspect("full");
        server.changes().approve(asked.id(), "ann", "go");
        server.await(asked.id(), SUCCEEDED);
        ObjectNode after = inspect("full");
        assertThat(withoutResources(after.path("Spec"))).isEqualTo(withoutResources(before.path("Spec")));
        JsonNode limits =
                after.path("Spec").path("TaskTemplate").path("Resources").path("Limits");
        assertThat(limits.path("MemoryBytes").asLong()).isEqualTo(64L << 20);
        assertThat(limits.path("Pids").asLong()).isEqualTo(200);
        server.changes().undo(asked.id(), "jonas", "only a test");
        server.await(asked.id(), UNDONE);
        assertThat(inspect("full").path("Spec")).isEqualTo(before.path("Spec"));
    }

    @Test
    void aLimitTooSmallIsTakenBack() {
        create(
                "hungry",
                List.of("/bin/sh", "-c", "dd if=/dev/zero of=/dev/null bs=96M count=1 && while :; do sleep 3600; done"),
                "--stop-grace-period=1s");
        Change change = server.requestAndApprove(
                PREFIX + "hungry", Map.of("limitMemoryBytes", "16777216", "reservationMemoryBytes", "8388608"));
        Change ended = server.await(change.id(), UNDONE);
        assertThat(ended.outcome().orElseThrow())
                .contains("The saved spec is live")
                .contains("exit code");
        assertThat(inspect("hungry")
                        .path("Spec")
                        .path("TaskTemplate")
                        .path("Resources")
                        .path("Limits")
                        .size())
                .isZero();
    }

    @Test
    void whenTheEngineRollsBackFirstThatIsSeenAndNothingIsWrittenTwice() {
        create(
                "roll",
                List.of("/bin/sh", "-c", "dd if=/dev/zero of=/dev/null bs=96M count=1 && while :; do sleep 3600; done"),
                "--stop-grace-period=1s",
                "--update-failure-action=rollback",
                "--update-monitor=2s");
        ObjectNode before = inspect("roll");
        Change change = server.requestAndApprove(
                PREFIX + "roll", Map.of("limitMemoryBytes", "16777216", "reservationMemoryBytes", "8388608"));
        server.await(change.id(), UNDONE);
        assertThat(inspect("roll").path("Spec")).isEqualTo(before.path("Spec"));
    }

    @Test
    void aForeignUpdateBeforeTheYesSupersedesTheChange() {
        create("before");
        Change asked = server.request(PREFIX + "before", Map.of());
        lab.docker("m1", "service", "update", "--quiet", "--detach", "--label-add", "who=somebody", PREFIX + "before");
        server.changes().approve(asked.id(), "ann", "go");
        assertThat(server.await(asked.id(), SUPERSEDED).outcome().orElseThrow()).contains("/Labels/who");
        assertThat(inspect("before")
                        .path("Spec")
                        .path("TaskTemplate")
                        .path("Resources")
                        .path("Limits")
                        .size())
                .isZero();
    }

    /** Bakes for so long that whatever is to happen meanwhile does, on a busy machine too. */
    private static LabServer patient(Path folder) {
        return new LabServer(folder, lab.run("socket", "m1").strip(), "--swarmkeeper.change.bake=60s");
    }

    @Test
    void aForeignUpdateDuringTheBakeIsLeftAlone(@TempDir Path own) {
        create("during");
        try (LabServer patient = patient(own)) {
            Change change = patient.requestAndApprove(PREFIX + "during", Map.of());
            patient.await(change.id(), BAKING);
            lab.docker(
                    "m1", "service", "update", "--quiet", "--detach", "--label-add", "who=somebody", PREFIX + "during");
            patient.await(change.id(), SUPERSEDED);
        }
        assertThat(inspect("during").path("Spec").path("Labels").path("who").asString())
                .isEqualTo("somebody");
    }

    @Test
    void aShortSilenceOfTheEngineIsWaitedOut() {
        create("pause", "--constraint", "node.hostname==w1");
        Change change = server.requestAndApprove(PREFIX + "pause", Map.of());
        server.await(change.id(), BAKING);
        lab.run("pause", "m1");
        try {
            Bench.sleep(2_000);
        } finally {
            lab.run("resume", "m1");
        }
        server.await(change.id(), SUCCEEDED);
    }

    @Test
    void anEngineThatDiesDuringTheBakeLeavesItToAPerson(@TempDir Path own) {
        String id = create("dead", "--constraint", "node.hostname==w1");
        try (LabServer patient = patient(own)) {
            Change change = patient.requestAndApprove(PREFIX + "dead", Map.of());
            patient.await(change.id(), BAKING);
            lab.run("stop", "m1");
            try {
                patient.await(change.id(), INCONCLUSIVE);
            } finally {
                lab.run("start", "m1");
            }
            lab.await(
                    "all nodes are back and the task runs",
                    s -> s.nodes().stream().allMatch(n -> n.takesTasks()) && s.runningTasks(id) == 1);
            patient.changes().undo(change.id(), "jonas", "I want it back as it was");
            patient.await(change.id(), UNDONE);
        }
        assertThat(inspect("dead")
                        .path("Spec")
                        .path("TaskTemplate")
                        .path("Resources")
                        .path("Limits")
                        .size())
                .isZero();
    }
}
