package io.swarmkeeper.analysis;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.detector.Judging;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class ScoringTest {

    private volatile boolean databaseIsAway;
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

    @Test
    void withoutADatabaseTheMetricsAreMeasuredAllTheSame() {
        Flyway.configure().dataSource(database).load().migrate();
        Scoring scoring = new Scoring(
                Judging.STANDARD.use(),
                new TrendTable(new JdbcTemplate(database), new JdbcTransactionManager(database)));
        Snapshot snapshot = new ClusterBuilder()
                .node("m1", 4, 8)
                .service("web", s -> s.runningOn("m1"))
                .build();
        scoring.measure(snapshot, Findings.none(NOW), Measurements.none(NOW), Map.of(), NOW);
        databaseIsAway = true;
        assertThat(scoring.measure(
                                snapshot,
                                Findings.none(NOW),
                                Measuring.of(snapshot).build(),
                                Map.of(),
                                NOW.plusSeconds(3600))
                        .metrics())
                .anyMatch(m -> m.amount().isPresent());
    }
}
