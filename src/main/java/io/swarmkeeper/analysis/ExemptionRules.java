package io.swarmkeeper.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an exemption must have: a reason somebody can read later, and an end. */
final class ExemptionRules {

    /** A year and a day: "until this day next year" holds in every time zone and leap year. */
    static final Duration LONGEST = Duration.ofDays(367);

    static final int LONGEST_REASON = 4096;

    private ExemptionRules() {}

    /** @throws IllegalArgumentException naming everything that is wrong, with what was found */
    static void check(String reason, Instant until, Instant now) {
        List<String> problems = new ArrayList<>();
        if (reason.isBlank()) {
            problems.add("A reason is needed: write why this finding may stand.");
        } else if (reason.length() > LONGEST_REASON) {
            problems.add(
                    "The reason has %d characters; at most %d are kept.".formatted(reason.length(), LONGEST_REASON));
        }
        if (!until.isAfter(now)) {
            problems.add("The end, %s, is not in the future.".formatted(until));
        } else if (until.isAfter(now.plus(LONGEST))) {
            problems.add("The end, %s, is more than a year ahead: choose an earlier one and renew it then."
                    .formatted(until));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
    }
}
