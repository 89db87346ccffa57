package io.swarmkeeper.telemetry;

/** A probe must not or cannot be run; the message says why. */
public final class ProbeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProbeRefusedException(String message) {
        super(message);
    }
}
