package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.swarm.ClusterBuilder.GIB;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.AppliedFixes.AppliedFix;
import io.swarmkeeper.analysis.AppliedFixes.Value;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import io.swarmkeeper.swarm.Service.UpdateState;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each fault provoked on a small Swarm, and cured. */
class DetectorsTest {

    /** A manager and two workers of 4 cores and 8 GiB. */
    private static ClusterBuilder three() {
        return new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .node("w2", 4, 8);
    }

    private static Snapshot with(UnaryOperator<ServiceBuilder> web) {
        return three().service("web", web).build();
    }

    private static Network overlay(String name, String... subnets) {
        return new Network(
                name, name, "overlay", "swarm", false, false, false, false, List.of(subnets), Map.of(), Map.of(), NOW);
    }

    @Test
    void noMemoryLimitIsCriticalAndNoCpuLimitAWarning() {
        Observation none = one(FindingCode.NO_RESOURCE_LIMITS, with(s -> s));
        assertThat(none.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(none.title()).isEqualTo("web may take all of its node");
        assertThat(none.evidence()).containsEntry("limits", "none").containsEntry("nodeMemoryBytes", 8 * GIB);
        assertThat(one(FindingCode.NO_RESOURCE_LIMITS, with(s -> s.limit(0, 1))).severity())
                .isEqualTo(Severity.WARNING);
        assertThat(judge(FindingCode.NO_RESOURCE_LIMITS, with(s -> s.limit(1, 1))))
                .isEmpty();
    }

    @Test
    void bothReservationsAreAskedFor() {
        assertThat(one(FindingCode.NO_RESERVATIONS, with(s -> s)).title()).isEqualTo("web reserves nothing");
        assertThat(one(FindingCode.NO_RESERVATIONS, with(s -> s.reserve(0, 1))).title())
                .isEqualTo("web reserves no CPU");
        assertThat(judge(FindingCode.NO_RESERVATIONS, with(s -> s.reserve(1, 1))))
                .isEmpty();
    }

    @Test
    void aNodeIsOvercommittedAboveNinetyPercentNotAtIt() {
        assertThat(judge(
                        FindingCode.NODE_OVERCOMMITTED,
                        with(s -> s.reserve(3.6, 1).runningOn("w1"))))
                .isEmpty();
        assertThat(one(
                                FindingCode.NODE_OVERCOMMITTED,
                                with(s -> s.reserve(3.61, 1).runningOn("w1")))
                        .subject()
                        .name())
                .isEqualTo("w1");
    }

    @Test
    void aNodeCannotBeLostWhenItsTasksFitNowhereElse() {
        Snapshot full = three().service("big", s -> s.reserve(1, 7).runningOn("m1"))
                .service("other", s -> s.reserve(1, 7).runningOn("w1"))
                .service("third", s -> s.reserve(1, 7).runningOn("w2"))
                .build();
        assertThat(judge(FindingCode.NODE_LOSS_UNSURVIVABLE, full))
                .extracting(o -> o.subject().name())
                .containsExactlyInAnyOrder("m1", "w1", "w2");
        assertThat(judge(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        with(s -> s.reserve(1, 7).runningOn("w1"))))
                .isEmpty();
    }

    @Test
    void aDatabaseTiedToItsNodeIsNotWhatNodeLossMeans() {
        assertThat(judge(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        with(s -> s.image("postgres:16")
                                .constraint("node.hostname==w1")
                                .volume("pgdata", "/var/lib/postgresql/data")
                                .runningOn("w1"))))
                .isEmpty();
        // The same constraint on something without state is a hole.
        assertThat(judge(
                        FindingCode.NODE_LOSS_UNSURVIVABLE,
                        three().node("w3", 4, 8, n -> n.label("tier", "compute"))
                                .service(
                                        "web",
                                        s -> s.constraint("node.labels.tier==compute")
                                                .runningOn("w3"))
                                .build()))
                .hasSize(1);
    }

    @Test
    void theOnlyNodeHasItsOwnWording() {
        Snapshot alone = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .service("web", s -> s.runningOn("m1"))
                .build();
        assertThat(one(FindingCode.NODE_LOSS_UNSURVIVABLE, alone).title())
                .isEqualTo("m1 is the only node that takes tasks");
    }

    @Test
    void aSingleReplicaSaysWhatItIsAndWhetherScalingIsSafe() {
        Observation redis = one(FindingCode.SINGLE_REPLICA, with(s -> s.image("registry:5000/team/redis:7@sha256:ab")));
        assertThat(redis.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(redis.evidence())
                .containsEntry("kind", "cache")
                .containsEntry("safeToScale", false)
                .containsEntry("statefulReasons", List.of("image redis"));
        Observation app = one(FindingCode.SINGLE_REPLICA, with(s -> s.image("team/thing:1")));
        assertThat(app.severity()).isEqualTo(Severity.WARNING);
        assertThat(app.evidence()).containsEntry("safeToScale", true);
        assertThat(judge(FindingCode.SINGLE_REPLICA, with(s -> s.replicas(2)))).isEmpty();
        assertThat(judge(FindingCode.SINGLE_REPLICA, with(s -> s.replicas(0)))).isEmpty();
        assertThat(judge(FindingCode.SINGLE_REPLICA, with(s -> s.label("swarmkeeper.role", "server"))))
                .isEmpty();
        assertThat(one(FindingCode.SINGLE_REPLICA, with(s -> s.label("swarmkeeper.critical", "true")))
                        .severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void replicasTogetherOnOneNodeAreSaid() {
        assertThat(one(FindingCode.REPLICAS_ON_ONE_NODE, with(s -> s.replicas(2).runningOn("w1", "w1")))
                        .evidence())
                .containsEntry("node", "w1");
        assertThat(judge(
                        FindingCode.REPLICAS_ON_ONE_NODE,
                        with(s -> s.replicas(2).runningOn("w1", "w2"))))
                .isEmpty();
    }

    @Test
    void underReplicatedCountsFromTheEnginesOwnTimes() {
        Snapshot short1 = with(s -> s.replicas(2).runningOn("w1").pending());
        Observation seen = one(FindingCode.UNDER_REPLICATED, short1);
        assertThat(seen.title()).isEqualTo("web runs with 1 of 2 tasks");
        assertThat(seen.since()).isEqualTo(NOW);
        assertThat(seen.after()).isEqualTo(Duration.ofSeconds(30));
        assertThat(judge(FindingCode.UNDER_REPLICATED, with(s -> s.replicas(0))))
                .isEmpty();
        assertThat(judge(FindingCode.UNDER_REPLICATED, with(s -> s.replicas(2).runningOn("w1", "w2"))))
                .isEmpty();
        assertThat(judge(
                        FindingCode.UNDER_REPLICATED,
                        with(s -> s.mode(new Mode.ReplicatedJob(1, 1))
                                .task(Optional.of("w1"), Task.State.COMPLETE, Task.State.COMPLETE))))
                .isEmpty();
    }

    @Test
    void threeFailuresOfTheSameSlotAndSpecAreALoop() {
        assertThat(judge(FindingCode.CRASH_LOOPING, failing(2, "new"))).isEmpty();
        Observation loop = one(FindingCode.CRASH_LOOPING, failing(3, "new"));
        assertThat(loop.evidence()).containsEntry("failedTasks", 3L).containsEntry("lastExitCode", 127L);
        assertThat(loop.explanation()).contains("exit code 127 (its command was not found)");
        // What an old spec did is history.
        assertThat(judge(FindingCode.CRASH_LOOPING, failing(3, "old"))).isEmpty();
    }

    private static Snapshot failing(int failures, String templateOfFailures) {
        ClusterBuilder cluster = three().service("web", s -> s);
        for (int i = 1; i <= failures; i++) {
            cluster.task(Judging.task("web", "f" + i, 1, "w1", Task.State.FAILED, 60L * i, templateOfFailures, 127));
        }
        return cluster.task(Judging.task("web", "t", 1, "w1", Task.State.RUNNING, 1, "new", 0))
                .build();
    }

    @Test
    void failuresThatTheEngineForgotStillCount() {
        Snapshot snapshot = failing(1, "new");
        List<Failure> remembered = List.of(
                new Failure("x1", "web", "1", "new", NOW.minusSeconds(300), "exit 1", Optional.of(1)),
                new Failure("x2", "web", "1", "new", NOW.minusSeconds(400), "exit 1", Optional.of(1)),
                new Failure("x3", "web", "1", "new", NOW.minusSeconds(4_000), "exit 1", Optional.of(1)));
        assertThat(Judging.judge(FindingCode.CRASH_LOOPING, snapshot, remembered, List.of()))
                .singleElement()
                .satisfies(o -> assertThat(o.evidence()).containsEntry("failedTasks", 3L));
    }

    /** An update that began so many seconds ago, with one task of the new spec that has run for so many. */
    private static Snapshot updating(long began, long ran) {
        return three().service("web", s -> s.replicas(0).updateState(UpdateState.UPDATING, NOW.minusSeconds(began)))
                .task(Judging.task("web", "t", 1, "w1", Task.State.RUNNING, ran, "new", 0))
                .build();
    }

    @Test
    void aPausedUpdateIsStuckAtOnceAndARunningOneAfterItsPatience() {
        assertThat(one(FindingCode.UPDATE_STUCK, with(s -> s.updateState(UpdateState.PAUSED)))
                        .after())
                .isZero();
        // five minutes, and the five seconds of the engine's own monitor time
        assertThat(judge(FindingCode.UPDATE_STUCK, updating(305, 400))).isEmpty();
        Observation stuck = one(FindingCode.UPDATE_STUCK, updating(306, 400));
        assertThat(stuck.since()).isEqualTo(NOW.minusSeconds(306));
        assertThat(stuck.evidence()).containsEntry("patienceSeconds", 305L);
        assertThat(judge(FindingCode.UPDATE_STUCK, updating(3_000, 60)))
                .as("a task of the new spec has run for a minute")
                .isEmpty();
        assertThat(judge(FindingCode.UPDATE_STUCK, with(s -> s.updateState(UpdateState.COMPLETED))))
                .isEmpty();
    }

    @Test
    void aPendingTaskIsStrandedOnlyIfItWouldFit() {
        assertThat(one(FindingCode.TASK_STRANDED, with(s -> s.reserve(1, 1).pending()))
                        .evidence())
                .containsEntry("nodesThatWouldTakeIt", List.of("m1", "w1", "w2"));
        assertThat(judge(FindingCode.TASK_STRANDED, with(s -> s.reserve(5, 1).pending())))
                .isEmpty();
    }

    @Test
    void anUpdatePolicyMustRollBackOneByOne() {
        assertThat(one(FindingCode.NO_UPDATE_POLICY, with(s -> s)).evidence()).containsEntry("failureAction", "pause");
        UpdatePolicy good = new UpdatePolicy(
                1, Duration.ZERO, FailureAction.ROLLBACK, Duration.ofSeconds(5), 0, Service.Order.STOP_FIRST);
        assertThat(judge(FindingCode.NO_UPDATE_POLICY, with(s -> s.updatePolicy(good))))
                .isEmpty();
        UpdatePolicy atOnce = new UpdatePolicy(
                0, Duration.ZERO, FailureAction.ROLLBACK, Duration.ofSeconds(5), 0, Service.Order.STOP_FIRST);
        assertThat(one(FindingCode.NO_UPDATE_POLICY, with(s -> s.updatePolicy(atOnce)))
                        .title())
                .isEqualTo("An update of web takes all its tasks at once");
    }

    @Test
    void managersMustBearALoss() {
        assertThat(one(FindingCode.MANAGER_QUORUM, three().build()).title())
                .isEqualTo("One manager holds the whole Swarm");
        ClusterBuilder two =
                new ClusterBuilder().node("m1", 4, 8, NodeBuilder::manager).node("m2", 4, 8, NodeBuilder::manager);
        assertThat(one(FindingCode.MANAGER_QUORUM, two.build()).title()).isEqualTo("Two managers are worse than one");
        ClusterBuilder three = two.node("m3", 4, 8, NodeBuilder::manager);
        assertThat(judge(FindingCode.MANAGER_QUORUM, three.build())).isEmpty();
        assertThat(one(
                                FindingCode.MANAGER_QUORUM,
                                three.node("m4", 4, 8, NodeBuilder::manager).build())
                        .title())
                .isEqualTo("An even number of managers adds no safety");
        assertThat(judge(
                        FindingCode.MANAGER_QUORUM,
                        new ClusterBuilder()
                                .node("m1", 4, 8, NodeBuilder::manager)
                                .build()))
                .isEmpty();
    }

    @Test
    void aNodeThatIsNotHeardIsDownAndOneNotHeardYetUndecided() {
        ClusterBuilder down = three().node("w3", 4, 8, n -> n.state(Node.State.DOWN));
        assertThat(one(FindingCode.NODE_DOWN, down.build()).title()).isEqualTo("w3 is down");
        ClusterBuilder unknown = three().node("w3", 4, 8, n -> n.state(Node.State.UNKNOWN));
        assertThat(one(FindingCode.NODE_DOWN, unknown.build()).decided()).isFalse();
        assertThat(judge(FindingCode.NODE_DOWN, three().build())).isEmpty();
    }

    @Test
    void theImagesOwnHealthCheckCountsWhereItIsKnown() {
        Snapshot plain = with(s -> s.image("team/thing:1"));
        assertThat(one(FindingCode.NO_HEALTH_CHECK, plain).decided()).isFalse();
        ImageFacts without = new ImageFacts(Optional.empty(), List.of(), List.of());
        Observation open = one(FindingCode.NO_HEALTH_CHECK, Judging.withImage(plain, "team/thing:1", without));
        assertThat(open.decided()).isTrue();
        assertThat(open.severity()).isEqualTo(Severity.WARNING);
        ImageFacts checked = new ImageFacts(Optional.of(check("CMD", "ok")), List.of(), List.of());
        assertThat(judge(FindingCode.NO_HEALTH_CHECK, Judging.withImage(plain, "team/thing:1", checked)))
                .isEmpty();
        Snapshot gateway = with(s -> s.image("traefik:v3"));
        assertThat(one(FindingCode.NO_HEALTH_CHECK, Judging.withImage(gateway, "traefik:v3", without))
                        .severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void aHealthCheckSwitchedOffIsItsOwnFinding() {
        Snapshot disabled = Judging.withHealthCheck(with(s -> s), check("NONE"));
        assertThat(judge(FindingCode.HEALTH_CHECK_DISABLED, disabled)).hasSize(1);
        assertThat(judge(FindingCode.NO_HEALTH_CHECK, disabled)).isEmpty();
        Snapshot checked = Judging.withHealthCheck(with(s -> s), check("CMD", "ok"));
        assertThat(judge(FindingCode.HEALTH_CHECK_DISABLED, checked)).isEmpty();
        assertThat(judge(FindingCode.NO_HEALTH_CHECK, checked)).isEmpty();
    }

    private static HealthCheck check(String... test) {
        return new HealthCheck(List.of(test), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    @Test
    void aHeavyServiceBelongsSomewhere() {
        assertThat(judge(FindingCode.NO_PLACEMENT_TIER, with(s -> s.reserve(1, 2))))
                .isEmpty();
        assertThat(judge(FindingCode.NO_PLACEMENT_TIER, with(s -> s.reserve(1, 2.1))))
                .hasSize(1);
        assertThat(judge(
                        FindingCode.NO_PLACEMENT_TIER,
                        with(s -> s.reserve(1, 2.1).prefer("node.labels.zone"))))
                .isEmpty();
    }

    @Test
    void aMistypedConstraintMatchesNothingForEver() {
        Observation typo = one(FindingCode.CONSTRAINT_UNSATISFIABLE, with(s -> s.constraint("node.label.tier==x")));
        assertThat(typo.explanation()).contains("node.labels. is meant");
        assertThat(judge(FindingCode.CONSTRAINT_UNSATISFIABLE, with(s -> s.constraint("node.labels.tier==x"))))
                .hasSize(1);
        assertThat(judge(FindingCode.CONSTRAINT_UNSATISFIABLE, with(s -> s.constraint("node.hostname==W1"))))
                .isEmpty();
        assertThat(judge(
                        FindingCode.CONSTRAINT_UNSATISFIABLE,
                        with(s -> s.mode(new Mode.Global()).constraint("node.platform.os==windows"))))
                .isEmpty();
    }

    @Test
    void gatewayAndDataOnOneOverlayAreFlat() {
        ClusterBuilder flat = three().network(overlay("all", "10.0.1.0/24"))
                .service("traefik", s -> s.image("traefik:v3").network("all"))
                .service("postgres", s -> s.image("postgres:16").network("all"));
        assertThat(one(FindingCode.FLAT_OVERLAY, flat.build()).evidence())
                .containsEntry("gateways", List.of("traefik"))
                .containsEntry("dataServices", List.of("postgres"));
        ClusterBuilder split = three().network(overlay("front", "10.0.1.0/24"))
                .network(overlay("data", "10.0.2.0/24"))
                .service("traefik", s -> s.image("traefik:v3").network("front"))
                .service("postgres", s -> s.image("postgres:16").network("data"));
        assertThat(judge(FindingCode.FLAT_OVERLAY, split.build())).isEmpty();
    }

    @Test
    void addressesAreCountedAsTheEngineGivesThem() {
        // 16 addresses: 3 of its own, 1 service, 2 nodes, and the tasks.
        assertThat(judge(FindingCode.ADDRESSES_RUNNING_OUT, tasksOnSlash28(6))).isEmpty();
        assertThat(one(FindingCode.ADDRESSES_RUNNING_OUT, tasksOnSlash28(7)).severity())
                .isEqualTo(Severity.WARNING);
        assertThat(one(FindingCode.ADDRESSES_RUNNING_OUT, tasksOnSlash28(10)).severity())
                .isEqualTo(Severity.CRITICAL);
        Snapshot none = three().network(overlay("net"))
                .service("web", s -> s.network("net").runningOn("w1"))
                .build();
        assertThat(one(FindingCode.ADDRESSES_RUNNING_OUT, none).title())
                .isEqualTo("Network net has no addresses at all");
    }

    private static Snapshot tasksOnSlash28(int tasks) {
        return three().network(overlay("net", "10.0.9.0/28"))
                .service("web", s -> {
                    ServiceBuilder web = s.replicas(tasks).network("net");
                    for (int i = 0; i < tasks; i++) {
                        web.runningOn(i % 2 == 0 ? "w1" : "w2");
                    }
                    return web;
                })
                .build();
    }

    @Test
    void aPublishedDataPortIsOpenToEveryone() {
        assertThat(judge(FindingCode.DATA_PORT_PUBLISHED, with(s -> s.port(5432, 15_432, PublishMode.INGRESS))))
                .hasSize(1);
        assertThat(judge(FindingCode.DATA_PORT_PUBLISHED, with(s -> s.port(8080, 80, PublishMode.INGRESS))))
                .isEmpty();
    }

    @Test
    void traefikMustBeToldTheNetwork() {
        assertThat(judge(FindingCode.TRAEFIK_NETWORK_AMBIGUOUS, routed(s -> s))).hasSize(1);
        assertThat(judge(FindingCode.TRAEFIK_NETWORK_AMBIGUOUS, routed(s -> s.label("traefik.swarm.network", "front"))))
                .isEmpty();
        assertThat(one(FindingCode.TRAEFIK_NETWORK_AMBIGUOUS, routed(s -> s.label("traefik.docker.network", "fron")))
                        .explanation())
                .contains("there is no such network");
    }

    private static Snapshot routed(UnaryOperator<ServiceBuilder> more) {
        return three().network(overlay("front", "10.0.1.0/24"))
                .network(overlay("back", "10.0.2.0/24"))
                .service(
                        "web",
                        s -> more.apply(s.network("front").network("back").label("traefik.enable", "true")))
                .build();
    }

    @Test
    void aLocalVolumeMustBePinnedToOneNode() {
        Observation database = one(
                FindingCode.UNPINNED_LOCAL_VOLUME,
                with(s -> s.image("postgres:16").volume("pgdata", "/data")));
        assertThat(database.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(one(FindingCode.UNPINNED_LOCAL_VOLUME, with(s -> s.volume("uploads", "/data")))
                        .severity())
                .isEqualTo(Severity.WARNING);
        assertThat(judge(
                        FindingCode.UNPINNED_LOCAL_VOLUME,
                        with(s -> s.volume("uploads", "/data").constraint("node.hostname == w1"))))
                .isEmpty();
        // One manager today is no promise for tomorrow.
        assertThat(judge(
                        FindingCode.UNPINNED_LOCAL_VOLUME,
                        with(s -> s.volume("uploads", "/data").constraint("node.role==manager"))))
                .hasSize(1);
        assertThat(judge(
                        FindingCode.UNPINNED_LOCAL_VOLUME,
                        with(s -> s.mount(mount("bind", "/var/run/docker.sock", "/var/run/docker.sock", false))
                                .mount(mount("bind", "/opt/conf", "/conf", true)))))
                .isEmpty();
        assertThat(one(
                                FindingCode.UNPINNED_LOCAL_VOLUME,
                                with(s -> s.volume("", "/data").constraint("node.id==w1")))
                        .title())
                .isEqualTo("web starts empty with every new task");
    }

    private static Mount mount(String type, String source, String target, boolean readOnly) {
        return new Mount(type, source, target, readOnly, type.equals("volume") ? "local" : "", Map.of());
    }

    @Test
    void aLocalVolumeHasOneUser() {
        assertThat(judge(
                        FindingCode.SHARED_LOCAL_VOLUME,
                        with(s -> s.replicas(2).volume("data", "/data").runningOn("w1", "w2"))))
                .hasSize(1);
        assertThat(judge(
                        FindingCode.SHARED_LOCAL_VOLUME,
                        with(s -> s.volume("data", "/data").runningOn("w1"))))
                .isEmpty();
        ClusterBuilder pinnedReader = three().service(
                        "writer", s -> s.volume("data", "/data").constraint("node.hostname==w1"))
                .service(
                        "reader",
                        s -> s.mount(mount("volume", "data", "/data", true)).constraint("node.hostname==w1"));
        assertThat(judge(FindingCode.SHARED_LOCAL_VOLUME, pinnedReader.build())).isEmpty();
        ClusterBuilder apart = three().service("writer", s -> s.volume("data", "/data"))
                .service("reader", s -> s.mount(mount("volume", "data", "/data", true)));
        assertThat(judge(FindingCode.SHARED_LOCAL_VOLUME, apart.build())).hasSize(1);
        assertThat(judge(
                        FindingCode.SHARED_LOCAL_VOLUME,
                        with(s -> s.mode(new Mode.Global())
                                .volume("positions", "/data")
                                .runningOn("w1", "w2"))))
                .isEmpty();
    }

    @Test
    void stateDoesNotBelongInMemory() {
        assertThat(judge(
                        FindingCode.STATE_ON_TMPFS,
                        with(s -> s.image("redis:7").mount(mount("tmpfs", "", "/data", false)))))
                .hasSize(1);
        assertThat(judge(
                        FindingCode.STATE_ON_TMPFS,
                        with(s -> s.image("redis:7").mount(mount("tmpfs", "", "/tmp", false)))))
                .isEmpty();
        assertThat(judge(FindingCode.STATE_ON_TMPFS, with(s -> s.mount(mount("tmpfs", "", "/data", false)))))
                .isEmpty();
    }

    @Test
    void dataMustBeCopiedBySomebody() {
        UnaryOperator<ServiceBuilder> postgres = s -> s.image("postgres:16").volume("pgdata", "/data");
        assertThat(judge(FindingCode.NO_BACKUP, with(postgres))).hasSize(1);
        assertThat(judge(FindingCode.NO_BACKUP, with(s -> postgres.apply(s).label("swarmkeeper.backup", "nightly"))))
                .isEmpty();
        Snapshot covered = three().service("db", postgres)
                .service("backup", s -> s.image("restic/restic:1").mount(mount("volume", "pgdata", "/src", true)))
                .build();
        assertThat(judge(FindingCode.NO_BACKUP, covered)).isEmpty();
        assertThat(judge(FindingCode.NO_BACKUP, with(s -> postgres.apply(s).label("swarmkeeper.role", "server"))))
                .isEmpty();
    }

    @Test
    void metricsAreCollectedOnEveryNode() {
        Snapshot nothing = with(s -> s);
        assertThat(judge(FindingCode.NO_METRICS_STACK, nothing)).hasSize(1);
        assertThat(one(FindingCode.NO_NODE_EXPORTER, nothing).evidence())
                .containsEntry("nodes", List.of("m1", "w1", "w2"));
        Snapshot measured = three().service("prom", s -> s.image("prom/prometheus:v3"))
                .service(
                        "node-exporter",
                        s -> s.image("prom/node-exporter:v1")
                                .mode(new Mode.Global())
                                .runningOn("m1", "w1", "w2"))
                .build();
        assertThat(judge(FindingCode.NO_METRICS_STACK, measured)).isEmpty();
        assertThat(judge(FindingCode.NO_NODE_EXPORTER, measured)).isEmpty();
    }

    @Test
    void anImageWithoutDigestMayChange() {
        assertThat(one(FindingCode.MUTABLE_IMAGE_TAG, with(s -> s.image("reg:5000/a/web:2")))
                        .evidence())
                .containsEntry("tag", "2");
        assertThat(judge(FindingCode.MUTABLE_IMAGE_TAG, with(s -> s.image("reg:5000/a/web:2@sha256:ab"))))
                .isEmpty();
    }

    @Test
    void aFixThatIsGoneIsFoundAlsoWhenTheServiceWasMadeAnew() {
        AppliedFix fix = new AppliedFix(
                7,
                "old-id",
                "web",
                Optional.of(FindingCode.NO_RESOURCE_LIMITS),
                "Limit web to 1 GiB",
                List.of(new Value(
                        "/TaskTemplate/Resources/Limits",
                        Optional.empty(),
                        Optional.of("{\"MemoryBytes\":1073741824}"))),
                NOW.minusSeconds(60));
        assertThat(reverted(fix, "{\"TaskTemplate\":{\"Resources\":{}}}")).hasSize(1);
        assertThat(reverted(fix, limits("1073741824"))).isEmpty();
        // Somebody decided otherwise; that is no revert.
        assertThat(reverted(fix, limits("2147483648"))).isEmpty();
        assertThat(reverted(fix, limits("0"))).hasSize(1);
    }

    private static String limits(String bytes) {
        return "{\"TaskTemplate\":{\"Resources\":{\"Limits\":{\"MemoryBytes\":" + bytes + "}}}}";
    }

    private static List<Observation> reverted(AppliedFix fix, String rawSpec) {
        return Judging.judge(FindingCode.FIX_REVERTED, with(s -> s.rawSpec(rawSpec)), List.of(), List.of(fix));
    }

    @Test
    void hostileNamesStayBounded() {
        String name = "<script>\"💥\"".repeat(5_000);
        Snapshot snapshot =
                three().service(name, s -> s.image(name).label("x", name)).build();
        for (FindingCode code : FindingCode.values()) {
            assertThat(judge(code, snapshot))
                    .allSatisfy(
                            o -> assertThat(o.title().length() + o.explanation().length())
                                    .isLessThan(2_000));
        }
    }
}
