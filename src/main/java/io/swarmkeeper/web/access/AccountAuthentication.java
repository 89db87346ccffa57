package io.swarmkeeper.web.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Someone signed in: who, and as of which state of the account. Holds no password; may lie in a session. */
final class AccountAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final Viewer viewer;
    private final long epoch;

    AccountAuthentication(Account account) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + account.role().name())));
        this.viewer = account.viewer();
        this.epoch = account.epoch();
        super.setAuthenticated(true);
    }

    Viewer viewer() {
        return viewer;
    }

    long epoch() {
        return epoch;
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
        return other instanceof AccountAuthentication that && viewer.equals(that.viewer) && epoch == that.epoch;
    }

    @Override
    public int hashCode() {
        return viewer.hashCode() * 31 + Long.hashCode(epoch);
    }
}
