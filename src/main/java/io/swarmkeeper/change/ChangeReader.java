package io.swarmkeeper.change;

import io.swarmkeeper.change.Change.Approval;
import io.swarmkeeper.change.Change.Moment;
import io.swarmkeeper.remediation.PlanJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads changes from their tables. */
class ChangeReader {

    private final JdbcClient jdbc;

    ChangeReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Change> find(long id) {
        return changes("WHERE id = " + id, 1, "saved_spec").stream().findFirst();
    }

    /** Without their saved specs. */
    List<Change> newest(int limit) {
        return changes("", limit, "'' AS saved_spec");
    }

    List<Change> in(Collection<ChangeState> states) {
        return changes(
                "WHERE state IN ("
                        + String.join(
                                ", ",
                                states.stream().map(s -> "'" + s.word() + "'").toList()) + ")",
                Integer.MAX_VALUE,
                "saved_spec");
    }

    Map<ChangeState, Long> counts() {
        Map<ChangeState, Long> counts = new EnumMap<>(ChangeState.class);
        jdbc.sql("SELECT state, COUNT(*) AS changes FROM swarm_change GROUP BY state")
                .query(row -> {
                    counts.put(state(row.getString("state")), row.getLong("changes"));
                });
        return counts;
    }

    /** Three queries, however many changes there are. */
    private List<Change> changes(String where, int limit, String savedSpec) {
        List<Change> rows = jdbc.sql(
                        "SELECT id, state, finding_id, finding_code, reason, requested_by, requested_at, plan, "
                                + savedSpec + ", outcome, undoes,"
                                + " (SELECT MAX(u.id) FROM swarm_change u WHERE u.undoes = c.id) AS undone_by FROM swarm_change c "
                                + where
                                + " ORDER BY id DESC LIMIT " + limit)
                .query((row, i) -> row(row))
                .list();
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Long> ids = rows.stream().map(Change::id).toList();
        Map<Long, List<Approval>> approvals = new HashMap<>();
        jdbc.sql("SELECT change_id, approved_by, approved_at FROM swarm_change_approval WHERE change_id IN (:ids)"
                        + " ORDER BY approved_at")
                .param("ids", ids)
                .query(row -> {
                    approvals
                            .computeIfAbsent(row.getLong("change_id"), k -> new ArrayList<>())
                            .add(new Approval(row.getString("approved_by"), instant(row, "approved_at")));
                });
        Map<Long, List<Moment>> timelines = new HashMap<>();
        jdbc.sql("SELECT change_id, happened_at, state, moved_by, note FROM swarm_change_moment"
                        + " WHERE change_id IN (:ids) ORDER BY change_id, position")
                .param("ids", ids)
                .query(row -> {
                    timelines
                            .computeIfAbsent(row.getLong("change_id"), k -> new ArrayList<>())
                            .add(new Moment(
                                    instant(row, "happened_at"),
                                    state(row.getString("state")),
                                    row.getString("moved_by"),
                                    row.getString("note")));
                });
        return rows.stream()
                .map(c -> c.with(approvals.getOrDefault(c.id(), List.of()), timelines.getOrDefault(c.id(), List.of())))
                .toList();
    }

    /** A change without what other tables say of it. */
    private static Change row(ResultSet row) throws SQLException {
        return new Change(
                row.getLong("id"),
                state(row.getString("state")),
                PlanJson.read(row.getString("plan")),
                Optional.ofNullable(row.getString("finding_id")),
                Optional.ofNullable(row.getString("finding_code")),
                row.getString("reason"),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                row.getString("saved_spec"),
                List.of(),
                List.of(),
                Optional.ofNullable(row.getString("outcome")),
                number(row, "undoes"),
                number(row, "undone_by"));
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static ChangeState state(String word) {
        return Arrays.stream(ChangeState.values())
                .filter(s -> s.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown state in the database: " + word));
    }
}
