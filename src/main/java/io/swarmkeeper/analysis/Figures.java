package io.swarmkeeper.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps measured figures still for a moment. They move with every sample, and a finding that is the same but for them is
 * no news to tell everybody of. For one thread at a time.
 */
final class Figures {

    static final Duration STILL = Duration.ofSeconds(15);

    private record Shown(Finding finding, Instant since) {}

    private final Set<FindingCode> measured;
    private Map<String, Shown> shown = new HashMap<>();

    /** @param measured codes whose evidence is measured */
    Figures(Set<FindingCode> measured) {
        this.measured = Set.copyOf(measured);
    }

    /** The same findings; those that differ from what was shown in nothing but their figures as they were shown. */
    Findings settle(Findings findings, Instant now) {
        Map<String, Shown> next = new HashMap<>();
        List<Finding> all = new ArrayList<>(findings.all().size());
        for (Finding finding : findings.all()) {
            if (!measured.contains(finding.code())) {
                all.add(finding);
                continue;
            }
            Shown before = shown.get(finding.id());
            Shown settled = before != null
                            && isSameButForFigures(before.finding(), finding)
                            && before.since().plus(STILL).isAfter(now)
                    ? before
                    : new Shown(finding, now);
            next.put(finding.id(), settled);
            all.add(settled.finding());
        }
        shown = next;
        return new Findings(findings.snapshotSequence(), findings.analysedAt(), all);
    }

    private static boolean isSameButForFigures(Finding a, Finding b) {
        return a.severity() == b.severity()
                && a.state() == b.state()
                && a.since().equals(b.since())
                && a.exemption().equals(b.exemption())
                && a.subject().equals(b.subject());
    }
}
