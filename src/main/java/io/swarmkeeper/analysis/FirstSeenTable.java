package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.FirstSeen.Difference;
import io.swarmkeeper.analysis.FirstSeen.Sighting;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps since-times over restarts. */
@Repository
class FirstSeenTable {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    FirstSeenTable(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    Map<String, Sighting> load() {
        Map<String, Sighting> stored = new HashMap<>();
        jdbc.query("SELECT thing, group_name, since FROM first_seen", row -> {
            stored.put(
                    row.getString(1),
                    new Sighting(
                            row.getString(2),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            true));
        });
        return stored;
    }

    /** All or nothing, in one transaction: a first look at a big Swarm adds a thousand rows. */
    void apply(Difference difference) {
        List<Object[]> removed = new ArrayList<>();
        List<Object[]> added = new ArrayList<>();
        difference.removed().forEach(key -> removed.add(new Object[] {key}));
        difference.added().forEach((key, sighting) -> {
            removed.add(new Object[] {key});
            added.add(new Object[] {key, sighting.group(), sighting.since().atOffset(ZoneOffset.UTC)});
        });
        transaction.executeWithoutResult(status -> {
            jdbc.batchUpdate("DELETE FROM first_seen WHERE thing = ?", removed);
            jdbc.batchUpdate("INSERT INTO first_seen (thing, group_name, since) VALUES (?, ?, ?)", added);
        });
    }
}
