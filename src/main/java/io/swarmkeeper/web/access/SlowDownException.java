package io.swarmkeeper.web.access;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Too many failed attempts: the password was not even looked at. */
final class SlowDownException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private final long seconds;

    SlowDownException(Duration left) {
        super("too many failed attempts");
        this.seconds = Math.max(1, left.plusMillis(999).toSeconds());
    }

    /** Whole seconds until the next attempt is looked at, at least 1. */
    long seconds() {
        return seconds;
    }
}
