package io.swarmkeeper.web.report;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Verdict;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;

/** Everything that is known at one moment. */
public record Report(Instant madeAt, Snapshot snapshot, Findings findings, Scorecard scorecard, Verdict verdict) {

    public static Report of(Snapshot snapshot, Analysis analysis, Instant madeAt) {
        Findings findings = analysis.latest();
        return new Report(madeAt, snapshot, findings, analysis.scorecard(), Verdict.of(findings));
    }
}
