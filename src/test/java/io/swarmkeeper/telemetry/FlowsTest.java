package io.swarmkeeper.telemetry;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static io.swarmkeeper.telemetry.Samples.client;
import static io.swarmkeeper.telemetry.Samples.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.FlowResolver.Edge;
import io.swarmkeeper.wire.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From sockets to edges between services, and what is kept of them. */
class FlowsTest {

    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Edge WEB_DB = new Edge("web", "db", "front", "tcp", 5432);

    private static Network network(String id) {
        return new Network(id, id, "overlay", "swarm", false, false, false, false, List.of(), Map.of(), Map.of(), NOW);
    }

    /** web and db share front; db and cache share back, whose addresses are the same as front's. */
    private static ClusterBuilder shop() {
        return new ClusterBuilder()
                .node("w1", 4, 8)
                .network(network("front"))
                .network(network("back"))
                .service(
                        "web",
                        s -> s.virtualIp("front", "10.1.0.2/24")
                                .runningAt("w1", Map.of("front", List.of("10.1.0.10/24"))))
                .service(
                        "db",
                        s -> s.virtualIp("front", "10.1.0.3/24")
                                .virtualIp("back", "10.1.0.2/24")
                                .runningAt(
                                        "w1",
                                        Map.of("front", List.of("10.1.0.11/24"), "back", List.of("10.1.0.12/24"))))
                .service(
                        "cache",
                        s -> s.virtualIp("back", "10.1.0.3/24")
                                .runningAt("w1", Map.of("back", List.of("10.1.0.11/24"))));
    }

    private static Optional<Edge> resolve(Snapshot snapshot, Connection connection, Instant at) {
        return new FlowResolver(snapshot, new Addresses(snapshot)).resolve(connection, at);
    }

    private static Optional<Edge> resolve(Connection connection) {
        return resolve(shop().build(), connection, LATER);
    }

    @Test
    void aClientIsSureOfWhomItAsked() {
        assertThat(resolve(client("web.1", "web", "10.1.0.10", "10.1.0.3", 5432, 1)))
                .contains(WEB_DB);
        assertThat(resolve(client("web.1", "web", "10.1.0.10", "10.1.0.11", 5432, 1)))
                .contains(WEB_DB);
        assertThat(resolve(client("web.1", "web", "::ffff:10.1.0.10", "::ffff:10.1.0.3", 5432, 1)))
                .contains(WEB_DB);
    }

    @Test
    void theSameAddressOnAnotherNetworkIsSomebodyElse() {
        assertThat(resolve(client("db.1", "db", "10.1.0.12", "10.1.0.3", 6379, 1)))
                .contains(new Edge("db", "cache", "back", "tcp", 6379));
        assertThat(resolve(client("db.1", "db", "10.1.0.11", "10.1.0.2", 80, 1)))
                .contains(new Edge("db", "web", "front", "tcp", 80));
    }

    @Test
    void aServerKnowsItsClientOnlyWhereThatCameDirectly() {
        assertThat(resolve(server("db.1", "db", "10.1.0.11", "10.1.0.10", 5432, 1)))
                .contains(WEB_DB);
        // The load balancer of a node, and a service's virtual address, which opens nothing.
        assertThat(resolve(server("db.1", "db", "10.1.0.11", "10.1.0.200", 5432, 1)))
                .isEmpty();
        assertThat(resolve(server("db.1", "db", "10.1.0.11", "10.1.0.2", 5432, 1)))
                .isEmpty();
    }

    @Test
    void whatIsNotSureIsLeftOut() {
        assertThat(resolve(client("web.1", "web", "127.0.0.1", "127.0.0.11", 53, 1)))
                .isEmpty();
        assertThat(resolve(client("web.1", "web", "10.1.0.10", "10.1.0.2", 80, 1)))
                .as("itself")
                .isEmpty();
        assertThat(resolve(client("web.1", "web", "172.18.0.4", "1.1.1.1", 443, 1)))
                .as("outside")
                .isEmpty();
        assertThat(resolve(client("web.1", "web", "10.1.0.99", "10.1.0.3", 5432, 1)))
                .as("not its address")
                .isEmpty();
        assertThat(resolve(client("", "", "10.1.0.10", "10.1.0.3", 5432, 1)))
                .as("no task")
                .isEmpty();
        assertThat(resolve(client("x", "gone", "10.1.0.10", "10.1.0.3", 5432, 1)))
                .as("another service's address")
                .isEmpty();
    }

    @Test
    void anAddressThatTwoClaimIsNobodys() {
        Snapshot snapshot = shop().service("thief", s -> s.runningAt("w1", Map.of("front", List.of("10.1.0.11/24"))))
                .build();
        assertThat(resolve(snapshot, client("web.1", "web", "10.1.0.10", "10.1.0.11", 5432, 1), LATER))
                .isEmpty();
        assertThat(resolve(snapshot, client("web.1", "web", "10.1.0.10", "10.1.0.3", 5432, 1), LATER))
                .contains(WEB_DB);
    }

    @Test
    void anAddressIsWhoseItWasThen() {
        Snapshot snapshot = shop().service(
                        "old",
                        s -> s.task(
                                Optional.of("w1"),
                                Task.State.SHUTDOWN,
                                Task.State.SHUTDOWN,
                                Map.of("front", List.of("10.1.0.20/24")),
                                NOW))
                .service(
                        "young",
                        s -> s.task(
                                Optional.of("w1"),
                                Task.State.RUNNING,
                                Task.State.RUNNING,
                                Map.of("front", List.of("10.1.0.20/24")),
                                NOW.plusSeconds(30)))
                .build();
        Connection connection = client("web.1", "web", "10.1.0.10", "10.1.0.20", 80, 1);
        assertThat(resolve(snapshot, connection, LATER)).map(Edge::server).contains("young");
        assertThat(resolve(snapshot, connection, NOW)).map(Edge::server).contains("old");
        assertThat(resolve(snapshot, connection, NOW.plusSeconds(10))).isEmpty();
    }

    /** Whatever sockets say, an edge is only told where the naive reading of the Swarm has exactly that one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noEdgeIsMadeUp(long seed) {
        Random chance = new Random(seed);
        Snapshot snapshot = shop().build();
        for (int i = 0; i < 5000; i++) {
            String service = List.of("web", "db", "cache").get(chance.nextInt(3));
            String local = "10.1.0." + (9 + chance.nextInt(5));
            String remote = "10.1.0." + chance.nextInt(14);
            boolean asClient = chance.nextBoolean();
            Connection connection = asClient
                    ? client(service + ".1", service, local, remote, 80, 1)
                    : server(service + ".1", service, local, remote, 80, 1);
            Optional<Edge> edge = resolve(snapshot, connection, LATER);
            Set<String> naive = new HashSet<>();
            for (String net : List.of("front", "back")) {
                if (!snapshot.tasksOf(service)
                        .getFirst()
                        .addresses()
                        .getOrDefault(net, List.of())
                        .contains(local + "/24")) {
                    continue;
                }
                snapshot.services().forEach(s -> {
                    boolean vip =
                            asClient && (remote + "/24").equals(s.virtualIps().get(net));
                    boolean task = snapshot.tasksOf(s.id()).stream()
                            .anyMatch(t ->
                                    t.addresses().getOrDefault(net, List.of()).contains(remote + "/24"));
                    if ((vip || task) && !s.id().equals(service)) {
                        naive.add((asClient ? service + ">" + s.id() : s.id() + ">" + service) + "@" + net);
                    }
                });
            }
            assertThat(edge.map(e -> e.client() + ">" + e.server() + "@" + e.network()).stream())
                    .containsExactlyElementsOf(naive);
        }
    }

    @Test
    void theLedgerCountsConnectionsAndDistinctDays() {
        FlowLedger ledger = new FlowLedger();
        ledger.see(WEB_DB, NOW, 2);
        ledger.see(WEB_DB, NOW.plusSeconds(5), 0);
        ledger.see(WEB_DB, NOW.plus(Duration.ofDays(2)), 3);
        // A late word about the first day is no new day; one about the day between is.
        ledger.see(WEB_DB, NOW.plusSeconds(10), 1);
        ledger.see(WEB_DB, NOW.plus(Duration.ofDays(1)), 0);
        ledger.see(WEB_DB, NOW.plus(Duration.ofDays(1)), 0);
        Flow flow = ledger.list(shop().build()).getFirst();
        assertThat(flow.connections()).isEqualTo(6);
        assertThat(flow.days()).isEqualTo(3);
        assertThat(flow.firstSeen()).isEqualTo(NOW);
        assertThat(flow.lastSeen()).isEqualTo(NOW.plus(Duration.ofDays(2)));
        assertThat(flow.networkId()).contains("front");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void distinctDaysAreThoseOfASet(long seed) {
        Random chance = new Random(seed);
        FlowLedger ledger = new FlowLedger();
        Set<Long> days = new HashSet<>();
        long day = 20_000;
        for (int i = 0; i < 400; i++) {
            day += chance.nextInt(4) == 0 ? chance.nextInt(3) : 0;
            long told = chance.nextInt(5) == 0 ? Math.max(20_000, day - chance.nextInt(3)) : day;
            days.add(told);
            ledger.see(WEB_DB, Instant.ofEpochSecond(told * 86_400 + chance.nextInt(86_400)), 1);
        }
        assertThat(ledger.list(shop().build()).getFirst().days()).isEqualTo(days.size());
    }

    @Test
    void onlyWhatChangedIsSavedAndWhatCouldNotBeIsSavedNextTime() {
        FlowLedger ledger = new FlowLedger();
        ledger.see(WEB_DB, NOW, 1);
        List<FlowLedger.Entry> first = ledger.takeUnsaved();
        assertThat(first).hasSize(1);
        assertThat(ledger.takeUnsaved()).isEmpty();
        ledger.putBack(first);
        assertThat(ledger.takeUnsaved()).hasSize(1);
        ledger.prune(NOW.plus(Duration.ofDays(91)));
        assertThat(ledger.list(shop().build())).isEmpty();
    }
}
