package io.swarmkeeper.web.access;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who is signed in on this thread's request, and whether that still holds later on. */
@Component
public class SignedIn {

    private final Accounts accounts;

    SignedIn(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Empty on pages that are open to everyone. */
    public Optional<Viewer> viewer() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof AccountAuthentication signedIn
                ? Optional.of(signedIn.viewer())
                : Optional.empty();
    }

    /** For streams that outlive their request: false from the moment this sign-in ends. May be asked on any thread. */
    public BooleanSupplier stillHolds() {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof AccountAuthentication signedIn) {
            return () -> accounts.stillHolds(signedIn.viewer().name(), signedIn.epoch());
        }
        return () -> false;
    }
}
