package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Node;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** What services may take of their nodes, and what nodes have left to give. */
@ExtendWith(SharedLab.class)
class ResourceFindingsIT {

    private final FindingsLab lab;

    ResourceFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    private Node node(String name) {
        return lab.swarm.snapshot().nodes().stream()
                .filter(n -> n.hostname().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long memory(String node) {
        return node(node).capacity().memoryBytes();
    }

    @Provokes(FindingCode.NO_RESOURCE_LIMITS)
    void limitsTakenAway() {
        Node m1 = node("m1");
        lab.provokeAndCure(
                lab.sound("limits"),
                FindingCode.NO_RESOURCE_LIMITS,
                "critical",
                """
                {"limits": "none", "nodeMemoryBytes": %d, "nodeCpuNano": %d}
                """.formatted(m1.capacity().memoryBytes(), m1.capacity().cpuNano()),
                List.of("--limit-memory=0", "--limit-cpu=0"),
                List.of("--limit-memory=64M", "--limit-cpu=0.5"));
        lab.provokeAndCure(
                lab.sound("cores"),
                FindingCode.NO_RESOURCE_LIMITS,
                "warning",
                """
                {"limits": "memory only"}
                """,
                List.of("--limit-cpu=0"),
                List.of("--limit-cpu=0.5"));
    }

    @Provokes(FindingCode.NO_RESERVATIONS)
    void reservationsTakenAway() {
        lab.provokeAndCure(
                lab.sound("reservations"),
                FindingCode.NO_RESERVATIONS,
                "warning",
                """
                {"reservedCpuNano": 10000000, "reservedMemoryBytes": 0, "tasks": 2}
                """,
                List.of("--reserve-memory=0"),
                List.of("--reserve-memory=8M"));
    }

    @Provokes(FindingCode.NO_PLACEMENT_TIER)
    void aHeavyServiceThatMayLandAnywhere() {
        long heavy = memory("w1") / 10 * 3;
        lab.provokeAndCure(
                lab.sound("heavy", "--limit-memory=0", "--limit-memory=" + heavy),
                FindingCode.NO_PLACEMENT_TIER,
                "info",
                """
                {"reservedCpuNano": 10000000, "reservedMemoryBytes": %d, "percent": 25}
                """.formatted(heavy),
                List.of("--reserve-memory=" + heavy),
                List.of("--placement-pref-add=spread=node.labels.zone"));
    }

    @Provokes(FindingCode.NODE_OVERCOMMITTED)
    void aNodeThatPromisesMoreThanNinetyPercent() {
        long cpu = node("w1").capacity().cpuNano();
        String service = lab.sound(
                "greedy", "--replicas=1", "--constraint=node.hostname==w1", "--reserve-cpu=" + cpu * 0.9 / 1e9);
        lab.awaitRunning(service, 1);
        lab.judged(service);
        assertThat(lab.find(FindingCode.NODE_OVERCOMMITTED, "w1"))
                .as("exactly at the threshold")
                .isEmpty();
        Instant provoked = Instant.now();
        lab.update(service, "--reserve-cpu=" + cpu * 0.95 / 1e9);
        Seen seen = lab.seen(FindingCode.NODE_OVERCOMMITTED, "w1", provoked).as("warning", "node");
        seen.with("""
                {"reservedCpuNano": %d, "cpuNano": %d, "memoryBytes": %d, "percent": 90}
                """.formatted(cpu / 100 * 95, cpu, memory("w1")));
        assertThat(lab.find(FindingCode.NODE_OVERCOMMITTED, "w2")).isEmpty();
        lab.update(service, "--reserve-cpu=0.1");
        lab.gone(FindingCode.NODE_OVERCOMMITTED, "w1");
    }

    @Provokes(FindingCode.NODE_LOSS_UNSURVIVABLE)
    void tasksThatFitNowhereElse() {
        long most = memory("w1") / 10 * 6;
        String service = lab.sound("wide", "--replicas=3");
        lab.awaitRunning(service, 3);
        lab.judged(service);
        lab.forgotten(FindingCode.NODE_LOSS_UNSURVIVABLE, "w1");
        Instant provoked = Instant.now();
        lab.update(service, "--limit-memory=" + most, "--reserve-memory=" + most, "--update-parallelism=3");
        lab.awaitRunning(service, 3);
        long free = memory("m1") + memory("w2") - 2 * most;
        Seen seen = lab.seen(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        "w1",
                        provoked,
                        f -> f.number("freeElsewhereMemoryBytes") == free)
                .as("critical", "node");
        seen.with("""
                {"homelessTasks": 1, "services": ["%s"], "reservedMemoryBytes": %d}
                """.formatted(service, most));
        assertThat(seen.evidence().path("scheduler").asString()).contains("insufficient resources on 2 nodes");
        lab.update(service, "--reserve-memory=8M");
        for (String node : List.of("m1", "w1", "w2")) {
            lab.gone(FindingCode.NODE_LOSS_UNSURVIVABLE, node);
        }
    }

    @Provokes(FindingCode.NODE_LOSS_UNSURVIVABLE)
    void theLastNodeThatTakesTasks() {
        String service = lab.sound("last", "--constraint=node.hostname!=w2");
        lab.awaitRunning(service, 2);
        lab.drain("w2");
        lab.judged(service);
        lab.forgotten(FindingCode.NODE_LOSS_UNSURVIVABLE, "m1");
        Instant provoked = Instant.now();
        Runnable activate = lab.drain("w1");
        lab.awaitRunning(service, 2);
        lab.seen(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        "m1",
                        provoked,
                        f -> f.evidence().path("tasks").asLong() == 2)
                .as("critical", "node")
                .with("""
                {"tasks": 2, "otherNodes": 0}
                """);
        activate.run();
        lab.gone(FindingCode.NODE_LOSS_UNSURVIVABLE, "m1");
    }
}
