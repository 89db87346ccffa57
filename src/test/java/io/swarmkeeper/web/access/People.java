package io.swarmkeeper.web.access;

import io.swarmkeeper.audit.InMemoryAuditLog;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts and tokens on a database of their own, with a clock to be set and an encoder that counts. */
final class People implements AutoCloseable {

    static final String PASSWORD = "correct-horse-9";

    volatile Instant now = Instant.parse("2026-11-25T10:00:00Z");
    final InMemoryAuditLog audit = new InMemoryAuditLog();
    final Counting encoder = new Counting();
    final Accounts accounts;
    final Tokens tokens;
    private final JdbcConnectionPool database;

    /** As weak as bcrypt can be, so that a test may check hundreds. */
    static final class Counting implements PasswordEncoder {
        final AtomicInteger encoded = new AtomicInteger();
        final AtomicInteger matched = new AtomicInteger();
        /** Happens once, while a password is looked at. */
        volatile Runnable meanwhile = () -> {};

        private final PasswordEncoder weak = new BCryptPasswordEncoder(4);

        @Override
        public String encode(CharSequence password) {
            encoded.incrementAndGet();
            return weak.encode(password);
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            matched.incrementAndGet();
            boolean matches = weak.matches(password, hash);
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return matches;
        }
    }

    People() {
        database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        Flyway.configure().dataSource(database).load().migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        InstantSource time = () -> now;
        Clock clock = time.withZone(ZoneOffset.UTC);
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        accounts = new Accounts(jdbc, transactions, encoder, audit, clock);
        tokens = new Tokens(jdbc, accounts, audit, clock);
    }

    SignIn signIn() {
        InstantSource time = () -> now;
        return new SignIn(accounts, audit, time.withZone(ZoneOffset.UTC));
    }

    Account create(String name, Role role) {
        return accounts.create(name, PASSWORD, role, "test");
    }

    @Override
    public void close() {
        database.dispose();
    }
}
