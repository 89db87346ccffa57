package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.Refusals.planned;
import static io.swarmkeeper.remediation.Refusals.refusal;
import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What set-resources refuses for the sake of data, and in which words. */
class StorageRefusalTest {

    @Test
    void aLocalVolumeThatNothingHoldsInPlace() {
        assertThat(refusal(s -> s.image("postgres:15" + DIGEST)
                        .volume("pg_data", "/var/lib/postgresql/data")
                        .runningOn("w1")))
                .containsExactly(
                        "a keeps data in the local volume pg_data on w1 and nothing holds it there: the restart"
                                + " may move it to m1 or w2, away from its data. Pin it first: add the constraint"
                                + " node.hostname==w1 (deploy.placement.constraints in its stack file), then ask again.");
    }

    @Test
    void aFolderOfTheHostThatNothingHoldsInPlace() {
        assertThat(refusal(s -> s.image("redis:7" + DIGEST)
                        .mount(new Mount("bind", "/opt/redis", "/data", false, "", Map.of()))
                        .runningOn("w1")))
                .singleElement()
                .asString()
                .startsWith("a keeps data in the folder /opt/redis on w1 and nothing holds it there");
    }

    @Test
    void aVolumeWithoutANameEvenWhereNothingCanMove() {
        String reason = "a keeps data in a volume without a name at /data: every new task starts with it empty, and"
                + " taking the fix back does not bring it back. Save the data, mount a named volume there and pin the"
                + " service to its node (a tmpfs if nothing there is worth keeping), then ask again.";

        assertThat(refusal(s ->
                        s.volume("", "/data").constraint("node.hostname==w1").runningOn("w1")))
                .containsExactly(reason);
        assertThat(refusal(s -> s.volume("", "/data").mode(new Mode.Global()).runningOn("m1", "w1", "w2")))
                .containsExactly(reason);
        assertThat(refusal(s -> s.mount(new Mount("volume", "", "/data", false, "rexray", Map.of()))
                        .runningOn("w1")))
                .as("another driver's has no name either")
                .contains(reason);
    }

    @Test
    void namelessVolumesThatKeepNothingHereHoldNobody() {
        assertThat(planned(threeNodes()
                        .service(
                                "a",
                                s -> s.mount(new Mount("tmpfs", "", "/a", false, "", Map.of()))
                                        .mount(new Mount("volume", "", "/b", false, "local", Map.of("type", "tmpfs")))
                                        .mount(new Mount("volume", "", "/c", false, "local", Map.of("type", "nfs")))
                                        .mount(new Mount("volume", "", "/d", true, "local", Map.of()))
                                        .runningOn("w1"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/lib/postgresql", "/backup"})
    void whatTheImageOfAStatefulServiceKeepsAndNoMountHolds(String mounted) {
        String image = "postgres:15" + DIGEST;
        assertThat(refusal(
                        threeNodes()
                                .image(image, "/var/lib/postgresql/data")
                                .service(
                                        "a",
                                        s -> s.image(image)
                                                .volume("pg", mounted)
                                                .constraint("node.hostname==w1")
                                                .runningOn("w1")),
                        Map.of()))
                .as("the engine makes a new volume there even below a mount")
                .containsExactly("a keeps data in /var/lib/postgresql/data, which its image declares as VOLUME and no"
                        + " mount holds: every new task starts with it empty, and taking the fix back does not bring it"
                        + " back. Save the data, mount a named volume there and pin the service to its node (a tmpfs if"
                        + " nothing there is worth keeping), then ask again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/lib/postgresql/data", "/var/lib/postgresql/data/"})
    void whatTheImageKeepsIsHeldByAMountOnThatVeryPath(String mounted) {
        String image = "postgres:15" + DIGEST;
        assertThat(planned(threeNodes()
                        .image(image, "/var/lib/postgresql/data", "/tmp")
                        .service(
                                "a",
                                s -> s.image(image)
                                        .volume("pg", mounted)
                                        .constraint("node.hostname==w1")
                                        .runningOn("w1"))))
                .isTrue();
    }

    @Test
    void whatTheImageOfAStatelessServiceDeclaresIsOnlyAWarning() {
        String image = "app:1" + DIGEST;
        ClusterBuilder cluster = threeNodes()
                .image(image, "/uploads")
                .service("a", s -> s.image(image).runningOn("w1"));

        assertThat(ResourcePlans.plan(cluster, "a").warnings())
                .contains("The image keeps data in /uploads, and no mount holds it: the restart begins with it empty.");
    }

    @Test
    void dataOfWhichNobodyKnowsTheNode() {
        assertThat(refusal(
                        new ClusterBuilder()
                                .node("m1", 8, 32, n -> n.manager())
                                .node("w1", 4, 16, n -> n.state(Node.State.DOWN))
                                .service(
                                        "a",
                                        s -> s.image("postgres:15" + DIGEST)
                                                .volume("pg_data", "/var/lib/postgresql/data")
                                                .reserve(1, 64)
                                                .task(Optional.of("w1"), Task.State.ORPHANED, Task.State.SHUTDOWN)
                                                .pending()),
                        Map.of("reservationMemoryBytes", "0")))
                .containsExactly("a keeps data in the local volume pg_data and has no task on any node now (it was last"
                        + " on w1): the next one may land on m1 or w1, away from its data. Find the node that has the"
                        + " data, pin the service to it (deploy.placement.constraints in its stack file:"
                        + " node.hostname==...), then ask again.");
    }

    @Test
    void aConstraintOnAnotherNodeThanItsOwnIsStillAPin() {
        ClusterBuilder cluster = threeNodes()
                .service(
                        "a",
                        s -> s.image("postgres:15" + DIGEST)
                                .volume("pg_data", "/var/lib/postgresql/data")
                                .constraint("node.hostname==w1")
                                .runningOn("w1"));

        assertThat(ResourcePlans.unmeasured().plan("set-resources", "a", Optional.empty(), Map.of(), cluster.build()))
                .isInstanceOf(PlanResult.Planned.class);
    }

    @Test
    void onASingleNodeNothingCanMove() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("only", 8, 32)
                .service(
                        "a",
                        s -> s.image("postgres:15" + DIGEST)
                                .volume("pg_data", "/var/lib/postgresql/data")
                                .runningOn("only"));

        assertThat(ResourcePlans.unmeasured().plan("set-resources", "a", Optional.empty(), Map.of(), cluster.build()))
                .isInstanceOf(PlanResult.Planned.class);
    }

    @Test
    void volumesOnTheNetworkSocketsAndReadOnlyMountsHoldNobody() {
        ClusterBuilder cluster = threeNodes()
                .service(
                        "a",
                        s -> s.mount(new Mount("bind", "/var/run/docker.sock", "/s", false, "", Map.of()))
                                .mount(new Mount("bind", "/etc/app", "/etc/app", true, "", Map.of()))
                                .mount(new Mount("volume", "shared", "/shared", false, "local", Map.of("type", "nfs")))
                                .runningOn("w1"));

        assertThat(ResourcePlans.unmeasured().plan("set-resources", "a", Optional.empty(), Map.of(), cluster.build()))
                .isInstanceOf(PlanResult.Planned.class);
    }

    @Test
    void twoNodesOfOneNameArePinnedById() {
        ClusterBuilder cluster = new ClusterBuilder()
                .node("w1", 4, 16)
                .node("W1", 4, 16)
                .service("a", s -> s.volume("d", "/d").runningOn("w1"));

        assertThat(refusal(cluster, Map.of())).singleElement().asString().contains("node.id==w1");
    }

    @Test
    void stateThatStartsFirst() {
        assertThat(refusal(s ->
                        s.image("redis:7" + DIGEST).update(1, Order.START_FIRST).runningOn("w1")))
                .containsExactly("a is stateful (image redis) and updates start-first: two copies would write at once."
                        + " Set its update order to stop-first first.");
    }
}
