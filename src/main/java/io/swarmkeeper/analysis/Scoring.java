package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Trends.Point;
import io.swarmkeeper.analysis.detector.UseThresholds;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Measures the scorecard with its trends, and keeps an hourly value of each metric. For one thread at a time. */
class Scoring {

    private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);

    private final UseThresholds thresholds;
    private final TrendTable table;
    private final Trends trends = new Trends();
    private boolean restored;

    Scoring(UseThresholds thresholds, TrendTable table) {
        this.thresholds = thresholds;
        this.table = table;
    }

    /** Every metric unknown. */
    Scorecard none(Instant now) {
        return Scorecards.measure(
                Optional.empty(), Findings.none(now), Measurements.none(now), thresholds, Map.of(), now);
    }

    /** @param since of each metric's state, by {@link Scorecards#key} */
    Scorecard measure(
            Snapshot snapshot, Findings findings, Measurements measurements, Map<String, Instant> since, Instant now) {
        restore();
        Scorecard measured = Scorecards.measure(Optional.of(snapshot), findings, measurements, thresholds, since, now);
        List<Point> added = trends.take(measured.metrics(), now);
        if (!added.isEmpty()) {
            try {
                table.add(added, now.minus(Trends.KEEP));
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("Could not keep what the scorecard was at {}: {}", now, e.getMessage());
            }
        }
        return new Scorecard(
                measured.metrics().stream().map(m -> trends.withTrend(m, now)).toList());
    }

    private void restore() {
        if (!restored) {
            trends.restore(table.load());
            restored = true;
        }
    }
}
