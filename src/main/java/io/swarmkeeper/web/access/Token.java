package io.swarmkeeper.web.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A program's way in, with the role of its account. The secret itself is shown once and kept nowhere.
 *
 * @param name what it is for, in its maker's words
 * @param expiresAt empty = never
 * @param lastUsedAt exact to a minute; empty = not yet
 */
public record Token(
        long id,
        String account,
        String name,
        String createdBy,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {

    /** A token at its birth. @param secret {@code skt_…}, to be shown now or never */
    public record Issued(Token token, String secret) {}
}
