package io.swarmkeeper.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Trends.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What the metrics were outlives the server, for as long as anybody looks back. */
class TrendTableTest {

    private static final Instant HOUR = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void hoursAreKeptOnceAndOldOnesGo() {
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        TrendTable table = new TrendTable(new JdbcTemplate(database), new JdbcTransactionManager(database));
        assertThat(table.load()).isEmpty();
        Point old = new Point("node-cpu", HOUR.minus(Duration.ofDays(9)), 70);
        Point other = new Point("oom-kills", HOUR.minus(Duration.ofDays(2)), 3);
        table.add(List.of(old, other), HOUR.minus(Duration.ofDays(20)));
        table.add(List.of(new Point("node-cpu", HOUR, 41.5)), HOUR.minus(Trends.KEEP));
        table.add(List.of(new Point("node-cpu", HOUR, 42.25)), HOUR.minus(Trends.KEEP));
        assertThat(table.load()).containsExactlyInAnyOrder(other, new Point("node-cpu", HOUR, 42.25));
    }
}
