package io.swarmkeeper.audit;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The log in a table. One lock keeps this server's threads in line; two servers on one database are kept apart by the
 * unique number: the slower one reads the new head and tries again. Every append is a transaction of its own, committed
 * before the method returns, whatever transaction the caller is in.
 */
class DatabaseAuditLog implements AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAuditLog.class);
    private static final int PAGE = 1_000;
    private static final int ATTEMPTS = 50;
    private static final String COLUMNS =
            "SELECT number, happened_at, actor, action, subject, detail, previous_hash, hash FROM audit_entry ";

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;
    private final Optional<Anchor> anchor;
    private final Duration headEvery;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private Instant headPrinted = Instant.MIN;
    private boolean anchorBroken;

    DatabaseAuditLog(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Optional<Anchor> anchor,
            Duration headEvery,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.anchor = anchor;
        this.headEvery = headEvery;
        this.clock = clock;
    }

    /** A row exactly as it is stored: the chain is checked on this, not on what was read out of it. */
    private record Row(
            long number,
            String happenedAt,
            String actor,
            String action,
            String subject,
            String detail,
            String previousHash,
            String hash) {

        static Row of(ResultSet row, int ignored) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8));
        }

        boolean follows(long number, String previousHash) {
            return this.number == number
                    && this.previousHash.equals(previousHash)
                    && hash.equals(Chain.hash(number, happenedAt, actor, action, subject, detail, previousHash));
        }

        AuditEntry entry() {
            return new AuditEntry(number, time(), actor, action, subject, Wording.facts(detail), previousHash, hash);
        }

        private Instant time() {
            try {
                return Instant.parse(happenedAt);
            } catch (DateTimeParseException e) {
                return Instant.EPOCH;
            }
        }
    }

    @Override
    public AuditEntry append(String actor, String action, String subject, Map<String, String> detail) {
        turn.lock();
        try {
            Row row = store(
                    StorableText.of(actor, Wording.ACTOR),
                    StorableText.of(action, Wording.ACTION),
                    StorableText.of(subject, Wording.SUBJECT),
                    Wording.canonical(detail));
            moveAnchor(row);
            if (!clock.instant().isBefore(safePlus(headPrinted, headEvery))) {
                print(row);
            }
            return row.entry();
        } catch (RuntimeException e) {
            throw new AuditFailedException(
                    "The audit entry \"%s\" could not be stored, so nothing was done. Look at the database: %s"
                            .formatted(StorableText.of(action, Wording.ACTION), e.getMessage()),
                    e);
        } finally {
            turn.unlock();
        }
    }

    private Row store(String actor, String action, String subject, String detail) {
        DuplicateKeyException lost = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return requireRow(ownTransaction.execute(status -> insert(actor, action, subject, detail)));
            } catch (DuplicateKeyException e) {
                lost = e; // another server on the same database was faster; its entry is the new head
            }
        }
        throw new IllegalStateException("another server took the next number " + ATTEMPTS + " times running", lost);
    }

    private static Row requireRow(@Nullable Row row) {
        if (row == null) {
            throw new IllegalStateException("the transaction gave no entry");
        }
        return row;
    }

    private Row insert(String actor, String action, String subject, String detail) {
        Optional<Row> head = head();
        long number = head.map(Row::number).orElse(0L) + 1;
        String previous = head.map(Row::hash).orElse(Chain.START);
        String at = clock.instant().truncatedTo(ChronoUnit.MICROS).toString();
        String hash = Chain.hash(number, at, actor, action, subject, detail, previous);
        jdbc.sql("INSERT INTO audit_entry (number, happened_at, actor, action, subject, detail, previous_hash, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(number, at, actor, action, subject, detail, previous, hash)
                .update();
        return new Row(number, at, actor, action, subject, detail, previous, hash);
    }

    private Optional<Row> head() {
        return jdbc.sql(COLUMNS + "ORDER BY number DESC LIMIT 1").query(Row::of).optional();
    }

    private Optional<Row> find(long number) {
        return jdbc.sql(COLUMNS + "WHERE number = ?")
                .param(number)
                .query(Row::of)
                .optional();
    }

    /**
     * Moves the anchor to the new head, unless the table no longer holds what the anchor says: then it stays where it is
     * as the only witness of what was cut, until a person has looked and removed it.
     */
    private void moveAnchor(Row row) {
        if (anchor.isEmpty()) {
            return;
        }
        try {
            Optional<Anchor.Head> old = anchor.get().read();
            boolean cut = old.isPresent() && !holds(old.get());
            if (!cut) {
                anchor.get().write(new Anchor.Head(row.number(), row.hash()));
            } else if (!anchorBroken) {
                LOG.error(
                        "The audit log no longer holds entry {} with hash {} that this server wrote: rows were removed"
                                + " or rewritten. Keep the anchor file and a copy of the database, find out who, then"
                                + " remove the anchor file.",
                        old.get().number(),
                        old.get().hash());
            }
            anchorBroken = cut;
        } catch (IOException e) {
            if (!anchorBroken) {
                LOG.error("The audit log's anchor file could not be kept: {}", e.toString());
            }
            anchorBroken = true;
        }
    }

    private boolean holds(Anchor.Head head) {
        return find(head.number()).map(r -> r.hash().equals(head.hash())).orElse(false);
    }

    @Override
    public List<AuditEntry> list(long after, int limit) {
        return page(after, checked(limit)).stream().map(Row::entry).toList();
    }

    private List<Row> page(long after, int limit) {
        return jdbc.sql(COLUMNS + "WHERE number > ? ORDER BY number LIMIT ?")
                .params(after, limit)
                .query(Row::of)
                .list();
    }

    @Override
    public List<AuditEntry> newest(int limit) {
        return jdbc.sql(COLUMNS + "ORDER BY number DESC LIMIT ?").param(checked(limit)).query(Row::of).list().stream()
                .map(Row::entry)
                .toList();
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > PAGE) {
            throw new IllegalArgumentException("limit must be 1 to %d, found %d".formatted(PAGE, limit));
        }
        return limit;
    }

    @Override
    public Verification verify() {
        // Read before the table: whatever is appended meanwhile lies behind it.
        Optional<Anchor.Head> witness = Optional.empty();
        boolean witnessReadable = true;
        if (anchor.isPresent()) {
            try {
                witness = anchor.get().read();
            } catch (IOException e) {
                LOG.error("The audit log's anchor file could not be read: {}", e.toString());
                witnessReadable = false;
            }
        }
        long entries = 0;
        long last = Long.MIN_VALUE;
        long expected = 1;
        String head = Chain.START;
        OptionalLong broken = OptionalLong.empty();
        List<Row> rows;
        do {
            rows = page(last, PAGE);
            for (Row row : rows) {
                if (broken.isEmpty()) {
                    if (!row.follows(expected, head) || contradicts(witness, row)) {
                        broken = OptionalLong.of(expected);
                    }
                }
                entries++;
                expected++;
                last = row.number();
                head = row.hash();
            }
        } while (rows.size() == PAGE);
        if (broken.isEmpty() && witness.isPresent() && witness.get().number() >= expected) {
            broken = OptionalLong.of(expected); // the chain is whole as far as it goes, and too short
        }
        return new Verification(broken.isEmpty() && witnessReadable, entries, broken, head);
    }

    private static boolean contradicts(Optional<Anchor.Head> witness, Row row) {
        return witness.map(w -> w.number() == row.number() && !w.hash().equals(row.hash()))
                .orElse(false);
    }

    /** One line in the server's log that names the newest entry: an anchor that lives where the log is shipped to. */
    void printHead() {
        turn.lock();
        try {
            head().ifPresentOrElse(this::print, () -> LOG.info("Audit log: no entry yet"));
        } catch (RuntimeException e) {
            LOG.error("The audit log could not be read: {}", e.getMessage());
        } finally {
            turn.unlock();
        }
    }

    private void print(Row row) {
        headPrinted = clock.instant();
        LOG.info("Audit log: entry {}, hash {}", row.number(), row.hash());
    }

    private static Instant safePlus(Instant instant, Duration duration) {
        return instant.equals(Instant.MIN) ? instant : instant.plus(duration);
    }
}
