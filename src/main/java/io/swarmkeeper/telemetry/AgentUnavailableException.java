package io.swarmkeeper.telemetry;

/** Nobody is there to run a probe, or broke off while running it; the message says what was found. */
public final class AgentUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgentUnavailableException(String message) {
        super(message);
    }
}
