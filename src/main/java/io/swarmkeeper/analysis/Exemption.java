package io.swarmkeeper.analysis;

import java.time.Instant;

/**
 * A finding set aside on purpose, for a while.
 *
 * @param id number given by the store; 0 for one that a service label made
 * @param owner account that set it; for a label the text {@code label}
 * @param until the moment it ends; afterwards the finding is open again
 */
public record Exemption(long id, FindingCode code, Subject subject, String reason, String owner, Instant until) {}
