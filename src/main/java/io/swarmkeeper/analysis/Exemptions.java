package io.swarmkeeper.analysis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Findings set aside on purpose. Every change here is audited before it is stored, and judged anew at once. */
public interface Exemptions {

    /** All that are in force, stored ones and those made by service labels; the first to end first. */
    List<Exemption> list();

    /**
     * Sets a finding aside. A stored exemption of the same code and subject is replaced.
     *
     * @param owner account that asks for it
     * @throws IllegalArgumentException if {@code until} is not in the future or the reason is blank, saying what was found
     */
    Exemption set(FindingCode code, Subject subject, String reason, String owner, Instant until);

    /** @return what was removed; empty if no stored exemption has this number */
    Optional<Exemption> remove(long id, String by);
}
