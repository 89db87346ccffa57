package io.swarmkeeper.remediation;

import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What set-resources plans. */
class ResourcePlanTest {

    private static final String DIGEST = "@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private static ClusterBuilder threeNodes() {
        return new ClusterBuilder()
                .node("m1", 8, 32, n -> n.manager())
                .node("w1", 4, 16)
                .node("w2", 4, 16);
    }

    private static Plan plan(Snapshot snapshot, String service, Map<String, String> parameters) {
        return switch (Planner.create().plan("set-resources", service, parameters, snapshot)) {
            case PlanResult.Planned(Plan plan) -> plan;
            case PlanResult.Refused(List<String> reasons) -> throw new AssertionError("refused: " + reasons);
        };
    }

    private static Plan plan(ClusterBuilder cluster, String service) {
        return plan(cluster.build(), service, Map.of());
    }

    private static List<Operation> operations(Plan plan) {
        return plan.steps().getFirst().patch();
    }

    private static UnaryOperator<ServiceBuilder> backend(String... nodes) {
        return s -> s.image("sophia/backend:1" + DIGEST).replicas(nodes.length).runningOn(nodes);
    }

    @Test
    void withoutMeasurementTheTableSpeaksAndReservationsAreHalf() {
        Plan plan = plan(
                threeNodes()
                        .service("sophia_backend", s -> backend("w1").apply(s).stack("sophia")),
                "sophia_backend");

        assertThat(plan.action())
                .isEqualTo(new Action.SetResources("sophia_backend", resources(2, 4), resources(1, 2)));
        assertThat(plan.title()).isEqualTo("Limit sophia_backend to 2.0 cores and 4 GiB");
        assertThat(plan.why())
                .containsExactly("Not measured: for a backend the plan's table says 2.0 cores and 4 GiB; reservations"
                        + " are half of the limits.");
        assertThat(plan.cut()).isEmpty();
        assertThat(operations(plan))
                .containsExactly(new Operation(
                        "add",
                        "/TaskTemplate/Resources",
                        Optional.empty(),
                        Optional.of("{\"Limits\":{\"NanoCPUs\":2000000000,\"MemoryBytes\":4294967296},"
                                + "\"Reservations\":{\"NanoCPUs\":1000000000,\"MemoryBytes\":2147483648}}")));
        assertThat(plan.steps().getFirst().replacesTasks()).isTrue();
        assertThat(plan.composeFragment()).contains("""
                        services:
                          backend:
                            deploy:
                              resources:
                                limits:
                                  cpus: "2.0"
                                  memory: 4G
                                reservations:
                                  cpus: "1.0"
                                  memory: 2G
                        """);
    }

    @Test
    void eachKindHasItsOwnNumbers() {
        ClusterBuilder cluster = threeNodes()
                .service(
                        "mcp-github", s -> s.image("sophia/mcp-github" + DIGEST).runningOn("w1"))
                .service("traefik", s -> s.image("traefik:v2.11" + DIGEST).runningOn("w1"))
                .service("redis", s -> s.image("redis:7" + DIGEST).runningOn("w1"))
                .service("postgres", s -> s.image("postgres:15" + DIGEST).runningOn("w1"))
                .service("thing", s -> s.image("thing:1" + DIGEST).runningOn("w1"));
        Snapshot snapshot = cluster.build();

        assertThat(limits(snapshot, "mcp-github")).isEqualTo(resources(1, 2));
        assertThat(limits(snapshot, "traefik")).isEqualTo(resources(1, 2));
        assertThat(limits(snapshot, "redis")).isEqualTo(resources(2, 4));
        assertThat(limits(snapshot, "postgres")).isEqualTo(resources(4, 8));
        assertThat(limits(snapshot, "thing")).isEqualTo(resources(1, 2));
    }

    private static Object limits(Snapshot snapshot, String service) {
        return ((Action.SetResources) plan(snapshot, service, Map.of()).action()).limits();
    }

    @Test
    void whatIsSetIsKeptAndOnlyTheMissingIsAdded() {
        String spec = """
                {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"x"},\
                "Resources":{"Limits":{"MemoryBytes":1073741824,"Pids":100},"Reservations":{}}}}""";
        Plan plan = plan(
                threeNodes().service("web", s -> s.limit(0, 1).runningOn("w1").rawSpec(spec)), "web");

        assertThat(plan.action()).isEqualTo(new Action.SetResources("web", resources(2, 1), resources(1, 0.5)));
        assertThat(operations(plan))
                .containsExactly(
                        new Operation(
                                "add",
                                "/TaskTemplate/Resources/Limits/NanoCPUs",
                                Optional.empty(),
                                Optional.of("2000000000")),
                        new Operation(
                                "add",
                                "/TaskTemplate/Resources/Reservations/NanoCPUs",
                                Optional.empty(),
                                Optional.of("1000000000")),
                        new Operation(
                                "add",
                                "/TaskTemplate/Resources/Reservations/MemoryBytes",
                                Optional.empty(),
                                Optional.of("536870912")));
        assertThat(plan.why()).contains("Kept as set: memory limit 1 GiB.");
        assertThat(SpecPatch.apply(spec, operations(plan))).isEqualTo("""
                        {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"x"},\
                        "Resources":{"Limits":{"MemoryBytes":1073741824,"Pids":100,"NanoCPUs":2000000000},\
                        "Reservations":{"NanoCPUs":1000000000,"MemoryBytes":536870912}}}}""");
    }

    @Test
    void anAbsentPartIsAddedWholeAndANullOneReplaced() {
        Plan absent = plan(
                threeNodes().service("web", s -> s.runningOn("w1").rawSpec("{\"TaskTemplate\":{\"Resources\":{}}}")),
                "web");
        Plan empty = plan(
                threeNodes().service("web", s -> s.runningOn("w1").rawSpec("{\"TaskTemplate\":{\"Resources\":null}}")),
                "web");

        assertThat(operations(absent))
                .extracting(Operation::op, Operation::path)
                .containsExactly(
                        tuple("add", "/TaskTemplate/Resources/Limits"),
                        tuple("add", "/TaskTemplate/Resources/Reservations"));
        assertThat(operations(empty))
                .extracting(Operation::op, Operation::path, Operation::before)
                .containsExactly(tuple("replace", "/TaskTemplate/Resources", Optional.of("null")));
    }

    @Test
    void theLimitIsCappedByTheSmallestNodeItMayLandOn() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("big", 8, 32)
                .node("tiny", 1, 2)
                .service("db", s -> s.image("postgres:15" + DIGEST).runningOn("big"))
                .service(
                        "held",
                        s -> s.image("postgres:15" + DIGEST)
                                .constraint("node.hostname==big")
                                .runningOn("big"));

        Plan plan = plan(cluster, "db");
        assertThat(((Action.SetResources) plan.action()).limits()).isEqualTo(resources(1, 1.5));
        assertThat(plan.cut())
                .containsExactly(
                        "CPU limit 1.0 cores instead of 4.0 cores: tiny has 1.0 cores, and an engine refuses a task"
                                + " whose limit is above them.",
                        "Memory limit 1.5 GiB instead of 8 GiB: tiny has 2 GiB, and a quarter of it is left to what"
                                + " else runs there.");
        assertThat(((Action.SetResources) plan(cluster, "held").action()).limits())
                .isEqualTo(resources(4, 8));
    }

    @Test
    void aNodeThatIsDownNowMayTakeItLaterAndCapsToo() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("big", 8, 32)
                .node("tiny", 1, 2, n -> n.state(Node.State.DOWN))
                .service("db", s -> s.image("postgres:15" + DIGEST).runningOn("big"));

        assertThat(((Action.SetResources) plan(cluster, "db").action()).limits().cpuNano())
                .isEqualTo(1_000_000_000L);
    }

    @Test
    void reservationsAreLoweredUntilTheUpdateCanRollAndTheCutIsNamed() {
        // 2 GiB would be proposed; each node has 1.5 GiB free.
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service("full", s -> s.mode(new Mode.Global()).reserve(0, 6.5).runningOn("w1", "w2"))
                .service("backend", backend("w1"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 1.5));
        assertThat(plan.cut())
                .containsExactly("Memory reservation 1.5 GiB instead of 2 GiB: otherwise no suitable node (insufficient"
                        + " resources on 2 nodes).");
    }

    @Test
    void aReservationMayBecomeNothing() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service("full", s -> s.mode(new Mode.Global()).reserve(8, 8).runningOn("w1", "w2"))
                .service("backend", backend("w1"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(0, 0));
        assertThat(plan.cut())
                .containsExactly(
                        "CPU reservation none instead of 1.0 cores: otherwise no suitable node (insufficient resources"
                                + " on 2 nodes).",
                        "Memory reservation none instead of 2 GiB: otherwise no suitable node (insufficient resources"
                                + " on 2 nodes).");
        assertThat(operations(plan).getFirst().value())
                .contains("{\"Limits\":{\"NanoCPUs\":2000000000,\"MemoryBytes\":4294967296}}");
    }

    @Test
    void startFirstNeedsRoomForOldAndNewSideBySide() {
        // The running task was made from an older spec and holds 2 of 2.5 cores.
        UnaryOperator<ServiceBuilder> backend = s -> s.image("sophia/backend:1" + DIGEST)
                .reserve(2, 0)
                .runningOn("w1")
                .reserve(0, 0);
        Plan startFirst = plan(
                new ClusterBuilder()
                        .node("w1", 2.5, 8)
                        .service("backend", s -> backend.apply(s).update(1, Order.START_FIRST)),
                "backend");
        Plan stopFirst = plan(new ClusterBuilder().node("w1", 2.5, 8).service("backend", backend), "backend");

        assertThat(((Action.SetResources) startFirst.action()).reservations()).isEqualTo(resources(0.5, 2));
        assertThat(startFirst.cut())
                .containsExactly("CPU reservation 0.5 cores instead of 1.0 cores: otherwise no suitable node"
                        + " (insufficient resources on 1 node), with old and new copies side by side (start-first, 1 at"
                        + " a time).");
        assertThat(((Action.SetResources) stopFirst.action()).reservations()).isEqualTo(resources(1, 2));
        assertThat(stopFirst.cut()).isEmpty();
    }

    @Test
    void theLossOfAnyNodeMustBeSurvivedAsBefore() {
        // w1 carries 6 of 8 GiB of others; if w2 is lost, backend must fit beside them.
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service(
                        "other",
                        s -> s.reserve(1, 6.5).constraint("node.hostname==w1").runningOn("w1"))
                .service("backend", backend("w2"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 1.5));
        assertThat(plan.cut())
                .containsExactly(
                        "Memory reservation 1.5 GiB instead of 2 GiB: otherwise with w2 lost, 1 task of backend"
                                + " would fit nowhere: no suitable node (insufficient resources on 1 node).");
        assertThat(plan.placement().before()).containsExactly("w2");
        assertThat(plan.placement().after()).containsExactly("w2");
        assertThat(plan.placement().withLargestNodeLost()).containsExactly("w2");
        assertThat(plan.placement().lostNode()).isEqualTo("w1");
    }

    @Test
    void othersMustNotBecomeHomelessEither() {
        // big carries 5 GiB that must find room on w1 or w2 when it is lost; 2 GiB more on both would leave none.
        ClusterBuilder cluster = new ClusterBuilder()
                .node("big", 8, 16)
                .node("w1", 8, 6)
                .node("w2", 8, 6)
                .service(
                        "heavy",
                        s -> s.reserve(1, 5).constraint("node.hostname!=w2").runningOn("big"))
                .service("backend", s -> backend("w1").apply(s).constraint("node.hostname==w1"));

        Plan plan = plan(cluster, "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 1));
        assertThat(plan.cut())
                .containsExactly("Memory reservation 1 GiB instead of 2 GiB: otherwise with big lost, 1 task of heavy"
                        + " would fit nowhere: no suitable node (insufficient resources on 1 node; scheduling"
                        + " constraints not satisfied on 1 node).");
        assertThat(plan.warnings())
                .contains("Only w1 may run it: it does not survive the loss of that node, whatever is reserved.");
    }

    @Test
    void aPinnedServiceIsNotCutForALossItCannotSurviveAnyway() {
        Plan plan = plan(
                threeNodes().service("backend", s -> backend("m1").apply(s).constraint("node.hostname==m1")),
                "backend");

        assertThat(plan.cut()).isEmpty();
        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 2));
        assertThat(plan.placement().lostNode()).isEqualTo("m1");
        assertThat(plan.placement().withLargestNodeLost()).isEmpty();
        assertThat(plan.warnings())
                .contains(
                        "With m1 lost, 1 task of it would have nowhere to run, as before this change: no suitable node"
                                + " (scheduling constraints not satisfied on 2 nodes).",
                        "Only m1 may run it: it does not survive the loss of that node, whatever is reserved.");
    }

    @Test
    void aStopFirstCopyMayWaitForItsOldOne() {
        // The old task holds 5 of 8 GiB; the new one of 5 fits only after it.
        Plan plan = plan(
                new ClusterBuilder()
                        .node("w1", 8, 8)
                        .service(
                                "backend",
                                s -> s.reserve(0, 5)
                                        .image("sophia/backend:1" + DIGEST)
                                        .runningOn("w1")),
                "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(1, 5));
        assertThat(plan.why()).contains("The memory limit is 5 GiB, as much as is reserved: a limit cannot be lower.");
        assertThat(plan.warnings()).contains("A new task fits only once its old one has stopped, and waits for that.");
    }

    @Test
    void equalChoicesAreMarked() {
        Plan plan = plan(threeNodes().service("backend", backend("w1", "w2")), "backend");

        assertThat(plan.placement().before()).containsExactly("w1", "w2");
        assertThat(plan.placement().after()).hasSize(2).anyMatch(n -> n.endsWith("?"));
    }

    @Test
    void whatDependsOnTheOrderOfTheUpdateIsMarked() {
        // Replacing the task on w1 first leaves both new ones on w1; replacing that on w2 first spreads them. Both
        // seen.
        Plan plan = plan(
                new ClusterBuilder()
                        .node("w1", 8, 16)
                        .node("w2", 8, 16)
                        .service(
                                "ballast",
                                s -> s.replicas(2)
                                        .constraint("node.hostname==w2")
                                        .runningOn("w2", "w2"))
                        .service("backend", s -> backend("w1", "w2").apply(s).update(1, Order.START_FIRST)),
                "backend");

        assertThat(plan.placement().after()).containsExactly("w1", "w1?");
    }

    @Test
    void aGlobalServicesTasksStayOnTheirNodes() {
        Plan plan = plan(
                threeNodes()
                        .service(
                                "agent",
                                s -> s.mode(new Mode.Global())
                                        .image("agent:1" + DIGEST)
                                        .runningOn("m1", "w1", "w2")),
                "agent");

        assertThat(plan.placement().before()).containsExactly("m1", "w1", "w2");
        assertThat(plan.placement().after()).containsExactly("m1", "w1", "w2");
        assertThat(plan.warnings())
                .contains("Restarts 3 tasks, 1 at a time, each old one stopped before its new one starts.");
    }

    @Test
    void aWaitingTaskMeansForceUpdateInTheSameWrite() {
        Snapshot waiting = threeNodes()
                .service(
                        "backend",
                        s -> s.image("sophia/backend:1" + DIGEST)
                                .replicas(2)
                                .runningOn("w1")
                                .pending()
                                .rawSpec("{\"TaskTemplate\":{\"Resources\":{},\"ForceUpdate\":3}}"))
                .build();

        Plan plan = plan(waiting, "backend", Map.of());

        assertThat(operations(plan).getLast())
                .isEqualTo(new Operation("replace", "/TaskTemplate/ForceUpdate", Optional.of("3"), Optional.of("4")));
        assertThat(plan.warnings())
                .contains("1 task waits for a node now: ForceUpdate is raised in the same write, or the Swarm would"
                        + " leave it waiting for ever.");
    }

    @Test
    void withoutAWaitingTaskTheConditionIsNamed() {
        Plan plan = plan(threeNodes().service("backend", backend("w1")), "backend");

        assertThat(operations(plan)).noneMatch(o -> o.path().contains("ForceUpdate"));
        assertThat(plan.warnings())
                .contains("Condition: if a task waits for a node when this is applied, ForceUpdate is raised in the"
                        + " same write.");
    }

    @Test
    void anEndedTaskIsNotWaiting() {
        Snapshot snapshot = threeNodes()
                .service(
                        "backend",
                        s -> backend("w1").apply(s).task(Optional.of("w1"), Task.State.PENDING, Task.State.SHUTDOWN))
                .build();

        assertThat(operations(plan(snapshot, "backend", Map.of())))
                .noneMatch(o -> o.path().contains("ForceUpdate"));
    }

    @Test
    void aPersonsNumbersAreTaken() {
        Plan plan = plan(
                threeNodes().service("backend", backend("w1")).build(),
                "backend",
                Map.of(
                        "limitCpuNano", "500000000",
                        "limitMemoryBytes", " 1073741824 ",
                        "reservationMemoryBytes", "536870912"));

        assertThat(plan.action())
                .isEqualTo(new Action.SetResources("backend", resources(0.5, 1), resources(0.25, 0.5)));
        assertThat(plan.why())
                .contains("Asked for: CPU limit 0.5 cores, memory limit 1 GiB, memory reservation 512 MiB.");
    }

    @Test
    void zeroTakesAValueAway() {
        String spec =
                "{\"TaskTemplate\":{\"Resources\":{\"Limits\":{\"NanoCPUs\":1000000000,\"MemoryBytes\":1073741824}}}}";
        Plan plan = plan(
                threeNodes()
                        .service(
                                "backend",
                                s -> backend("w1").apply(s.limit(1, 1).rawSpec(spec)))
                        .build(),
                "backend",
                Map.of("limitCpuNano", "0", "reservationCpuNano", "0", "reservationMemoryBytes", "0"));

        assertThat(operations(plan))
                .containsExactly(new Operation(
                        "remove",
                        "/TaskTemplate/Resources/Limits/NanoCPUs",
                        Optional.of("1000000000"),
                        Optional.empty()));
    }

    @Test
    void theChecksumCoversSpecAndValues() {
        Snapshot snapshot = threeNodes().service("backend", backend("w1")).build();
        Snapshot other = threeNodes()
                .service(
                        "backend",
                        s -> backend("w1")
                                .apply(s)
                                .rawSpec(
                                        "{\"Name\":\"backend\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"y\"}}}"))
                .build();
        Snapshot newer = threeNodes()
                .service("backend", s -> backend("w1").apply(s).version(101))
                .build();
        Plan plan = plan(snapshot, "backend", Map.of());

        assertThat(plan.checksum()).matches("sha256:[0-9a-f]{64}");
        assertThat(plan(snapshot, "backend", Map.of()).checksum()).isEqualTo(plan.checksum());
        assertThat(plan(newer, "backend", Map.of()).checksum()).isEqualTo(plan.checksum());
        assertThat(plan(other, "backend", Map.of()).checksum()).isNotEqualTo(plan.checksum());
        assertThat(plan(other, "backend", Map.of()).specHash()).isNotEqualTo(plan.specHash());
        assertThat(plan(snapshot, "backend", Map.of("limitCpuNano", "1000000000"))
                        .checksum())
                .isNotEqualTo(plan.checksum());
    }

    @Test
    void theWayBackTakesAsLongAsTheUpdate() {
        Plan one =
                plan(threeNodes().service("backend", s -> backend("w1").apply(s).version(4812)), "backend");
        Plan three = plan(threeNodes().service("backend", backend("w1", "w2", "m1")), "backend");

        // 10 s of grace, 5 s to start, 5 s of monitor
        assertThat(one.wayBack()).isEqualTo(new Plan.WayBack(4812, Duration.ofSeconds(20)));
        assertThat(three.wayBack().takes()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void warningsNameTheMutableTagAndTheInterruption() {
        Plan plan = plan(
                threeNodes()
                        .service(
                                "backend", s -> s.image("sophia/backend:latest").runningOn("w1")),
                "backend");

        assertThat(plan.risk()).isEqualTo(Plan.Risk.MEDIUM);
        assertThat(plan.warnings())
                .contains(
                        "Its only task is stopped (up to 10 s) before the new one starts: nobody serves meanwhile.",
                        "The image sophia/backend:latest has no digest: the restart pulls the tag again and may bring"
                                + " another build.");
    }

    @Test
    void aNodeThatBecomesFullIsNamed() {
        Plan plan = plan(
                new ClusterBuilder()
                        .node("w1", 1, 16)
                        .service("other", s -> s.reserve(0.5, 1).runningOn("w1"))
                        .service("backend", backend("w1")),
                "backend");

        assertThat(((Action.SetResources) plan.action()).reservations()).isEqualTo(resources(0.5, 2));
        assertThat(plan.warnings()).contains("Afterwards 100 % of the cores of w1 are reserved (50 % before).");
    }

    @Test
    void riskFollowsWhoIsHurt() {
        Snapshot snapshot = threeNodes()
                .service("backend", s -> backend("w1", "w2").apply(s))
                .service("traefik", s -> s.image("traefik:v2.11" + DIGEST).runningOn("w1"))
                .service("redis", s -> s.image("redis:7" + DIGEST).runningOn("w1"))
                .build();

        assertThat(plan(snapshot, "backend", Map.of()).risk()).isEqualTo(Plan.Risk.LOW);
        assertThat(plan(snapshot, "traefik", Map.of()).risk()).isEqualTo(Plan.Risk.HIGH);
        assertThat(plan(snapshot, "redis", Map.of()).risk()).isEqualTo(Plan.Risk.HIGH);
    }

    @Test
    void aServiceOfAThousandTasksIsPlannedInSeconds() {
        String[] nodes = new String[1_000];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = "n" + i % 10;
        }
        ClusterBuilder cluster = new ClusterBuilder();
        for (int i = 0; i < 10; i++) {
            cluster.node("n" + i, 64, 256);
        }
        long start = System.nanoTime();

        Plan plan = plan(cluster.service("backend", backend(nodes)), "backend");

        assertThat(plan.cut())
                .containsExactly("CPU reservation 0.5 cores instead of 1.0 cores: otherwise no suitable node"
                        + " (insufficient resources on 10 nodes).");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aServiceWithoutTasksCanBePlannedToo() {
        Plan plan = plan(threeNodes().service("backend", s -> backend().apply(s)), "backend");

        assertThat(plan.placement().before()).isEmpty();
        assertThat(plan.placement().after()).isEmpty();
        assertThat(plan.warnings()).contains("It has no tasks now: nothing restarts.");
    }

    @Test
    void aHostPortServiceRollsOnItsOwnNode() {
        Plan plan = plan(
                threeNodes()
                        .service(
                                "traefik",
                                s -> s.image("traefik:v2.11" + DIGEST)
                                        .constraint("node.role==manager")
                                        .port(80, 80, PublishMode.HOST)
                                        .runningOn("m1")),
                "traefik");

        assertThat(plan.placement().after()).containsExactly("m1");
        assertThat(plan.warnings()).contains("A new task fits only once its old one has stopped, and waits for that.");
    }
}
