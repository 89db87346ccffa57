package io.swarmkeeper.web.access;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Someone signed in: who, and as of which state of the account. Holds no password; may lie in a session. */
final class AccountAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final Viewer viewer;
    private final long epoch;
    /** Null if it was no token. */
    private final @Nullable Long token;

    /** By a password. */
    AccountAuthentication(Account account) {
        this(account, null);
    }

    /** By the token of this id. */
    AccountAuthentication(Account account, @Nullable Long token) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + account.role().name())));
        this.viewer = account.viewer();
        this.epoch = account.epoch();
        this.token = token;
        super.setAuthenticated(true);
    }

    Viewer viewer() {
        return viewer;
    }

    long epoch() {
        return epoch;
    }

    OptionalLong token() {
        return token == null ? OptionalLong.empty() : OptionalLong.of(token);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return viewer;
    }

    @Override
    public String getName() {
        return viewer.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountAuthentication that
                && viewer.equals(that.viewer)
                && epoch == that.epoch
                && Objects.equals(token, that.token);
    }

    @Override
    public int hashCode() {
        return viewer.hashCode() * 31 + Long.hashCode(epoch);
    }
}
