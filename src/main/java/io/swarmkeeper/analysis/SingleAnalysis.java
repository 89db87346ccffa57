package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Analyser.Judgement;
import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.analysis.detector.Thresholds;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of a Swarm that was seen once, without a server: by the default thresholds, with no memory of what was
 * before, no agents and no stored exemptions; those on service labels hold. What counts only once it has lasted, and is
 * not known to have, is undecided. Pure.
 *
 * @param findings {@code since} is the moment of the judgement wherever the engine itself does not tell it
 */
public record SingleAnalysis(Findings findings, Scorecard scorecard) {

    private static final String NO_AGENTS =
            "The Swarm was read once, without a server, and agents answer to theirs alone.";
    private static final String TOO_SHORT =
            "It counts once it has lasted, which one reading cannot tell: a server can.";

    public static SingleAnalysis of(Snapshot snapshot, Instant now) {
        Thresholds thresholds = FindingsProperties.defaults();
        Analyser analyser = new Analyser(Detectors.all(thresholds));
        Measurements measurements = Measurements.none(now, List.of(NO_AGENTS));
        Situation situation = new Situation(snapshot, now, List.of(), List.of(), measurements);
        Judgement judgement = analyser.judge(situation, now, Map.of(), Set.of(), List.of());
        Findings findings = judgement.withUnlasting(f -> f.isOpen() ? f.undecidedFor(TOO_SHORT) : f);
        return new SingleAnalysis(
                findings,
                Scorecards.measure(Optional.of(snapshot), findings, measurements, thresholds.use(), Map.of(), now));
    }
}
