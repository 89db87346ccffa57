package io.swarmkeeper.audit;

import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code swarmkeeper.audit.*}.
 *
 * @param anchor file outside the database that remembers the newest entry; {@code audit-head} in the data directory.
 *     Not used with a database in memory, whose log dies with the process
 * @param headEvery at most this long between two lines of the server's log that name the newest entry, as long as
 *     there is anything new to name; 10 minutes
 */
@ConfigurationProperties("swarmkeeper.audit")
record AuditSettings(
        @DefaultValue("./data/audit-head") Path anchor,
        @DefaultValue("10m") @DurationMin Duration headEvery) {}
