package io.swarmkeeper.web.access;

import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who is signed in on this thread's request, and whether that still holds later on. */
@Component
public class SignedIn {

    private final Accounts accounts;
    private final Tokens tokens;

    SignedIn(Accounts accounts, Tokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    /** Empty on pages that are open to everyone. */
    public Optional<Viewer> viewer() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof AccountAuthentication signedIn
                ? Optional.of(signedIn.viewer())
                : Optional.empty();
    }

    /**
     * For streams that outlive their request: false from the moment this sign-in ends, by the account, the token or the
     * session. May be asked on any thread.
     */
    public BooleanSupplier stillHolds() {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof AccountAuthentication signedIn)) {
            return () -> false;
        }
        HttpSession session = session();
        OptionalLong token = signedIn.token();
        return () -> accounts.stillHolds(signedIn.viewer().name(), signedIn.epoch())
                && (token.isEmpty() || tokens.isAlive(token.getAsLong()))
                && (session == null || isAlive(session));
    }

    private static @Nullable HttpSession session() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getSession(false)
                : null;
    }

    private static boolean isAlive(HttpSession session) {
        try {
            session.getCreationTime();
            return true;
        } catch (IllegalStateException e) {
            return false; // logged out, or idle for too long
        }
    }
}
