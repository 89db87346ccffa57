package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Trends.Point;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps what the metrics were over restarts. */
@Repository
class TrendTable {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    TrendTable(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    List<Point> load() {
        return jdbc.query(
                "SELECT metric, measured_at, amount FROM scorecard_hour",
                (row, number) -> new Point(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant(), row.getDouble(3)));
    }

    /** Adds these, replacing what is there of the same hour, and throws away what is older than {@code oldest}. */
    void add(List<Point> points, Instant oldest) {
        transaction.executeWithoutResult(status -> {
            for (Point point : points) {
                OffsetDateTime at = point.at().atOffset(ZoneOffset.UTC);
                jdbc.update(
                        "DELETE FROM scorecard_hour WHERE metric = ? AND (measured_at = ? OR measured_at < ?)",
                        point.metric(),
                        at,
                        oldest.atOffset(ZoneOffset.UTC));
                jdbc.update(
                        "INSERT INTO scorecard_hour (metric, measured_at, amount) VALUES (?, ?, ?)",
                        point.metric(),
                        at,
                        point.amount());
            }
        });
    }
}
