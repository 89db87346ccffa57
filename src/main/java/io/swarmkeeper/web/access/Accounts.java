package io.swarmkeeper.web.access;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * All accounts. Whatever is refused ends in a {@link ProblemException} that says what was found; every change is in the
 * audit log before it happens. There is always at least one admin.
 */
@Component
public class Accounts {

    /** Audit actors and exemption owners that are no accounts. */
    private static final Set<String> RESERVED = Set.of("swarmkeeper", "label", "anonymous");

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    /** How long an answer may be old: what another server replica changed counts here after this at the latest. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Only of accounts that exist, so never more than there are. */
    private record Remembered(Optional<Account> account, long at) {}

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final PasswordEncoder encoder;
    private final AuditLog audit;
    private final Clock clock;
    /** Of a password that was never told to anyone, as strong as those of accounts. */
    private final String hashOfNobody;

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, Remembered> remembered = new ConcurrentHashMap<>();

    private final ReentrantLock turn = new ReentrantLock();

    /** Counts writes of this server: what was read before one is not remembered after it. */
    private final AtomicLong writes = new AtomicLong();

    Accounts(
            JdbcClient jdbc, TransactionOperations transactions, PasswordEncoder encoder, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.encoder = encoder;
        this.audit = audit;
        this.clock = clock;
        byte[] unknown = new byte[32];
        random.nextBytes(unknown);
        this.hashOfNobody = hash(Base64.getEncoder().encodeToString(unknown));
    }

    /** Sorted by name. */
    public List<Account> list() {
        return jdbc.sql("select * from account order by name")
                .query(Accounts::read)
                .list();
    }

    public boolean isEmpty() {
        return jdbc.sql("select count(*) from account").query(Long.class).single() == 0;
    }

    /** Cheap enough for every request. */
    public Optional<Account> find(String name) {
        if (!isPossible(name)) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        long asOf = writes.get();
        Remembered known = remembered.get(name);
        if (known != null && now - known.at() < REMEMBERED_NANOS) {
            return known.account();
        }
        Optional<Account> account = jdbc.sql("select * from account where name = ?")
                .param(name)
                .query(Accounts::read)
                .optional();
        if (account.isPresent() && asOf == writes.get()) {
            remembered.put(name, new Remembered(account, now));
        }
        return account;
    }

    /** True while this sign-in holds: the account still exists and neither password nor role changed since. */
    public boolean stillHolds(String name, long epoch) {
        return find(name).filter(a -> a.epoch() == epoch).isPresent();
    }

    public Account create(String name, String password, Role role, String by) {
        if (!isPossible(name)) {
            throw invalid(
                    "name",
                    "The name is not one: 1 to 64 of a-z, 0-9, '.', '_', '@', '-' are expected, beginning with a letter or digit.");
        }
        if (RESERVED.contains(name)) {
            throw invalid("name", "The name %s is reserved for the audit log.".formatted(name));
        }
        refuseWeak(password, name);
        if (find(name).isPresent()) {
            throw exists(name);
        }
        String hash = hash(password);
        audit.append(by, "account.created", "account " + name, Map.of("role", role.word()));
        OffsetDateTime now = now();
        try {
            jdbc.sql("insert into account (name, password_hash, role, epoch, created_at, password_changed_at)"
                            + " values (?, ?, ?, ?, ?, ?)")
                    .params(name, hash, role.word(), random.nextLong(), now, now)
                    .update();
        } catch (DuplicateKeyException e) {
            throw exists(name);
        }
        forget(name);
        return get(name);
    }

    /** Signs the account out everywhere and ends its tokens. */
    public Account changePassword(String name, String password, String by) {
        return update(name, Optional.of(password), Optional.empty(), by);
    }

    /** Signs the account out everywhere and ends its tokens, unless it has this role already. */
    public Account changeRole(String name, Role role, String by) {
        return update(name, Optional.empty(), Optional.of(role), by);
    }

    /** Password, role or both, or neither if one is refused. Signs the account out everywhere and ends its tokens. */
    public Account update(String name, Optional<String> password, Optional<Role> role, String by) {
        Account before = get(name);
        password.ifPresent(p -> refuseWeak(p, name));
        Optional<Role> other = role.filter(r -> r != before.role());
        if (password.isEmpty() && other.isEmpty()) {
            return before;
        }
        Optional<String> hash = password.map(this::hash);
        alone(() -> {
            other.ifPresent(r -> setRole(before, r, by));
            hash.ifPresent(h -> setPassword(name, h, by));
            jdbc.sql("update account set epoch = ? where name = ?")
                    .params(random.nextLong(), name)
                    .update();
            jdbc.sql("delete from access_token where account = ?").param(name).update();
        });
        forget(name);
        return get(name);
    }

    private void setRole(Account before, Role role, String by) {
        if (role != Role.ADMIN) {
            refuseIfLastAdmin(before.name(), "demoted");
        }
        audit.append(
                by,
                "account.role-changed",
                "account " + before.name(),
                Map.of("from", before.role().word(), "to", role.word()));
        jdbc.sql("update account set role = ? where name = ?")
                .params(role.word(), before.name())
                .update();
    }

    private void setPassword(String name, String hash, String by) {
        audit.append(by, "account.password-changed", "account " + name, Map.of());
        jdbc.sql("update account set password_hash = ?, password_changed_at = ? where name = ?")
                .params(hash, now(), name)
                .update();
    }

    /** Signs the account out everywhere and ends its tokens. */
    public void delete(String name, String by) {
        get(name);
        alone(() -> {
            refuseIfLastAdmin(name, "removed");
            audit.append(by, "account.deleted", "account " + name, Map.of());
            jdbc.sql("delete from account where name = ?").param(name).update();
        });
        forget(name);
    }

    /**
     * In one transaction, and one at a time: each audit entry takes a connection of its own beside the transaction's,
     * and many at once would hold all there are while they wait for one more.
     */
    private void alone(Runnable writes) {
        turn.lock();
        try {
            transactions.executeWithoutResult(t -> writes.run());
        } finally {
            turn.unlock();
        }
    }

    /** @throws ProblemException 404 if there is none */
    public Account get(String name) {
        return find(name)
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND, "There is no account of this name. GET /api/v1/accounts lists them."));
    }

    /**
     * The account as it was when its password was looked at, if the password is its own: a change of the password
     * meanwhile moves the epoch, and what is signed in with the old one holds no longer. Costs the same whether there is
     * such an account or not.
     */
    Optional<Account> verify(String name, String password) {
        record Known(Account account, String hash) {}
        Optional<Known> known = isPossible(name)
                ? jdbc.sql("select * from account where name = ?")
                        .param(name)
                        .query((row, number) -> new Known(read(row, number), row.getString("password_hash")))
                        .optional()
                : Optional.empty();
        boolean matches = encoder.matches(password, known.map(Known::hash).orElse(hashOfNobody));
        return known.filter(k -> matches).map(Known::account);
    }

    /** What cannot be a name need not be looked for; a database may even refuse to. */
    private static boolean isPossible(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whoever holds the rows of all admins is alone with the question who may leave. */
    private void refuseIfLastAdmin(String name, String what) {
        List<String> admins = jdbc.sql("select name from account where role = 'admin' for update")
                .query((row, number) -> row.getString("name"))
                .list();
        if (admins.size() == 1 && admins.contains(name)) {
            throw new ProblemException(
                    Problem.Code.CONFLICT,
                    "%s is the last admin and cannot be %s; make another admin first.".formatted(name, what));
        }
    }

    private void forget(String name) {
        writes.incrementAndGet();
        remembered.remove(name);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private String hash(String password) {
        return Objects.requireNonNull(encoder.encode(password));
    }

    private static void refuseWeak(String password, String name) {
        PasswordRules.fault(password, name).ifPresent(fault -> {
            throw invalid("password", fault);
        });
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                Problem.of(Problem.Code.INVALID_BODY, detail).with("field", field));
    }

    private static ProblemException exists(String name) {
        return new ProblemException(Problem.Code.CONFLICT, "There is an account named %s already.".formatted(name));
    }

    private static Account read(ResultSet row, int number) throws SQLException {
        String role = row.getString("role");
        return new Account(
                row.getString("name"),
                Role.findByWord(role.toLowerCase(Locale.ROOT))
                        .orElseThrow(() -> new SQLException("account has the unknown role " + role)),
                row.getLong("epoch"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("password_changed_at", OffsetDateTime.class).toInstant());
    }
}
