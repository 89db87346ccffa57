package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.operations;
import static io.swarmkeeper.remediation.ResourcePlans.plan;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which numbers set-resources proposes, and what it does with a person's own. */
class ResourceNumbersTest {

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
        assertThat(plan.title()).isEqualTo("Limit web to 2.0 cores");
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
    void aPersonsNumbersAreTaken() {
        Plan plan = plan(
                threeNodes().service("backend", backend("w1")).build(),
                "backend",
                Map.of(
                        "limitCpuNano", "500000000",
                        "limitMemoryBytes", " 1073741824 ",
                        "reservationMemoryBytes", "402653184"));

        assertThat(plan.action())
                .isEqualTo(new Action.SetResources("backend", resources(0.5, 1), resources(0.25, 0.375)));
        assertThat(plan.why())
                .contains("Asked for: CPU limit 0.5 cores, memory limit 1 GiB, memory reservation 384 MiB.");
    }

    @Test
    void whatWouldFollowFromAPersonsNumbersIsNotAskedFor() {
        Plan plan = plan(
                threeNodes().service("backend", backend("w1")).build(),
                "backend",
                Map.of(
                        "limitCpuNano", "500000000",
                        "limitMemoryBytes", "1073741824",
                        "reservationMemoryBytes", "536870912"));

        assertThat(plan.action())
                .isEqualTo(new Action.SetResources("backend", resources(0.5, 1), resources(0.25, 0.5)));
        assertThat(plan.why()).contains("Asked for: CPU limit 0.5 cores, memory limit 1 GiB.");
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

    private static Object limits(Snapshot snapshot, String service) {
        return ((Action.SetResources) plan(snapshot, service, Map.of()).action()).limits();
    }
}
