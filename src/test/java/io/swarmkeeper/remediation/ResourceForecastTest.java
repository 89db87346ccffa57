package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.operations;
import static io.swarmkeeper.remediation.ResourcePlans.plan;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What set-resources foretells: where tasks land, what it costs, what to know before saying yes. */
class ResourceForecastTest {

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
        assertThat(plan.warnings())
                .contains(
                        "It has no tasks now: nothing restarts, and nothing can show whether it works. A person decides at the end.");
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
