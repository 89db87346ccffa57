package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.remediation.SpecDiff;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.remediation.SpecPatch;
import io.swarmkeeper.remediation.SpecWayBack;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the planner says, held against an engine: what it plans is taken, what it refuses would have failed. */
class PlanIT {

    private static final String PREFIX = "plan-";

    private static LabSwarm lab;
    private static EngineSwarmControl control;

    @BeforeAll
    static void start() {
        lab = new LabSwarm();
        control = new EngineSwarmControl(lab.client());
        lab.removeServices(PREFIX);
    }

    @AfterAll
    static void end() {
        lab.close();
    }

    @AfterEach
    void clean() {
        lab.removeServices(PREFIX);
    }

    /** Creates it and waits until all of its tasks run. */
    private static Service create(String name, int replicas, String... options) {
        List<String> command = new ArrayList<>(
                List.of("service", "create", "--detach", "--quiet", "--no-resolve-image", "--endpoint-mode", "dnsrr"));
        command.addAll(List.of("--stop-grace-period", "1s", "--update-monitor", "1s"));
        command.addAll(List.of("--name", PREFIX + name, "--replicas", String.valueOf(replicas)));
        command.addAll(Arrays.asList(options));
        command.add(LabSwarm.IMAGE);
        lab.docker("m1", command.toArray(String[]::new));
        Snapshot snapshot = lab.await(
                name + " runs",
                s -> s.findServiceByIdOrName(PREFIX + name)
                        .filter(service -> s.runningTasks(service.id()) == replicas)
                        .isPresent());
        return snapshot.findServiceByIdOrName(PREFIX + name).orElseThrow();
    }

    private static PlanResult ask(Service service, Map<String, String> parameters) {
        return Planner.create(() -> Measurements.none(Instant.now()))
                .plan("set-resources", service.id(), Optional.empty(), parameters, lab.snapshot());
    }

    private static Plan plan(Service service, Map<String, String> parameters) {
        return switch (ask(service, parameters)) {
            case PlanResult.Planned(Plan plan) -> plan;
            case PlanResult.Refused(List<String> reasons) -> throw new AssertionError("refused: " + reasons);
        };
    }

    private static List<String> refusal(Service service, Map<String, String> parameters) {
        return switch (ask(service, parameters)) {
            case PlanResult.Planned(Plan plan) -> throw new AssertionError("planned: " + plan);
            case PlanResult.Refused(List<String> reasons) -> reasons;
        };
    }

    private static LiveService live(Service service) throws SwarmUnavailableException {
        return control.readService(service.id()).orElseThrow();
    }

    private static Set<String> taskIds(Snapshot snapshot, Service service) {
        Set<String> ids = new HashSet<>();
        snapshot.tasksOf(service.id()).forEach(t -> ids.add(t.id()));
        return ids;
    }

    private static List<String> hosts(Snapshot snapshot, Service service) {
        return snapshot.tasksOf(service.id()).stream()
                .filter(Task::isRunning)
                .map(t -> snapshot.findNode(t.nodeId().orElseThrow())
                        .orElseThrow()
                        .hostname())
                .sorted()
                .toList();
    }

    /** Writes the plan and waits until every task is a new one and runs. */
    private static Snapshot apply(Service service, Plan plan) throws SwarmUnavailableException {
        Set<String> old = taskIds(lab.snapshot(), service);
        LiveService before = live(service);
        assertThat(plan.specHash()).isEqualTo(SpecHash.of(before.specJson()));
        String spec = SpecPatch.apply(before.specJson(), plan.steps().getFirst().patch());
        assertThat(control.updateService(service.id(), before.version(), spec))
                .isInstanceOf(WriteResult.Accepted.class);
        return lab.await("the tasks of " + service.name() + " are replaced", s -> {
            List<Task> running =
                    s.tasksOf(service.id()).stream().filter(Task::isRunning).toList();
            return running.size() == s.desiredTasks(service) && running.stream().noneMatch(t -> old.contains(t.id()));
        });
    }

    @Test
    void onlyThePlannedPathsOfAFullSpecChange() throws Exception {
        lab.docker("m1", "network", "create", "-d", "overlay", "plan-net");
        try {
            Service service = create(
                    "full",
                    2,
                    "--env",
                    "GREETING=Grüße <b>🐳</b> \"quoted\"",
                    "--label",
                    "com.example.html=<script>alert(1)</script>",
                    "--container-label",
                    "a.b/c~d=1",
                    "--user",
                    "1000:1000",
                    "--group",
                    "1000",
                    "--hostname",
                    "{{.Node.Hostname}}-x",
                    "--dns",
                    "10.9.9.9",
                    "--dns-option",
                    "timeout:3",
                    "--host",
                    "other:10.1.2.3",
                    "--cap-add",
                    "NET_ADMIN",
                    "--cap-drop",
                    "MKNOD",
                    "--ulimit",
                    "nofile=1024:2048",
                    "--sysctl",
                    "net.ipv4.ip_local_port_range=20000 30000",
                    "--init",
                    "--tty",
                    "--read-only",
                    "--workdir",
                    "/tmp",
                    "--stop-signal",
                    "SIGTERM",
                    "--health-cmd",
                    "true",
                    "--health-interval",
                    "1s",
                    "--health-retries",
                    "2",
                    "--mount",
                    "type=tmpfs,target=/scratch,tmpfs-size=1048576,tmpfs-mode=1770",
                    "--mount",
                    "type=bind,source=/etc,target=/host,readonly",
                    "--log-driver",
                    "json-file",
                    "--log-opt",
                    "max-size=1m",
                    "--limit-pids",
                    "100",
                    "--limit-memory",
                    "64m",
                    "--restart-condition",
                    "on-failure",
                    "--restart-delay",
                    "2s",
                    "--restart-max-attempts",
                    "3",
                    "--restart-window",
                    "90s",
                    "--update-delay",
                    "1s",
                    "--update-failure-action",
                    "rollback",
                    "--update-max-failure-ratio",
                    "0.15",
                    "--rollback-parallelism",
                    "2",
                    "--placement-pref",
                    "spread=node.labels.zone",
                    "--constraint",
                    "node.hostname!=nobody",
                    "--replicas-max-per-node",
                    "1",
                    "--publish",
                    "mode=host,published=18993,target=80",
                    "--network",
                    "name=plan-net,alias=short");
            String before = live(service).specJson();
            Plan plan = plan(service, Map.of());
            assertThat(plan.steps().getFirst().patch())
                    .extracting(Operation::op, Operation::path)
                    .containsExactly(
                            tuple("add", "/TaskTemplate/Resources/Limits/NanoCPUs"),
                            tuple("add", "/TaskTemplate/Resources/Reservations/NanoCPUs"),
                            tuple("add", "/TaskTemplate/Resources/Reservations/MemoryBytes"));

            apply(service, plan);

            String after = live(service).specJson();
            assertThat(SpecDiff.between(before, after))
                    .containsExactlyElementsOf(plan.steps().getFirst().patch());
            assertThat(SpecHash.of(after))
                    .isEqualTo(SpecHash.of(
                            SpecPatch.apply(before, plan.steps().getFirst().patch())));
        } finally {
            lab.removeServices(PREFIX);
            lab.docker("m1", "network", "rm", "plan-net");
        }
    }

    @Test
    void tasksLandWhereTheForecastSays() throws Exception {
        Service spread = create("spread", 3);
        Service pinned = create("pinned", 2, "--constraint", "node.hostname==w2");
        Service beside = create("beside", 2, "--update-order", "start-first", "--constraint", "node.role==worker");
        Map<Service, List<String>> allowed =
                Map.of(spread, List.of("m1", "w1", "w2"), pinned, List.of("w2"), beside, List.of("w1", "w2"));
        for (Service service : List.of(spread, pinned, beside)) {
            List<String> nodes = allowed.get(service);
            Plan plan = plan(service, Map.of());

            Snapshot after = apply(service, plan);

            List<String> forecast = plan.placement().after();
            assertThat(hosts(after, service))
                    .as("%s, forecast %s", service.name(), forecast)
                    .hasSameSizeAs(forecast)
                    .containsAll(forecast.stream().filter(n -> !n.endsWith("?")).toList())
                    .isSubsetOf(nodes);
            if (service != beside) {
                assertThat(hosts(after, service)).isEqualTo(forecast);
            }
        }
    }

    @Test
    void whatWasCutFitsAndWhatIsRefusedWouldHaveWaitedForEver() throws Exception {
        long gib = 1L << 30;
        long memory = lab.snapshot().nodes().getFirst().capacity().memoryBytes();
        create("ballast", 3, "--reserve-memory", memory - gib + "b", "--replicas-max-per-node", "1");
        Service service = create("tight", 1, "--limit-memory", 4 * gib + "b");

        assertThat(refusal(service, Map.of("reservationMemoryBytes", String.valueOf(2 * gib))))
                .containsExactly("plan-tight cannot be placed with 2 GiB reserved: no suitable node (insufficient"
                        + " resources on 3 nodes). Ask for less, or make room first.");
        Plan plan = plan(service, Map.of());
        assertThat(plan.cut()).anyMatch(c -> c.startsWith("Memory reservation 1 GiB instead of 2 GiB"));
        apply(service, plan);

        // the engine itself writes when the update before is over
        lab.write(service.id(), spec -> spec.replace("\"MemoryBytes\":" + gib, "\"MemoryBytes\":" + 2 * gib));
        Snapshot waiting = lab.await(
                "the asked reservation waits",
                s -> s.tasksOf(service.id()).stream()
                        .anyMatch(t ->
                                t.state() == Task.State.PENDING && !t.error().isEmpty()));
        assertThat(waiting.tasksOf(service.id()))
                .filteredOn(t -> t.state() == Task.State.PENDING)
                .extracting(Task::error)
                .containsExactly("no suitable node (insufficient resources on 3 nodes)");
        assertThat(refusal(waiting.findService(service.id()).orElseThrow(), Map.of()))
                .anyMatch(r -> r.startsWith("plan-tight is in an update of somebody else's (updating)"));
    }

    @Test
    void aCpuLimitAboveTheNodesCoresIsRefusedHereAndByTheEngine() throws Exception {
        Service service = create("cores", 1);
        long cores = lab.snapshot().nodes().getFirst().capacity().cpuNano();
        assertThat(refusal(service, Map.of("limitCpuNano", String.valueOf(cores + 1_000_000_000))))
                .singleElement()
                .asString()
                .startsWith("The CPU limit of ");

        LiveService live = live(service);
        Operation tooMuch = new Operation(
                "replace",
                "/TaskTemplate/Resources/Limits",
                Optional.of("{}"),
                Optional.of("{\"NanoCPUs\":" + (cores + 1_000_000_000) + "}"));
        assertThat(control.updateService(
                        service.id(), live.version(), SpecPatch.apply(live.specJson(), List.of(tooMuch))))
                .isInstanceOf(WriteResult.Accepted.class);
        Snapshot rejected = lab.await(
                "the task is rejected",
                s -> s.tasksOf(service.id()).stream().anyMatch(t -> t.state() == Task.State.REJECTED));
        assertThat(rejected.tasksOf(service.id()))
                .filteredOn(t -> t.state() == Task.State.REJECTED)
                .allMatch(t -> t.error().toLowerCase(Locale.ROOT).contains("range of cpus"));

        Plan most = plan(create("most", 1), Map.of("limitCpuNano", String.valueOf(cores)));
        assertThat(most.title()).startsWith("Limit plan-most to ");
        apply(lab.snapshot().findServiceByIdOrName(PREFIX + "most").orElseThrow(), most);
    }

    @Test
    void theLeastAmountsAreTheEnginesOwn() throws Exception {
        Service service = create("least", 1);
        for (String part : List.of("Limits", "Reservations")) {
            for (String tooLittle : List.of("{\"MemoryBytes\":4194303}", "{\"NanoCPUs\":999999}")) {
                LiveService live = live(service);
                Operation operation = new Operation(
                        "replace", "/TaskTemplate/Resources/" + part, Optional.of("{}"), Optional.of(tooLittle));
                assertThat(control.updateService(
                                service.id(), live.version(), SpecPatch.apply(live.specJson(), List.of(operation))))
                        .as(part + tooLittle)
                        .isInstanceOf(WriteResult.Refused.class);
            }
        }
        assertThat(refusal(service, Map.of("limitMemoryBytes", "4194303", "limitCpuNano", "999999")))
                .hasSize(2);
        apply(
                service,
                plan(
                        service,
                        Map.of(
                                "limitCpuNano",
                                "10000000",
                                "reservationCpuNano",
                                "1000000",
                                "limitMemoryBytes",
                                "16777216",
                                "reservationMemoryBytes",
                                "4194304")));
    }

    @Test
    void theWayBackBringsTheSavedSpecBack() throws Exception {
        Service service = create("back", 2, "--limit-memory", "64m");
        String saved = live(service).specJson();
        apply(service, plan(service, Map.of()));

        assertThat(SpecHash.of(live(service).specJson())).isNotEqualTo(SpecHash.of(saved));
        lab.write(service.id(), spec -> SpecWayBack.of(saved, spec));

        assertThat(SpecDiff.between(saved, live(service).specJson())).isEmpty();
    }
}
