package io.swarmkeeper.remediation;

/** A spec could not be read or a patch does not fit it. The message says what was found; it carries no values. */
public final class SpecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpecException(String message) {
        super(message);
    }

    SpecException(String message, Throwable cause) {
        super(message, cause);
    }
}
