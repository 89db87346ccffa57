package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.Patience;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.Proof;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The whole room: a real HTTP server, a real database, started and started again. */
class LiveTelemetryTest {

    private final FakeAgent agent = new FakeAgent("w1", FakeAgent.TOKEN);
    private final List<Measurements> told = new CopyOnWriteArrayList<>();
    private volatile boolean databaseIsAway;
    /** How far the server's clock is. */
    private volatile Duration ahead = Duration.ZERO;

    private final DriverManagerDataSource database =
            new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1") {
                @Override
                public Connection getConnection() throws SQLException {
                    if (databaseIsAway) {
                        throw new SQLException("the database is away");
                    }
                    return super.getConnection();
                }
            };
    private final Snapshot shop = new ClusterBuilder()
            .node("w1", 4, 8)
            .service("web", s -> s.runningOn("w1"))
            .build();
    private LiveTelemetry telemetry;

    @BeforeEach
    void start() {
        Flyway.configure().dataSource(database).load().migrate();
        telemetry = server(true);
    }

    private LiveTelemetry server(boolean asks) {
        TelemetryStore store = new TelemetryStore(new JdbcTemplate(database), new JdbcTransactionManager(database));
        AgentSettings settings = AskingTest.settings(agent.address().getPort());
        InstantSource time = () -> Instant.now().plus(ahead);
        Clock clock = time.withZone(ZoneOffset.UTC);
        Intake intake = new Intake(
                settings.silentAfter(), settings.sizeAfter(), new KillLedger(store::findKill), (s, t, o) -> {});
        AgentClient client =
                new AgentClient(new Proof(FakeAgent.TOKEN), Duration.ofSeconds(2), Duration.ofSeconds(2), clock);
        Agents agents = new Agents(settings, client, intake, InetAddress::getAllByName, () -> {}, clock);
        LiveTelemetry made = new LiveTelemetry(
                intake,
                store,
                asks ? Optional.of(agents) : Optional.empty(),
                taken -> told.add(taken.measurements()),
                clock,
                Duration.ofMinutes(1));
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        telemetry.close();
        agent.close();
    }

    private void sample(long sequence) {
        Instant now = Instant.now();
        agent.samples.add(Samples.sample()
                .with(Samples.container("c").of("web.1", "web").cores(0.5).memory(100L, 0L, 120L))
                .with(new Kill("k1", Kill.Kind.CHILD, "c", "web.1", "web", now.toEpochMilli(), 99, null, null))
                .build(sequence, now));
    }

    private long samplesCounted() {
        return telemetry.latest().service("web").map(s -> s.sizing().samples()).orElse(0L);
    }

    /** As the network's time sets right a board that started with a wrong one. */
    @Test
    void aClockThatIsSetBackIsNoticedAndAllIsMeasuredAnew() {
        telemetry.close();
        ahead = Duration.ofHours(3);
        telemetry = server(true);
        telemetry.on(new SnapshotTaken(shop));
        sample(1);
        Patience.until("what was measured by the wrong clock", () -> coresNow() == 0.5);
        ahead = Duration.ZERO;
        AtomicLong sequence = new AtomicLong(1);
        Patience.until("what is measured since", () -> {
            // a sample that comes before anybody has looked at the clock is older than what is held
            agent.samples.add(Samples.sample()
                    .with(Samples.container("c").of("web.1", "web").cores(0.25).memory(100L, 0L, 120L))
                    .build(sequence.incrementAndGet(), Instant.now()));
            return coresNow() == 0.25;
        });
    }

    private double coresNow() {
        return telemetry.latest().service("web").flatMap(ServiceUse::cores).orElse(0.0);
    }

    @Test
    void whatIsMeasuredIsToldAndSurvivesARestartCountedOnce() {
        sample(1);
        sample(2);
        telemetry.on(new SnapshotTaken(shop));
        Patience.until(
                "two samples",
                () -> samplesCounted() > 0
                        && telemetry.latest().agents().getFirst().isHeard());
        Patience.until(
                "word of its kill",
                () -> !told.isEmpty() && told.getLast().kills().size() == 1);
        telemetry.close();

        telemetry = server(true);
        telemetry.on(new SnapshotTaken(shop));
        sample(3);
        Patience.until(() -> "three samples, but " + samplesCounted(), () -> samplesCounted() == 3);
        assertThat(telemetry.latest().kills()).hasSize(1);
        assertThat(telemetry
                        .latest()
                        .service("web")
                        .orElseThrow()
                        .peak()
                        .orElseThrow()
                        .lowerBytes())
                .isEqualTo(120);
    }

    @Test
    void whatCouldNotBeStoredWhileTheDatabaseWasAwayIsStoredWhenItIsBack() {
        databaseIsAway = true;
        sample(1);
        telemetry.on(new SnapshotTaken(shop));
        Patience.until(
                "a kill in the picture", () -> !telemetry.latest().kills().isEmpty());
        telemetry.save();
        databaseIsAway = false;
        telemetry.save();
        TelemetryStore store = new TelemetryStore(new JdbcTemplate(database), new JdbcTransactionManager(database));
        // the beat, which tries to store it too, may hold it at this moment
        Patience.until("the kill", () -> store.findKill("k1").isPresent());
        assertThat(store.load(Instant.now()).usages()).containsKey("web");
    }

    @Test
    void tellingIsAtMostOnceASecond() throws Exception {
        telemetry.on(new SnapshotTaken(shop));
        long began = System.nanoTime();
        for (int i = 1; i <= 30; i++) {
            sample(i);
            Thread.sleep(100);
        }
        int times = told.size();
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(times).isBetween(1, (int) seconds + 1);
    }

    @Test
    void withoutATokenNobodyIsAskedAndThatIsSaid() {
        telemetry.close();
        told.clear();
        telemetry = server(false);
        telemetry.on(new SnapshotTaken(shop));
        Patience.until("a picture", () -> !telemetry.latest().troubles().isEmpty());
        assertThat(telemetry.latest().asked()).isFalse();
        assertThat(telemetry.latest().troubles()).containsExactly(LiveTelemetry.NO_TOKEN);
        assertThat(telemetry.latest().agents()).isEmpty();
        assertThat(agent.asked).isEmpty();
    }
}
