package io.swarmkeeper.audit;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The log itself. {@link #append} is called before and after every act; if it throws, the act must not happen.
 * Appending is serialised; entries are never changed or removed by this class.
 */
public interface AuditLog {

    /** @throws AuditFailedException if the entry could not be stored for any reason: then do not act */
    AuditEntry append(String actor, String action, String subject, Map<String, String> detail);

    /**
     * Entries numbered above {@code after}, oldest first.
     *
     * @param limit 1 to 1000
     */
    List<AuditEntry> list(long after, int limit);

    /** The newest entries, newest first. */
    List<AuditEntry> newest(int limit);

    /** Recomputes the whole chain. */
    Verification verify();

    /**
     * @param entries how many were read
     * @param firstBroken number of the first entry that does not fit; empty when valid
     * @param head hash of the last entry, 64 hex digits; zeros when empty
     */
    record Verification(boolean valid, long entries, OptionalLong firstBroken, String head) {}

    /** The entry could not be stored. */
    final class AuditFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public AuditFailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
