package io.swarmkeeper.analysis.detector;

import static io.swarmkeeper.analysis.detector.Judging.judge;
import static io.swarmkeeper.analysis.detector.Judging.one;
import static io.swarmkeeper.analysis.detector.SmallSwarm.three;
import static io.swarmkeeper.analysis.detector.SmallSwarm.with;
import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Networks, ports and data: each fault provoked on a small Swarm, and cured. */
class NetworkAndStorageDetectorsTest {

    private static Network overlay(String name, String... subnets) {
        return new Network(
                name, name, "overlay", "swarm", false, false, false, false, List.of(subnets), Map.of(), Map.of(), NOW);
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
}
