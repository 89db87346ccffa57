package io.swarmkeeper.web.access;

import io.swarmkeeper.audit.AuditLog;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.stereotype.Component;

/**
 * Tells whether a name and a password belong together. One attempt per name at a time, so that many at once cannot
 * outrun the slow-down. A program that sends its password with each request pays for bcrypt once in a while only: what
 * was found right is remembered under a keyed hash, and forgotten when the account's epoch moves.
 */
@Component
class SignIn {

    private static final String TOKENS = "tokens from ";

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST_REMEMBERED = 500;
    private static final int LOCKS = 64;

    /** A program that keeps coming is written down once in this time, not at every request. */
    private static final Duration WRITTEN_DOWN_EVERY = Duration.ofHours(12);

    private record Right(String account, long epoch, Instant until) {}

    private final Accounts accounts;
    private final SlowDown slowDown;
    private final AuditLog audit;
    private final Clock clock;
    private final SecretKeySpec key;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
    private final Map<String, Right> right = new Bounded<>(MOST_REMEMBERED);
    private final Map<String, Instant> writtenDown = new Bounded<>(MOST_REMEMBERED);

    SignIn(Accounts accounts, AuditLog audit, Clock clock) {
        this.accounts = accounts;
        this.slowDown = new SlowDown(clock);
        this.audit = audit;
        this.clock = clock;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock(true);
        }
    }

    /**
     * Through the login form.
     *
     * @throws SlowDownException before anything is checked, after too many failures
     * @throws BadCredentialsException if name and password do not belong together
     */
    Account byForm(String name, String password, String address) {
        String asked = name.strip().toLowerCase(Locale.ROOT);
        ReentrantLock lock = lockOf(asked);
        lock.lock();
        try {
            Account account = check(asked, password, address, "form");
            audit.append(
                    account.name(),
                    "login.succeeded",
                    "account " + account.name(),
                    Map.of("by", "form", "address", address));
            return account;
        } finally {
            lock.unlock();
        }
    }

    /** Asks someone signed in once more. Throws as {@link #byForm} does; a right answer is not written down. */
    void confirm(String name, String password, String address) {
        ReentrantLock lock = lockOf(name);
        lock.lock();
        try {
            check(name, password, address, "own password form");
        } finally {
            lock.unlock();
        }
    }

    /** With HTTP Basic, at each request anew. Throws as {@link #byForm} does. */
    Account byBasic(String name, String password, String address) {
        String asked = name.strip().toLowerCase(Locale.ROOT);
        String fingerprint = fingerprint(asked, password);
        Optional<Account> known = recall(fingerprint);
        if (known.isPresent()) {
            return known.get();
        }
        ReentrantLock lock = lockOf(asked);
        lock.lock();
        try {
            Optional<Account> meanwhile = recall(fingerprint);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Account account = check(asked, password, address, "basic");
            writeDown(account, address);
            remember(fingerprint, account);
            return account;
        } finally {
            lock.unlock();
        }
    }

    /** A token that is none, or no longer: counted against the address. */
    void refusedToken(String address) {
        slowDown.failed(TOKENS + address);
    }

    Optional<Duration> waitForToken(String address) {
        return slowDown.waitFor(TOKENS + address);
    }

    private Account check(String name, String password, String address, String by) {
        Optional<Duration> wait = slowDown.waitFor(name, address);
        if (wait.isPresent()) {
            throw new SlowDownException(wait.get());
        }
        Optional<Account> account = accounts.verify(name, password);
        if (account.isEmpty()) {
            slowDown.failed(name, address);
            audit.append("anonymous", "login.failed", shown(name), Map.of("by", by, "address", address));
            throw new BadCredentialsException("name and password do not belong together");
        }
        slowDown.succeeded(name, address);
        return account.get();
    }

    /** What was typed as a name may be a password typed into the wrong field, or a book. */
    private static String shown(String name) {
        boolean plausible = name.length() <= 64
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "._@-".indexOf(c) >= 0);
        return plausible && !name.isEmpty() ? "account " + name : "account (not a possible name)";
    }

    private void writeDown(Account account, String address) {
        String who = account.name() + " from " + address;
        Instant now = clock.instant();
        synchronized (writtenDown) {
            Instant last = writtenDown.get(who);
            if (last != null && Duration.between(last, now).compareTo(WRITTEN_DOWN_EVERY) < 0) {
                return;
            }
        }
        audit.append(
                account.name(),
                "login.succeeded",
                "account " + account.name(),
                Map.of("by", "basic", "address", address));
        synchronized (writtenDown) {
            writtenDown.put(who, now);
        }
    }

    private Optional<Account> recall(String fingerprint) {
        Right known;
        synchronized (right) {
            known = right.get(fingerprint);
        }
        if (known == null || !clock.instant().isBefore(known.until())) {
            return Optional.empty();
        }
        return accounts.find(known.account()).filter(a -> a.epoch() == known.epoch());
    }

    private void remember(String fingerprint, Account account) {
        synchronized (right) {
            right.put(
                    fingerprint,
                    new Right(account.name(), account.epoch(), clock.instant().plus(REMEMBERED)));
        }
    }

    private String fingerprint(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private ReentrantLock lockOf(String name) {
        return locks[Math.floorMod(name.hashCode(), LOCKS)];
    }
}
