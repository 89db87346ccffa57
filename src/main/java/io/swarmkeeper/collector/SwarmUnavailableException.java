package io.swarmkeeper.collector;

/** The Swarm could not be read. Says what was tried, what was found and what to do; safe to show to people. */
public final class SwarmUnavailableException extends Exception {

    /** Why, in kinds that health, metrics and pages tell apart. */
    public enum Reason {
        BAD_ADDRESS,
        NO_SOCKET,
        PERMISSION,
        REFUSED,
        TIMEOUT,
        TLS,
        NOT_IN_A_SWARM,
        NOT_A_MANAGER,
        NO_QUORUM,
        ENGINE_ERROR,
        GARBLED,
        UNSUPPORTED_API;

        /** True if no engine was reached at all: whatever else is asked of it fails as well. */
        public boolean isConnection() {
            return switch (this) {
                case BAD_ADDRESS, NO_SOCKET, REFUSED, TLS -> true;
                case PERMISSION,
                        TIMEOUT,
                        NOT_IN_A_SWARM,
                        NOT_A_MANAGER,
                        NO_QUORUM,
                        ENGINE_ERROR,
                        GARBLED,
                        UNSUPPORTED_API -> false;
            };
        }
    }

    private final Reason reason;
    private final String found;
    private final String advice;

    /**
     * @param found one sentence: what was tried and what came back
     * @param advice one sentence: what a person can do
     */
    public SwarmUnavailableException(Reason reason, String found, String advice) {
        super(found + " " + advice);
        this.reason = reason;
        this.found = found;
        this.advice = advice;
    }

    public SwarmUnavailableException(Reason reason, String found, String advice, Throwable cause) {
        this(reason, found, advice);
        initCause(cause);
    }

    public Reason reason() {
        return reason;
    }

    public String found() {
        return found;
    }

    public String advice() {
        return advice;
    }
}
