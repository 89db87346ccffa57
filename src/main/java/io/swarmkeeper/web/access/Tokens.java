package io.swarmkeeper.web.access;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.audit.StorableText;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/**
 * Tokens of programs: {@code skt_} and 43 characters that carry 256 random bits, so that a plain SHA-256 keeps them as
 * well as any slow hash would.
 */
@Component
public class Tokens {

    static final String PREFIX = "skt_";

    /** No more than this per account: a script that makes one at each run is told instead of filling the table. */
    static final int MOST_PER_ACCOUNT = 100;

    /** Databases do not take every time that Java has. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Tokens(JdbcClient jdbc, Accounts accounts, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /** Of all accounts, newest first. */
    public List<Token> list() {
        return jdbc.sql("select * from access_token order by id desc")
                .query(Tokens::read)
                .list();
    }

    /**
     * @param name what it is for, 1 to 100 characters
     * @throws ProblemException if there is no such account, or name or end are no good
     */
    public Token.Issued create(String account, String name, Optional<Instant> expiresAt, String by) {
        String owner = accounts.get(account).name();
        Instant now = clock.instant();
        if (name.isBlank() || name.length() > 100) {
            throw invalid(
                    "name",
                    "A token needs a name of 1 to 100 characters that says what it is for; found %d characters."
                            .formatted(name.length()));
        }
        String kept = StorableText.of(name, 100);
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(now)) {
            throw invalid(
                    "expiresAt", "The token would have ended at %s, before now (%s).".formatted(expiresAt.get(), now));
        }
        if (expiresAt.isPresent() && expiresAt.get().isAfter(LATEST)) {
            throw invalid(
                    "expiresAt",
                    "The token would end at %s; %s is the latest. Leave it out for one that never ends."
                            .formatted(expiresAt.get(), LATEST));
        }
        long held = jdbc.sql("select count(*) from access_token where account = ?")
                .param(owner)
                .query(Long.class)
                .single();
        if (held >= MOST_PER_ACCOUNT) {
            throw new ProblemException(
                    Problem.Code.CONFLICT,
                    "%s has %d tokens, and no account may have more; revoke some first.".formatted(owner, held));
        }
        byte[] secretBytes = new byte[32];
        random.nextBytes(secretBytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes);
        audit.append(
                by,
                "token.created",
                "account " + owner,
                Map.of("name", kept, "expires", expiresAt.map(Instant::toString).orElse("never")));
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("insert into access_token (account, name, hash, created_by, created_at, expires_at)"
                        + " values (:account, :name, :hash, :by, :now, :expires)")
                .param("account", owner)
                .param("name", kept)
                .param("hash", hash(secret))
                .param("by", by)
                .param("now", at(now))
                .param("expires", expiresAt.map(Tokens::at).orElse(null))
                .update(key, "id");
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave the new token no number");
        }
        return new Token.Issued(new Token(id.longValue(), owner, kept, by, now, expiresAt, Optional.empty()), secret);
    }

    /** @throws ProblemException 404 if there is none */
    public void revoke(long id, String by) {
        Token token = jdbc.sql("select * from access_token where id = ?")
                .param(id)
                .query(Tokens::read)
                .optional()
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND, "There is no token %d. GET /api/v1/tokens lists them.".formatted(id)));
        audit.append(by, "token.revoked", "account " + token.account(), Map.of("name", token.name()));
        jdbc.sql("delete from access_token where id = ?").param(id).update();
    }

    /** A token that lives, and whose it is. */
    record Verified(long id, Account account) {}

    /** Empty unless the secret is of a living token. Notes the use, to the minute. */
    Optional<Verified> verify(String secret) {
        if (!secret.startsWith(PREFIX) || secret.length() > 100) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return jdbc.sql("select * from access_token where hash = ?")
                .param(hash(secret))
                .query(Tokens::read)
                .optional()
                .filter(t -> isAlive(t, now))
                .flatMap(t -> {
                    noteUse(t, now);
                    return accounts.find(t.account()).map(a -> new Verified(t.id(), a));
                });
    }

    /** False from the moment it is revoked or has ended. */
    boolean isAlive(long id) {
        Instant now = clock.instant();
        return jdbc.sql("select * from access_token where id = ?")
                .param(id)
                .query(Tokens::read)
                .optional()
                .filter(t -> isAlive(t, now))
                .isPresent();
    }

    private static boolean isAlive(Token token, Instant now) {
        return token.expiresAt().map(now::isBefore).orElse(true);
    }

    private void noteUse(Token token, Instant now) {
        boolean noted = token.lastUsedAt()
                .map(last -> Duration.between(last, now).compareTo(USE_IS_NOTED_EVERY) < 0)
                .orElse(false);
        if (!noted) {
            jdbc.sql("update access_token set last_used_at = ? where id = ?")
                    .params(at(now), token.id())
                    .update();
        }
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                Problem.of(Problem.Code.INVALID_BODY, detail).with("field", field));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static Token read(ResultSet row, int number) throws SQLException {
        return new Token(
                row.getLong("id"),
                row.getString("account"),
                row.getString("name"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("expires_at", OffsetDateTime.class)),
                instant(row.getObject("last_used_at", OffsetDateTime.class)));
    }
}
