package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.DIGEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.UpdateState;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service reserves 2 GiB per task since a change, and its saved spec 8 GiB. */
class WayBackRoomTest {

    private static final String SAVED = "{\"Name\":\"shop\",\"TaskTemplate\":{\"Resources\":{\"Reservations\":"
            + "{\"NanoCPUs\":500000000,\"MemoryBytes\":8589934592}}}}";

    private static ClusterBuilder nodes() {
        return new ClusterBuilder().node("w1", 4, 16).node("w2", 4, 16);
    }

    private static UnaryOperator<ServiceBuilder> pinned() {
        return s -> s.image("postgres:15" + DIGEST)
                .volume("pg", "/var/lib/postgresql/data")
                .constraint("node.hostname==w1")
                .reserve(0.5, 2);
    }

    private static List<String> missing(ClusterBuilder cluster) {
        Snapshot snapshot = cluster.build();
        Service service = snapshot.findService("shop").orElseThrow();
        return WayBackRoom.missing(service, SAVED, snapshot);
    }

    @Test
    void whatOthersHaveTakenIsNoRoom() {
        ClusterBuilder cluster = nodes().service("shop", s -> pinned().apply(s).runningOn("w1"))
                .service("other", s -> s.reserve(0, 8).runningOn("w1"));
        assertThat(missing(cluster)).as("its own 2 GiB and the 6 that are free").isEmpty();
        assertThat(missing(cluster.service("last", s -> s.reserve(0, 1).runningOn("w1"))))
                .containsExactly("shop has no room for what the saved spec reserves (0.5 cores and 8 GiB): no suitable"
                        + " node (insufficient resources on 1 node; scheduling constraints not satisfied on 1 node)."
                        + " Make room first.");
    }

    /** It is our own that still rolls or was paused: ending it is the point. */
    @ParameterizedTest
    @EnumSource(
            value = UpdateState.class,
            names = {"UPDATING", "PAUSED"})
    void anUpdateThatHasNotEndedIsNoReasonToStay(UpdateState state) {
        assertThat(missing(nodes().service(
                                "shop", s -> pinned().apply(s).runningOn("w1").updateState(state))))
                .isEmpty();
    }

    @Test
    void startFirstNeedsRoomForBoth() {
        UnaryOperator<ServiceBuilder> app = s -> s.reserve(0.5, 2).runningOn("w1");
        ClusterBuilder others = new ClusterBuilder()
                .node("w1", 4, 16)
                .service("other", s -> s.reserve(0, 7).runningOn("w1"));
        assertThat(missing(others.service("shop", s -> app.apply(s).update(1, Order.START_FIRST))))
                .singleElement()
                .asString()
                .contains("with old and new copies side by side");
    }

    @Test
    void aTaskThatHasNoPlaceNowLosesNone() {
        ClusterBuilder cluster = nodes().service("other", s -> s.reserve(0, 8).runningOn("w1"));
        assertThat(missing(cluster.service(
                        "shop",
                        s -> pinned().apply(s).replicas(2).runningOn("w1").pending())))
                .isEmpty();
        assertThat(missing(nodes().service("other", s -> s.reserve(0, 16).runningOn("w1"))
                        .service("shop", s -> pinned().apply(s).pending())))
                .isEmpty();
    }

    @Test
    void aGlobalServiceNeedsRoomOnEachOfItsNodes() {
        ClusterBuilder cluster = nodes().service(
                        "shop", s -> s.mode(new Mode.Global()).reserve(0.5, 2).runningOn("w1", "w2"));
        assertThat(missing(cluster)).isEmpty();
        assertThat(missing(cluster.service("other", s -> s.reserve(0, 10).runningOn("w2"))))
                .hasSize(1);
    }

    @Test
    void dataThatWouldStayBehindByNow() {
        ClusterBuilder cluster = nodes().service(
                        "shop",
                        s -> s.image("postgres:15" + DIGEST)
                                .volume("pg", "/var/lib/postgresql/data")
                                .reserve(0.5, 2)
                                .runningOn("w1"));
        assertThat(missing(cluster))
                .as("when it was changed, w2 had not joined yet")
                .singleElement()
                .asString()
                .startsWith("shop keeps data in the local volume pg on w1 and nothing holds it there");
    }

    @Test
    void whatIsBackAlreadyNeedsNoRoom() {
        assertThat(missing(nodes().service("other", s -> s.reserve(0, 16).runningOn("w1", "w2"))
                        .service("shop", s -> pinned().apply(s).runningOn("w1").rawSpec(SAVED))))
                .isEmpty();
    }
}
