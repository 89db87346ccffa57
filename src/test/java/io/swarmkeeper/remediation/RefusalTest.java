package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.Refusals.refusal;
import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static io.swarmkeeper.swarm.ClusterBuilder.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Service.UpdateState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What set-resources refuses, and in which words. */
class RefusalTest {

    @Test
    void anUnknownAction() {
        assertThat(ResourcePlans.unmeasured()
                        .plan(
                                "reboot",
                                "a",
                                Optional.empty(),
                                Map.of(),
                                threeNodes().build()))
                .isEqualTo(new PlanResult.Refused(
                        List.of("There is no action of this name. The actions are: set-resources.")));
    }

    @Test
    void aServiceThatIsGone() {
        assertThat(refusal(threeNodes(), Map.of())).containsExactly("The service is not in the Swarm any more.");
    }

    @Test
    void anIncompletePicture() {
        assertThat(refusal(threeNodes().service("a", s -> s).missing("tasks"), Map.of()))
                .containsExactly("The picture of the Swarm is incomplete (missing: tasks): nothing is planned on half"
                        + " of it. Try again when it is whole.");
    }

    @ParameterizedTest
    @EnumSource(
            value = UpdateState.class,
            names = {"UPDATING", "PAUSED", "ROLLBACK_STARTED", "ROLLBACK_PAUSED"})
    void anUpdateOfSomebodyElse(UpdateState state) {
        assertThat(refusal(s -> s.runningOn("w1").updateState(state)))
                .singleElement()
                .asString()
                .startsWith("a is in an update of somebody else's (")
                .endsWith("): a write now would disarm its failure action. Wait until it has ended, or end it.");
    }

    @Test
    void itself() {
        assertThat(refusal(s -> s.runningOn("w1").label("swarmkeeper.role", "server")))
                .containsExactly("a is one of Swarmkeeper's own services (label swarmkeeper.role): it does not operate"
                        + " on itself. Change its stack file.");
    }

    @Test
    void jobs() {
        assertThat(refusal(s -> s.mode(new Mode.ReplicatedJob(1, 1))))
                .containsExactly("a is a job: its tasks end by themselves, and an update would run it again.");
        assertThat(refusal(s -> s.mode(new Mode.GlobalJob()))).hasSize(1);
    }

    @Test
    void aPlacementThatNoNodeSatisfies() {
        assertThat(refusal(s -> s.constraint("node.label.tier==data")))
                .containsExactly("No node satisfies the placement of a: no suitable node (scheduling constraints not"
                        + " satisfied on 3 nodes).");
    }

    @Test
    void aCopyThatCannotStandBesideItsOldOne() {
        assertThat(refusal(
                        new ClusterBuilder()
                                .node("w1", 8, 16)
                                .service(
                                        "a",
                                        s -> s.port(80, 8080, PublishMode.HOST)
                                                .update(1, Order.START_FIRST)
                                                .runningOn("w1")),
                        Map.of()))
                .containsExactly("a cannot be placed with nothing reserved: no suitable node (host-mode port already in"
                        + " use on 1 node), with old and new copies side by side (start-first, 1 at a time). Make room,"
                        + " or loosen its placement, first.");
    }

    @Test
    void moreTasksThanCanBeSimulated() {
        assertThat(refusal(s -> s.replicas(1_000_000_000).runningOn("w1")))
                .containsExactly("a wants 1000000000 tasks: an update of more than 1000 is not simulated, and so not"
                        + " planned.");
    }

    @Test
    void nothingToDo() {
        String spec = "{\"TaskTemplate\":{\"Resources\":{\"Limits\":{\"NanoCPUs\":2000000000,\"MemoryBytes\":"
                + "1073741824},\"Reservations\":{\"NanoCPUs\":1000000000,\"MemoryBytes\":1073741824}}}}";
        assertThat(refusal(s -> s.limit(2, 1).reserve(1, 1).runningOn("w1").rawSpec(spec)))
                .containsExactly("a has these limits and reservations already (Kept as set: CPU limit 2.0 cores, memory"
                        + " limit 1 GiB, CPU reservation 1.0 cores, memory reservation 1 GiB.).");
    }

    @Test
    void aSpecThatIsNone() {
        assertThat(refusal(s -> s.runningOn("w1").rawSpec("[1]")))
                .containsExactly("The spec of a cannot be changed. The spec is not a JSON object.");
        assertThat(refusal(s -> s.runningOn("w1").rawSpec("{\"Name\":\"a\"}")))
                .containsExactly("The spec of a cannot be changed. The spec has no TaskTemplate.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limitCpu | 1 | There is no parameter 'limitCpu' here: set-resources takes limitCpuNano, limitMemoryBytes, reservationCpuNano, reservationMemoryBytes.",
                "limitCpuNano | 2 cores | limitCpuNano is '2 cores': expected a whole number of nano-CPUs (1000000000 is one core) in digits.",
                "limitCpuNano | -1 | limitCpuNano is '-1': expected a whole number of nano-CPUs (1000000000 is one core) in digits.",
                "limitCpuNano | 9999999999999999999 | limitCpuNano is '9999999999999999999': expected a whole number of nano-CPUs (1000000000 is one core) in digits.",
                "limitCpuNano | 999999 | The CPU limit is 999999 nano-CPUs: the engine takes at least 0.001 cores; 0 leaves it out.",
                "limitMemoryBytes | 4G | limitMemoryBytes is '4G': expected a whole number of bytes (1073741824 is 1 GiB) in digits.",
                "reservationMemoryBytes | 4194303 | The memory reservation is 4194303 bytes: the engine takes at least 4 MiB; 0 leaves it out.",
                "limitCpuNano | 4000000001 | The CPU limit of 4.0 cores is above the 4.0 cores that w1 has, and the service may land there: ask for that much at most (limitCpuNano=4000000000).",
                "limitMemoryBytes | 34359738368 | The memory limit of 32 GiB is above the 16 GiB that w1 has, and the service may land there: ask for that much at most (limitMemoryBytes=17179869184).",
                "reservationMemoryBytes | 34359738368 | The memory reservation of 32 GiB is above the limit of 4 GiB: lower the one or raise the other in the request."
            })
    void wrongParameters(String name, String value, String reason) {
        assertThat(refusal(Map.of(name, value))).containsExactly(reason);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThat(refusal(Map.of("limitCpuNano", "x", "limitMemoryBytes", "y", "<b>" + "z".repeat(60_000), "1")))
                .hasSize(3)
                .allMatch(reason -> reason.length() < 250);
    }

    @Test
    void aReservationAboveTheLimitThatIsSet() {
        assertThat(refusal(
                        threeNodes().service("a", s -> s.limit(1, 1).runningOn("w1")),
                        Map.of("reservationMemoryBytes", "2147483648")))
                .containsExactly("The memory reservation of 2 GiB is above the limit of 1 GiB: lower the one or raise"
                        + " the other in the request.");
    }

    @Test
    void aCpuLimitThatIsSetAndKeepsTasksFromStarting() {
        assertThat(refusal(s -> s.limit(6, 1).runningOn("m1")))
                .containsExactly(
                        "The CPU limit of 6.0 cores is above the 4.0 cores that w1 has, and the service may land"
                                + " there: it is set already, and no task can start there; ask for that much at most"
                                + " (limitCpuNano=4000000000).");
    }

    @Test
    void aReservationThatAPersonAskedForIsNotCutSilently() {
        ClusterBuilder cluster = threeNodes()
                .service("full", s -> s.mode(new Mode.Global()).reserve(0, 15).runningOn("m1", "w1", "w2"))
                .service("a", s -> s.constraint("node.role==worker").runningOn("w1"));

        assertThat(refusal(cluster, Map.of("reservationMemoryBytes", "2147483648")))
                .containsExactly("a cannot be placed with 2 GiB reserved: no suitable node (insufficient resources on 2"
                        + " nodes; scheduling constraints not satisfied on 1 node). Ask for less, or make room first.");
    }

    @Test
    void aReservationThatAPersonAskedForAndTheLossOfANodeWouldBreak() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 8, 8)
                .node("w2", 8, 8)
                .service(
                        "other",
                        s -> s.reserve(1, 6.5).constraint("node.hostname==w1").runningOn("w1"))
                .service("a", s -> s.runningOn("w2"));

        assertThat(refusal(cluster, Map.of("reservationMemoryBytes", "2147483648")))
                .containsExactly("a cannot be placed with 2 GiB reserved: with w2 lost, 1 task of a would fit nowhere:"
                        + " no suitable node (insufficient resources on 1 node). Ask for less, or make room first.");
    }

    @Test
    void severalReasonsAtOnce() {
        assertThat(refusal(
                        threeNodes()
                                .service(
                                        "a",
                                        s -> s.image("postgres:15" + DIGEST)
                                                .reserve(resources(0, 0))
                                                .volume("d", "/d")
                                                .update(1, Order.START_FIRST)
                                                .updateState(UpdateState.PAUSED)
                                                .runningOn("w1")),
                        Map.of("limitCpuNano", "1")))
                .hasSize(4);
    }
}
