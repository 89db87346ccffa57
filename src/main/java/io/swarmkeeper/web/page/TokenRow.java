package io.swarmkeeper.web.page;

import io.swarmkeeper.web.access.Token;
import java.util.Optional;

/**
 * A token as lists show it.
 *
 * @param ended true once it lets nobody in any more
 * @param endsAt empty = never
 * @param usedAt exact to a minute; empty = not yet
 */
record TokenRow(
        long id,
        String account,
        String name,
        String createdBy,
        When createdAt,
        boolean ended,
        Optional<When> endsAt,
        Optional<When> usedAt) {

    static TokenRow of(Token token, SwarmView view) {
        return new TokenRow(
                token.id(),
                token.account(),
                Wording.clip(token.name(), 80),
                token.createdBy(),
                view.when(token.createdAt()),
                token.expiresAt().filter(e -> !e.isAfter(view.now())).isPresent(),
                token.expiresAt().map(view::when),
                token.lastUsedAt().map(view::when));
    }
}
