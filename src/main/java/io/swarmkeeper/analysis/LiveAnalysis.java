package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Analyser.Judgement;
import io.swarmkeeper.analysis.DatabaseExemptions.ExemptionsChanged;
import io.swarmkeeper.analysis.FirstSeen.Difference;
import io.swarmkeeper.analysis.FirstSeen.Sighting;
import io.swarmkeeper.analysis.detector.Failure;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.MeasurementsTaken;
import io.swarmkeeper.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Judges every new snapshot, and the latest one again now and then, because some findings come and go by time alone or
 * by what agents measure. Tells of it only when something is different.
 */
class LiveAnalysis implements Analysis {

    private static final Logger LOG = LoggerFactory.getLogger(LiveAnalysis.class);
    private static final String SCORECARD = "scorecard";
    private static final String TOO_SHORT = "It counts once it has lasted, and has not lasted long enough yet.";

    private final Analyser analyser;
    private final FirstSeen firstSeen;
    private final Duration failureMemory;
    private final FirstSeenTable table;
    private final DatabaseExemptions exemptions;
    private final AppliedFixes fixes;
    private final ObjectProvider<Collector> collector;
    private final Telemetry telemetry;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Scoring scoring;

    private final Figures figures;
    private final ReentrantLock turn = new ReentrantLock();
    private Map<String, Failure> failures = Map.of();
    private boolean restored;
    private volatile @Nullable Snapshot judged;
    private volatile Findings latest;
    private volatile Scorecard scorecard;
    private volatile Map<String, Instant> times = Map.of();
    private volatile Set<String> counting = Set.of();
    private volatile List<Failure> remembered = List.of();
    private volatile News heard = new News("", Set.of());

    /** What does not wait for the beat. */
    private record News(String newestKill, Set<String> nodesHeard) {}

    /** @param failureMemory how long failed tasks are remembered, at least as long as any detector looks back */
    LiveAnalysis(
            Analyser analyser,
            FirstSeen firstSeen,
            Duration failureMemory,
            FirstSeenTable table,
            DatabaseExemptions exemptions,
            AppliedFixes fixes,
            ObjectProvider<Collector> collector,
            Telemetry telemetry,
            ApplicationEventPublisher events,
            Scoring scoring,
            Clock clock) {
        this.analyser = analyser;
        this.figures = new Figures(analyser.measured());
        this.firstSeen = firstSeen;
        this.failureMemory = failureMemory;
        this.table = table;
        this.exemptions = exemptions;
        this.fixes = fixes;
        this.collector = collector;
        this.telemetry = telemetry;
        this.events = events;
        this.clock = clock;
        this.latest = Findings.none(clock.instant());
        this.scoring = scoring;
        this.scorecard = scoring.none(clock.instant());
    }

    @Override
    public Findings latest() {
        return latest;
    }

    @Override
    public Scorecard scorecard() {
        return scorecard;
    }

    @Override
    public ServiceProfile profile(Service service, Snapshot snapshot) {
        return ServiceProfile.of(service, snapshot);
    }

    @Override
    public Findings analyse(Snapshot snapshot) {
        Instant now = clock.instant();
        Situation situation = new Situation(snapshot, now, remembered, fixes.list(), telemetry.latest());
        return analyser.judge(situation, now, times, counting, exemptions.stored())
                .withUnlasting(f -> f.state() == Finding.State.UNDECIDED ? f : f.undecidedFor(TOO_SHORT));
    }

    @EventListener
    void on(SnapshotTaken taken) {
        judge(taken.snapshot());
    }

    @EventListener
    void on(ExemptionsChanged ignored) {
        again();
    }

    /**
     * Agents tell something every second; the beat gathers that. A kill, and an agent that is heard again or no more, are
     * judged at once.
     */
    @EventListener
    void on(MeasurementsTaken taken) {
        Measurements measurements = taken.measurements();
        News news = new News(
                measurements.kills().stream().findFirst().map(KillRecord::id).orElse(""),
                measurements.agents().stream()
                        .filter(AgentState::isHeard)
                        .flatMap(a -> a.nodeId().stream())
                        .collect(Collectors.toSet()));
        if (!news.equals(heard)) {
            heard = news;
            again();
        }
    }

    /** Judges the latest snapshot once more, unless nobody knows whether it is still true. */
    void again() {
        Snapshot snapshot = judged;
        boolean connected = Optional.ofNullable(collector.getIfAvailable())
                .map(c -> c.connection() instanceof Connection.Connected)
                .orElse(false);
        if (snapshot != null && connected) {
            judge(snapshot);
        }
    }

    private void judge(Snapshot snapshot) {
        Findings changed = null;
        turn.lock();
        try {
            Snapshot newest = judged;
            if (newest != null && newest.sequence() > snapshot.sequence()) {
                return;
            }
            Instant now = clock.instant();
            restore(now);
            Measurements measurements = telemetry.latest();
            Situation situation = new Situation(snapshot, now, remembered, fixes.list(), measurements);
            Judgement judgement =
                    analyser.judge(situation, now, firstSeen.times(), firstSeen.counting(), exemptions.stored());
            Scorecard measured = scoring.measure(snapshot, judgement.findings(), measurements, firstSeen.times(), now);
            remember(judgement, measured, now);
            remember(situation, now);
            judged = snapshot;
            scorecard = measured;
            Findings settled = figures.settle(judgement.findings(), now);
            boolean different = !settled.all().equals(latest.all()) || latest.snapshotSequence() == 0;
            latest = settled;
            changed = different ? latest : null;
        } finally {
            turn.unlock();
        }
        if (changed != null) {
            events.publishEvent(new FindingsChanged(snapshot, changed));
        }
    }

    private void restore(Instant now) {
        if (!restored) {
            firstSeen.restore(table.load(), now);
            restored = true;
        }
    }

    private void remember(Judgement judgement, Scorecard measured, Instant now) {
        Map<String, Sighting> seen = new HashMap<>();
        judgement.seen().forEach((id, s) -> seen.put(id, new Sighting(s.code().code(), s.since(), s.counts())));
        measured.metrics().forEach(m -> seen.put(Scorecards.key(m), new Sighting(SCORECARD, m.since(), true)));
        Set<String> blind = new HashSet<>();
        judgement.blind().forEach(c -> blind.add(c.code()));
        Difference difference = firstSeen.update(seen, blind, now);
        times = firstSeen.times();
        counting = firstSeen.counting();
        if (difference.isEmpty()) {
            return;
        }
        try {
            table.apply(difference);
        } catch (DataAccessException | TransactionException e) {
            // The findings stand; only their age may be wrong after a restart.
            LOG.warn(
                    "Could not store since when {} findings have been so: {}",
                    difference.added().size(),
                    e.getMessage());
        }
    }

    /** The engine forgets failed tasks after a few more; a loop must be recognised all the same. */
    private void remember(Situation situation, Instant now) {
        Instant oldest = now.minus(failureMemory);
        Map<String, Failure> kept = new HashMap<>();
        for (Failure failure : situation.failures()) {
            if (failure.at().isAfter(oldest)) {
                kept.put(failure.taskId(), failure);
            }
        }
        if (!kept.keySet().equals(failures.keySet())) {
            failures = kept;
            remembered = List.copyOf(kept.values());
        }
    }
}
