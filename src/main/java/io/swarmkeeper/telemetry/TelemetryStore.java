package io.swarmkeeper.telemetry;

import io.swarmkeeper.telemetry.FlowResolver.Edge;
import io.swarmkeeper.wire.Kill;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What must outlive the server, in its tables. */
@Repository
class TelemetryStore {

    /** Use of a service that is gone is kept this long, in case it comes back. */
    static final Duration KEEP_USAGE = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryStore.class);
    private static final String SELECT_KILL =
            "SELECT id, kind, service_id, service_name, task_id, container_id, node_id, hostname, killed_at, limit_bytes, peak_bytes, exit_code FROM kill_record WHERE ";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    TelemetryStore(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    Checkpoint load(Instant now) {
        Map<String, String> usages = new HashMap<>();
        jdbc.query("SELECT service, content FROM service_usage", row -> {
            usages.put(row.getString(1), row.getString(2));
        });
        Map<String, Cursor> cursors = new HashMap<>();
        jdbc.query("SELECT node_id, boot, last_counted FROM agent_cursor", row -> {
            cursors.put(row.getString(1), new Cursor(row.getString(2), row.getLong(3)));
        });
        List<FlowLedger.Entry> flows = jdbc.query(
                "SELECT client, server, network, protocol, port, first_seen, last_seen, connections, seen_days, recent_days FROM service_flow",
                TelemetryStore::flow);
        List<KillRecord> kills =
                jdbc.query(SELECT_KILL + "killed_at > ?", TelemetryStore::kill, utc(now.minus(KillLedger.HELD)));
        List<Checkpoint> observed = jdbc.query(
                "SELECT seconds, since, recent_hours FROM observation",
                (row, number) -> new Checkpoint(
                        usages,
                        flows,
                        kills,
                        cursors,
                        row.getDouble(1),
                        Optional.ofNullable(time(row, 2)),
                        Optional.ofNullable(row.getString(3)).orElse("")));
        return observed.isEmpty()
                ? new Checkpoint(usages, flows, kills, cursors, 0, Optional.empty(), "")
                : observed.getFirst();
    }

    /** All or nothing. */
    void save(Checkpoint checkpoint, Instant now) {
        transaction.executeWithoutResult(status -> {
            saveKillRows(checkpoint.kills());
            saveFlows(checkpoint.flows());
            saveUsages(checkpoint.usages(), now);
            saveCursors(checkpoint.cursors());
            jdbc.update("DELETE FROM observation");
            jdbc.update(
                    "INSERT INTO observation (id, seconds, since, recent_hours) VALUES (1, ?, ?, ?)",
                    checkpoint.observedSeconds(),
                    checkpoint.observedSince().map(TelemetryStore::utc).orElse(null),
                    checkpoint.observedWeek());
        });
    }

    /** Empty, too, if the database cannot be asked: a kill shown twice is better than none. */
    Optional<KillRecord> findKill(String id) {
        try {
            return jdbc.query(SELECT_KILL + "id = ?", TelemetryStore::kill, id).stream()
                    .findFirst();
        } catch (DataAccessException e) {
            LOG.warn("Could not look for kill {} in the database: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    void saveKills(List<KillRecord> kills) {
        transaction.executeWithoutResult(status -> saveKillRows(kills));
    }

    /** Throws away what is too old for anybody. */
    void prune(Instant now) {
        jdbc.update("DELETE FROM kill_record WHERE killed_at < ?", utc(now.minus(KillLedger.KEEP)));
        jdbc.update("DELETE FROM service_flow WHERE last_seen < ?", utc(now.minus(FlowLedger.KEEP)));
        jdbc.update("DELETE FROM service_usage WHERE saved_at < ?", utc(now.minus(KEEP_USAGE)));
    }

    private void saveKillRows(List<KillRecord> kills) {
        List<Object[]> ids = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        for (KillRecord kill : kills) {
            ids.add(new Object[] {kill.id()});
            rows.add(new Object[] {
                kill.id(),
                kill.kind().name(),
                kill.serviceId(),
                kill.serviceName(),
                kill.taskId(),
                kill.containerId(),
                kill.nodeId(),
                kill.hostname(),
                utc(kill.at()),
                kill.limitBytes().orElse(null),
                kill.peakBytes().orElse(null),
                kill.exitCode().orElse(null)
            });
        }
        jdbc.batchUpdate("DELETE FROM kill_record WHERE id = ?", ids);
        jdbc.batchUpdate(
                "INSERT INTO kill_record (id, kind, service_id, service_name, task_id, container_id, node_id, hostname, killed_at, limit_bytes, peak_bytes, exit_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
    }

    private void saveFlows(List<FlowLedger.Entry> flows) {
        List<Object[]> keys = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        for (FlowLedger.Entry flow : flows) {
            Edge edge = flow.edge();
            keys.add(new Object[] {edge.client(), edge.server(), edge.network(), edge.protocol(), edge.port()});
            rows.add(new Object[] {
                edge.client(),
                edge.server(),
                edge.network(),
                edge.protocol(),
                edge.port(),
                utc(flow.first()),
                utc(flow.last()),
                flow.connections(),
                flow.days(),
                flow.recentDays()
            });
        }
        jdbc.batchUpdate(
                "DELETE FROM service_flow WHERE client = ? AND server = ? AND network = ? AND protocol = ? AND port = ?",
                keys);
        jdbc.batchUpdate(
                "INSERT INTO service_flow (client, server, network, protocol, port, first_seen, last_seen, connections, seen_days, recent_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
    }

    private void saveUsages(Map<String, String> usages, Instant now) {
        List<Object[]> keys = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        usages.forEach((service, content) -> {
            keys.add(new Object[] {service});
            rows.add(new Object[] {service, content, utc(now)});
        });
        jdbc.batchUpdate("DELETE FROM service_usage WHERE service = ?", keys);
        jdbc.batchUpdate("INSERT INTO service_usage (service, content, saved_at) VALUES (?, ?, ?)", rows);
    }

    private void saveCursors(Map<String, Cursor> cursors) {
        List<Object[]> rows = new ArrayList<>();
        cursors.forEach((node, cursor) -> rows.add(new Object[] {node, cursor.boot(), cursor.sequence()}));
        jdbc.update("DELETE FROM agent_cursor");
        jdbc.batchUpdate("INSERT INTO agent_cursor (node_id, boot, last_counted) VALUES (?, ?, ?)", rows);
    }

    private static FlowLedger.Entry flow(ResultSet row, int ignored) throws SQLException {
        return new FlowLedger.Entry(
                new Edge(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getInt(5)),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getLong(8),
                row.getInt(9),
                row.getLong(10));
    }

    private static KillRecord kill(ResultSet row, int ignored) throws SQLException {
        return new KillRecord(
                row.getString(1),
                Kill.Kind.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getObject(9, OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject(10, Long.class)),
                Optional.ofNullable(row.getObject(11, Long.class)),
                Optional.ofNullable(row.getObject(12, Integer.class)));
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
