package io.swarmkeeper.analysis;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.audit.StorableText;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.swarm.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Exemptions in a table, read once and then held; ended ones stay in the table and count no more. */
@Repository
class DatabaseExemptions implements Exemptions {

    /** Somebody set or removed one: what is found must be judged anew. */
    record ExemptionsChanged() {}

    private static final String COLUMNS =
            "SELECT id, code, subject_kind, subject_id, subject_name, reason, owner, ends_at FROM exemption ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AuditLog audit;
    private final ObjectProvider<Collector> collector;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private volatile @Nullable List<Exemption> held;

    DatabaseExemptions(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            AuditLog audit,
            ObjectProvider<Collector> collector,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.audit = audit;
        this.collector = collector;
        this.events = events;
        this.clock = clock;
    }

    /** Those set by people that have not ended. */
    List<Exemption> stored() {
        List<Exemption> all = held;
        if (all == null) {
            all = jdbc.sql(COLUMNS + "ORDER BY id").query(DatabaseExemptions::read).list().stream()
                    .flatMap(Optional::stream)
                    .toList();
            held = all;
        }
        Instant now = clock.instant();
        return all.stream().filter(e -> e.until().isAfter(now)).toList();
    }

    @Override
    public List<Exemption> list() {
        Instant now = clock.instant();
        List<Exemption> all = new ArrayList<>(stored());
        Optional.ofNullable(collector.getIfAvailable()).flatMap(Collector::latest).map(Snapshot::services).stream()
                .flatMap(List::stream)
                .flatMap(s -> ExemptionLabels.of(s, now).stream())
                .forEach(l -> all.addAll(l.all()));
        all.sort(Comparator.comparing(Exemption::until)
                .thenComparing(Exemption::code)
                .thenComparing(e -> e.subject().name()));
        return List.copyOf(all);
    }

    @Override
    public Exemption set(FindingCode code, Subject subject, String reason, String owner, Instant until) {
        ExemptionRules.check(reason, until, clock.instant());
        String kept = StorableText.of(reason.strip(), ExemptionRules.LONGEST_REASON);
        // No database keeps nanoseconds; what is answered here must equal what is read later.
        Instant end = until.truncatedTo(ChronoUnit.MILLIS);
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("code", code.code());
        detail.put("until", end.toString());
        detail.put("reason", kept);
        audit.append(owner, "exemption.set", words(subject), detail);
        Exemption set = transaction.execute(status -> store(code, subject, kept, owner, end));
        held = null;
        detail.put("id", Long.toString(set.id()));
        audit.append(owner, "exemption.was-set", words(subject), detail);
        events.publishEvent(new ExemptionsChanged());
        return set;
    }

    private Exemption store(FindingCode code, Subject subject, String reason, String owner, Instant until) {
        jdbc.sql("DELETE FROM exemption WHERE code = ? AND subject_kind = ? AND subject_id = ?")
                .params(code.code(), subject.kind().name(), subject.id())
                .update();
        KeyHolder key = new GeneratedKeyHolder();
        jdbc.sql(
                        "INSERT INTO exemption (code, subject_kind, subject_id, subject_name, reason, owner, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        code.code(),
                        subject.kind().name(),
                        subject.id(),
                        subject.name(),
                        reason,
                        owner,
                        until.atOffset(ZoneOffset.UTC))
                .update(key, "id");
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave the exemption no number");
        }
        return new Exemption(id.longValue(), code, subject, reason, owner, until);
    }

    @Override
    public Optional<Exemption> remove(long id, String by) {
        Optional<Exemption> found = stored().stream().filter(e -> e.id() == id).findFirst();
        if (found.isEmpty()) {
            return found;
        }
        Exemption exemption = found.get();
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("id", Long.toString(id));
        detail.put("code", exemption.code().code());
        detail.put("owner", exemption.owner());
        audit.append(by, "exemption.remove", words(exemption.subject()), detail);
        jdbc.sql("DELETE FROM exemption WHERE id = ?").param(id).update();
        held = null;
        audit.append(by, "exemption.removed", words(exemption.subject()), detail);
        events.publishEvent(new ExemptionsChanged());
        return found;
    }

    /** Empty for a code that this version no longer knows. */
    private static Optional<Exemption> read(ResultSet row, int ignored) throws SQLException {
        Subject subject = new Subject(Subject.Kind.valueOf(row.getString(3)), row.getString(4), row.getString(5));
        long id = row.getLong(1);
        String reason = row.getString(6);
        String owner = row.getString(7);
        Instant until = row.getObject(8, OffsetDateTime.class).toInstant();
        return FindingCode.findByCode(row.getString(2))
                .map(code -> new Exemption(id, code, subject, reason, owner, until));
    }

    private static String words(Subject subject) {
        String name =
                subject.name().length() <= 200 ? subject.name() : subject.name().substring(0, 200) + "…";
        return subject.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    }
}
