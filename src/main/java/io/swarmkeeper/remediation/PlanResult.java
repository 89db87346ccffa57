package io.swarmkeeper.remediation;

import java.util.List;

/** How planning ended. */
public sealed interface PlanResult {

    record Planned(Plan plan) implements PlanResult {}

    /** @param reasons each says what was found, with numbers, and what would be needed */
    record Refused(List<String> reasons) implements PlanResult {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
