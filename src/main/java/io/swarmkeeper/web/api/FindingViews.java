package io.swarmkeeper.web.api;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The latest findings with their remedies, made once for all who ask: remedies are worked out by simulation. */
@Component
class FindingViews {

    /** @param all in the order of the findings: worst first */
    record Made(Findings findings, Snapshot snapshot, List<FindingView> all) {}

    private final Analysis analysis;
    private final Planner planner;
    private volatile @Nullable Made last;

    FindingViews(Analysis analysis, Planner planner) {
        this.analysis = analysis;
        this.planner = planner;
    }

    Made latest(Snapshot snapshot) {
        Findings findings = analysis.latest();
        Made known = last;
        if (known != null && fits(known, findings, snapshot)) {
            return known;
        }
        synchronized (this) {
            known = last;
            if (known != null && fits(known, findings, snapshot)) {
                return known;
            }
            Made made = new Made(
                    findings,
                    snapshot,
                    findings.all().stream()
                            .map(f -> FindingView.of(f, planner.remedies(f, snapshot)))
                            .toList());
            last = made;
            return made;
        }
    }

    /** Same findings, and the same Swarm for the remedies to be worked out on. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean fits(Made known, Findings findings, Snapshot snapshot) {
        return known.findings() == findings
                && known.snapshot().services() == snapshot.services()
                && known.snapshot().nodes() == snapshot.nodes();
    }
}
