package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.telemetry.FlowResolver.Edge;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** On H2; {@link TelemetryStoreIT} runs the same on PostgreSQL. */
class TelemetryStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");

    private TelemetryStore store;

    @BeforeEach
    void open() {
        DriverManagerDataSource database = database();
        Flyway flyway =
                Flyway.configure().dataSource(database).cleanDisabled(false).load();
        flyway.clean();
        flyway.migrate();
        store = new TelemetryStore(new JdbcTemplate(database), new JdbcTransactionManager(database));
    }

    DriverManagerDataSource database() {
        return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    private static FlowLedger.Entry flow(long connections) {
        return new FlowLedger.Entry(
                new Edge("web", "db", "front", "tcp", 5432),
                NOW.minusSeconds(100),
                NOW,
                connections,
                3,
                Long.MIN_VALUE | 5);
    }

    private static KillRecord kill(String id, Instant at, Optional<Long> peak) {
        return new KillRecord(
                id,
                Kill.Kind.CHILD,
                "s",
                "web",
                "t",
                "c",
                "n",
                "w1",
                at,
                Optional.of(1L << 40),
                peak,
                Optional.empty());
    }

    @Test
    void anEmptyDatabaseIsAnEmptyCheckpoint() {
        assertThat(store.load(NOW)).isEqualTo(Checkpoint.EMPTY);
    }

    @Test
    void whatIsSavedIsLoadedAgain() {
        Usage usage = new Usage();
        usage.add(NOW, 5, 0.5);
        Checkpoint saved = new Checkpoint(
                Map.of("web", usage.write()),
                List.of(flow(7)),
                List.of(kill("k", NOW, Optional.of(9L))),
                Map.of("n1", new Cursor("boot", 42)),
                1234.5,
                Optional.of(NOW),
                "490000:12.5");
        store.save(saved, NOW);
        assertThat(store.load(NOW)).isEqualTo(saved);
        store.save(saved, NOW);
        assertThat(store.load(NOW)).isEqualTo(saved);
    }

    @Test
    void aLaterSaveReplacesWhatChangedAndKeepsTheRest() {
        store.save(
                new Checkpoint(
                        Map.of("web", "1", "db", "2"),
                        List.of(flow(1)),
                        List.of(),
                        Map.of("n1", new Cursor("a", 1)),
                        1,
                        Optional.empty(),
                        ""),
                NOW);
        store.save(
                new Checkpoint(
                        Map.of("web", "3"),
                        List.of(flow(2)),
                        List.of(),
                        Map.of("n1", new Cursor("b", 1), "n2", new Cursor("a", 1)),
                        2,
                        Optional.of(NOW),
                        ""),
                NOW);
        Checkpoint loaded = store.load(NOW);
        assertThat(loaded.usages()).isEqualTo(Map.of("web", "3", "db", "2"));
        assertThat(loaded.flows()).containsExactly(flow(2));
        assertThat(loaded.cursors()).containsEntry("n1", new Cursor("b", 1)).containsKey("n2");
        assertThat(loaded.observedSeconds()).isEqualTo(2);
    }

    @Test
    void aKillIsOneRowAndIsFoundThoughItIsOld() {
        Instant old = NOW.minus(Duration.ofDays(30));
        store.saveKills(List.of(kill("k", old, Optional.empty())));
        store.saveKills(List.of(kill("k", old, Optional.of(9L))));
        assertThat(store.load(NOW).kills()).isEmpty();
        assertThat(store.findKill("k")).contains(kill("k", old, Optional.of(9L)));
        assertThat(store.findKill("other")).isEmpty();
    }

    @Test
    void whatIsTooOldIsThrownAway() {
        store.saveKills(List.of(
                kill("old", NOW.minus(Duration.ofDays(91)), Optional.empty()),
                kill("young", NOW.minus(Duration.ofDays(89)), Optional.empty())));
        store.save(
                new Checkpoint(Map.of("web", "1"), List.of(flow(1)), List.of(), Map.of(), 0, Optional.empty(), ""),
                NOW.minus(Duration.ofDays(31)));
        store.prune(NOW);
        assertThat(store.findKill("old")).isEmpty();
        assertThat(store.findKill("young")).isPresent();
        assertThat(store.load(NOW).usages()).isEmpty();
        assertThat(store.load(NOW).flows()).hasSize(1);
        store.prune(NOW.plus(Duration.ofDays(91)));
        assertThat(store.load(NOW).flows()).isEmpty();
    }
}
