package io.swarmkeeper.collector;

import io.swarmkeeper.collector.Agenda.Work;
import io.swarmkeeper.collector.SwarmSource.Subscription;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector at work: one thread that does what the {@link Agenda} says and publishes what it finds. Nothing it does
 * depends on how many people look.
 *
 * <p>A lost engine is noticed by a read that fails or by the end of the event stream; the last snapshot then stays, with
 * its age, and the engine is tried again with growing pauses.
 */
final class LiveCollector implements Collector, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiveCollector.class);
    private static final int STOP_SECONDS = 5;
    private static final Duration SHORT_STREAM = Duration.ofSeconds(5);

    private final SwarmSource source;
    private final Consumer<SnapshotTaken> publisher;
    private final Clock clock;
    private final Agenda agenda;
    private final Pauses pauses;
    private final Pauses streamPauses;
    private final ReadMeter meter = new ReadMeter();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("collector-", 0).factory());
    private final Parts parts;
    private final Thread thread;

    private volatile @Nullable Snapshot latest;
    private volatile Connection connection;
    private @Nullable Subscription stream;

    /** @param publisher called on the collector's own thread */
    LiveCollector(SwarmSource source, Consumer<SnapshotTaken> publisher, Clock clock, CollectorSettings settings) {
        this.source = source;
        this.publisher = publisher;
        this.clock = clock;
        this.agenda = new Agenda(settings, System::nanoTime);
        this.pauses = new Pauses(settings.firstPause(), settings.longestPause(), RandomGenerator.getDefault());
        this.streamPauses = new Pauses(settings.firstPause(), settings.longestPause(), RandomGenerator.getDefault());
        this.parts = new Parts(source, meter, threads, clock, settings);
        this.connection = new Connection.Connecting(clock.instant());
        this.thread = Thread.ofPlatform().name("collector").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public Optional<Snapshot> latest() {
        return Optional.ofNullable(latest);
    }

    @Override
    public void tasksChanged() {
        agenda.noteTasks();
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public CollectorStatistics statistics() {
        return meter.statistics();
    }

    @Override
    public Snapshot fresh() throws SwarmUnavailableException {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the collector's own thread cannot wait for the collector");
        }
        CompletableFuture<Snapshot> waiter = new CompletableFuture<>();
        agenda.ask(waiter);
        if (!thread.isAlive()) {
            waiter.completeExceptionally(notRunning());
        }
        try {
            return waiter.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SwarmUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SwarmUnavailableException(
                    Reason.TIMEOUT, "Waiting for a fresh snapshot was broken off.", "Ask again.", e);
        }
    }

    @Override
    public void close() {
        agenda.stop().forEach(w -> w.completeExceptionally(notRunning()));
        thread.interrupt();
        // A server that is told to stop while it starts has not started the thread: there is nothing to wait for, and
        // a start that comes now finds the agenda stopped.
        if (thread.getState() != Thread.State.NEW) {
            try {
                thread.join(Duration.ofSeconds(STOP_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.shutdownNow();
    }

    private void run() {
        try {
            while (step(agenda.take())) {
                // each step waits for its work
            }
        } catch (InterruptedException e) {
            log.debug("The collector was told to stop");
        } finally {
            unfollow();
            agenda.stop().forEach(w -> w.completeExceptionally(notRunning()));
        }
    }

    private boolean step(Work work) {
        switch (work) {
            case Work.Connect(var waiters) -> serve(waiters, this::connect);
            case Work.ReadEverything(var waiters) -> serve(waiters, parts::readEverything);
            case Work.ReadParts(var touched) ->
                serve(List.of(), () -> {
                    parts.read(touched);
                    parts.readImages();
                });
            case Work.Stop() -> {
                return false;
            }
        }
        return true;
    }

    private interface Reading {
        void run() throws SwarmUnavailableException;
    }

    /** Everybody who waits gets what came of it, whatever that is. */
    private void serve(List<CompletableFuture<Snapshot>> waiters, Reading reading) {
        try {
            reading.run();
            Snapshot snapshot = take();
            found();
            waiters.forEach(w -> w.complete(snapshot));
        } catch (SwarmUnavailableException e) {
            lost(e);
            waiters.forEach(w -> w.completeExceptionally(e));
        } catch (RuntimeException e) {
            log.error("The collector failed to make a snapshot", e);
            SwarmUnavailableException failure = new SwarmUnavailableException(
                    Reason.ENGINE_ERROR,
                    "What the engine answered could not be made into a snapshot: %s.".formatted(e),
                    "Please report this with the server's log.",
                    e);
            lost(failure);
            waiters.forEach(w -> w.completeExceptionally(failure));
        }
    }

    /** Follows events before it reads, so that nothing is missed in between. */
    private void connect() throws SwarmUnavailableException {
        unfollow();
        parts.readCluster();
        stream = source.follow(
                event -> {
                    meter.events.incrementAndGet();
                    agenda.note(event);
                },
                streamEnded(clock.instant()));
        parts.readEverything();
        agenda.connected();
    }

    /** The end of a stream is the first sign of a dying engine; one that always ends early must not keep us busy. */
    private Runnable streamEnded(Instant openedAt) {
        return () -> {
            if (Duration.between(openedAt, clock.instant()).compareTo(SHORT_STREAM) > 0) {
                streamPauses.reset();
                agenda.disconnected(Duration.ZERO);
            } else {
                agenda.disconnected(streamPauses.next());
            }
        };
    }

    private Snapshot take() {
        Snapshot before = latest;
        Snapshot snapshot = parts.assemble(before);
        latest = snapshot;
        if (before == null || snapshot.sequence() != before.sequence()) {
            meter.snapshots.incrementAndGet();
            try {
                publisher.accept(new SnapshotTaken(snapshot));
            } catch (RuntimeException e) {
                log.error("A listener failed on snapshot {}", snapshot.sequence(), e);
            }
        }
        return snapshot;
    }

    private void found() {
        pauses.reset();
        Instant now = clock.instant();
        switch (connection) {
            case Connection.Connected connected -> {}
            case Connection.Connecting connecting -> {
                log.info(
                        "Found the Swarm: {}",
                        latest().map(LiveCollector::describe).orElse(""));
                connection = new Connection.Connected(now);
            }
            case Connection.Lost lost -> {
                log.info(
                        "Found the Swarm again after {} s: {}",
                        Duration.between(lost.since(), now).toSeconds(),
                        latest().map(LiveCollector::describe).orElse(""));
                connection = new Connection.Connected(now);
            }
        }
    }

    private void lost(SwarmUnavailableException cause) {
        unfollow();
        if (agenda.isStopped()) {
            return;
        }
        Duration pause = pauses.next();
        Instant now = clock.instant();
        Instant since = connection instanceof Connection.Lost lost ? lost.since() : now;
        switch (connection) {
            case Connection.Lost lost -> log.debug("Still no Swarm", cause);
            case Connection.Connecting connecting -> log.warn("No Swarm yet: {}", cause.getMessage());
            case Connection.Connected connected -> {
                meter.losses.incrementAndGet();
                log.warn("Lost the Swarm: {}", cause.getMessage());
            }
        }
        connection = new Connection.Lost(since, cause, now.plus(pause));
        agenda.disconnected(pause);
    }

    private void unfollow() {
        Subscription old = stream;
        stream = null;
        if (old != null) {
            old.close();
        }
    }

    private static String describe(Snapshot snapshot) {
        return "engine %s, API %s, %d nodes, %d services, %d tasks"
                .formatted(
                        snapshot.cluster().engineVersion(),
                        snapshot.cluster().apiVersion(),
                        snapshot.nodes().size(),
                        snapshot.services().size(),
                        snapshot.tasks().size());
    }

    private static SwarmUnavailableException notRunning() {
        return new SwarmUnavailableException(
                Reason.REFUSED, "The collector does not run.", "The server is starting or stopping; ask again.");
    }
}
