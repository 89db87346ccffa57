package io.swarmkeeper.telemetry;

import io.swarmkeeper.collector.SnapshotTaken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Telemetry at work: makes a picture each second if there is news, and saves what is counted. */
class LiveTelemetry implements Telemetry, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTelemetry.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    /** Without news a picture is made this often, because what was said ages. */
    private static final Duration AGING = Duration.ofSeconds(5);

    private static final Duration TIDY = Duration.ofMinutes(1);

    /** A clock that is only kept in step goes back by less. */
    private static final Duration SET_BACK = Duration.ofSeconds(5);

    static final String NO_TOKEN =
            "No token is set, so agents are not asked: set swarmkeeper.agent.token-file to the secret that they have.";

    private final Intake intake;
    private final TelemetryStore store;
    private final Optional<Agents> agents;
    private final Consumer<MeasurementsTaken> publisher;
    private final InstantSource clock;
    private final Duration saveEvery;
    private @Nullable ScheduledExecutorService threads;

    private volatile Measurements latest;
    private long newsSeen;
    private List<AgentState> statesSeen = List.of();
    private Instant lastBeat = Instant.EPOCH;

    /** @param agents empty if they are not asked */
    LiveTelemetry(
            Intake intake,
            TelemetryStore store,
            Optional<Agents> agents,
            Consumer<MeasurementsTaken> publisher,
            InstantSource clock,
            Duration saveEvery) {
        this.intake = intake;
        this.store = store;
        this.agents = agents;
        this.publisher = publisher;
        this.clock = clock;
        this.saveEvery = saveEvery;
        this.latest = Measurements.none(clock.instant());
    }

    @Override
    public Measurements latest() {
        return latest;
    }

    @EventListener
    void on(SnapshotTaken taken) {
        intake.snapshot(taken.snapshot(), clock.instant());
    }

    synchronized void start() {
        intake.load(store.load(clock.instant()), clock.instant());
        ScheduledExecutorService started = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("telemetry-", 0).factory());
        repeat(started, this::beat, BEAT);
        repeat(started, this::save, saveEvery);
        repeat(started, this::tidy, TIDY);
        threads = started;
        agents.ifPresent(Agents::start);
    }

    private static void repeat(ScheduledExecutorService threads, Runnable work, Duration every) {
        threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.error("Telemetry failed; the next beat tries once more", e);
                    }
                },
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Makes a picture if there is news or the last one is old, and tells of it if there is news. */
    void beat() {
        Instant now = clock.instant();
        if (now.isBefore(lastBeat.minus(SET_BACK))) {
            LOG.warn("The clock was set back, from {} to {}: nodes are measured anew", lastBeat, now);
            intake.beginAnew();
        }
        lastBeat = now;
        List<AgentState> states = agents.map(a -> a.states(now)).orElse(List.of());
        long news = intake.news();
        boolean isNew = news != newsSeen || !states.equals(statesSeen);
        Duration age = Duration.between(latest.at(), now);
        if (!isNew && !age.isNegative() && age.compareTo(AGING) < 0) {
            return;
        }
        List<String> troubles = agents.map(Agents::troubles).orElse(List.of(NO_TOKEN));
        Optional<Measurements> picture = intake.picture(agents.isPresent(), troubles, states, now);
        if (picture.isEmpty()) {
            return;
        }
        newsSeen = news;
        statesSeen = states;
        latest = picture.get();
        if (isNew) {
            publisher.accept(new MeasurementsTaken(picture.get()));
        }
        saveKills();
    }

    /** At once: there are few, and they matter. */
    private void saveKills() {
        List<KillRecord> kills = intake.takeUnsavedKills();
        if (kills.isEmpty()) {
            return;
        }
        try {
            store.saveKills(kills);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Could not store {} kills; they are tried again: {}", kills.size(), e.getMessage());
            intake.putBackKills(kills);
        }
    }

    void save() {
        Checkpoint checkpoint = intake.takeUnsaved();
        try {
            store.save(checkpoint, clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Could not store what agents told; it is tried again: {}", e.getMessage());
            intake.putBack(checkpoint);
        }
    }

    void tidy() {
        intake.forget(clock.instant());
        try {
            store.prune(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Could not throw away old telemetry: {}", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        agents.ifPresent(Agents::close);
        ScheduledExecutorService running = threads;
        threads = null;
        if (running != null) {
            running.shutdownNow();
            try {
                if (!running.awaitTermination(5, TimeUnit.SECONDS)) {
                    LOG.warn("Telemetry did not stop in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            save();
        }
    }
}
