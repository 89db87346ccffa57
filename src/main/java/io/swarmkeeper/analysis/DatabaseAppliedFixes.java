package io.swarmkeeper.analysis;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Proven fixes in a table, read once and then held. */
@Repository
class DatabaseAppliedFixes implements AppliedFixes {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private volatile @Nullable List<AppliedFix> held;

    DatabaseAppliedFixes(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void record(AppliedFix fix) {
        transaction.executeWithoutResult(status -> {
            delete(fix.changeId());
            jdbc.sql(
                            "INSERT INTO applied_fix (change_id, service_id, service_name, code, title, written_values, applied_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
                    .param(fix.changeId())
                    .param(fix.serviceId())
                    .param(fix.serviceName())
                    .param(fix.code().map(FindingCode::code).orElse(null))
                    .param(fix.title())
                    .param(write(fix.values()))
                    .param(fix.at().atOffset(ZoneOffset.UTC))
                    .update();
        });
        held = null;
    }

    @Override
    public void withdraw(long changeId) {
        delete(changeId);
        held = null;
    }

    private void delete(long changeId) {
        jdbc.sql("DELETE FROM applied_fix WHERE change_id = ?").param(changeId).update();
    }

    @Override
    public List<AppliedFix> list() {
        List<AppliedFix> all = held;
        if (all == null) {
            all = jdbc.sql(
                            "SELECT change_id, service_id, service_name, code, title, written_values, applied_at FROM applied_fix ORDER BY applied_at, change_id")
                    .query(DatabaseAppliedFixes::read)
                    .list();
            held = all;
        }
        return all;
    }

    private static AppliedFix read(ResultSet row, int ignored) throws SQLException {
        String code = row.getString(4);
        return new AppliedFix(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                code == null ? Optional.empty() : FindingCode.findByCode(code),
                row.getString(5),
                parse(row.getString(6)),
                row.getObject(7, OffsetDateTime.class).toInstant());
    }

    private static String write(List<Value> values) {
        ArrayNode array = JSON.createArrayNode();
        for (Value value : values) {
            ObjectNode node = array.addObject().put("pointer", value.pointer());
            value.before().ifPresent(text -> node.put("before", text));
            value.after().ifPresent(text -> node.put("after", text));
        }
        return array.toString();
    }

    private static List<Value> parse(String json) {
        List<Value> values = new ArrayList<>();
        for (JsonNode node : JSON.readTree(json)) {
            values.add(new Value(node.path("pointer").asString(), text(node, "before"), text(node, "after")));
        }
        return values;
    }

    private static Optional<String> text(JsonNode node, String member) {
        return node.has(member) ? Optional.of(node.path(member).asString()) : Optional.empty();
    }
}
