package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.FindingsChanged;
import io.swarmkeeper.change.ChangeMoved;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.MeasurementsTaken;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * A number that grows when, and only when, something that pages show has changed. A snapshot that says the same as the
 * one before changes nothing. Measurements, which are new all the time, are gathered for longer than the rest, and only
 * pages that show some of them look again.
 */
@Component
class LiveState {

    /** Floods are gathered: nobody who looks is told, or shown, more often than this. */
    static final Duration GATHER = Duration.ofMillis(300);

    /** Agents sample every ten seconds, each at its own moment: what they measured is told this often at most. */
    static final Duration GATHER_MEASURED = Duration.ofSeconds(5);

    private final Collector collector;
    private final Clock clock;
    /** Tells this run of the server from others, whose versions begin anew. */
    private final String run;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long version = 1;
    private long due = 1;
    /** The version when something moved that was not a measurement. */
    private long movedLast = 1;
    /** Something was measured that nobody was told of yet. */
    private boolean news;
    /** When the last news were told, milliseconds of the clock. */
    private long toldAt;

    private boolean closed;
    private @Nullable Snapshot snapshot;
    private List<String> findings = List.of();
    private String connection = "";
    private List<String> eyes = List.of();

    LiveState(Collector collector, Clock clock) {
        this.collector = collector;
        this.clock = clock;
        this.toldAt = clock.millis() - GATHER_MEASURED.toMillis();
        this.run = Long.toString(clock.millis(), 36);
    }

    /** The version as a word that no other run of the server says. */
    String mark(long known) {
        return run + '-' + known;
    }

    /** The version that {@link #mark} made the word of; 0, which no version is, if this run did not make it. */
    long version(String mark) {
        if (!mark.startsWith(run + '-')) {
            return 0;
        }
        try {
            return Long.parseLong(mark.substring(run.length() + 1));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    long version() {
        lock.lock();
        try {
            notice();
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** The version of what a page shows that shows no measurements. */
    long moved() {
        lock.lock();
        try {
            notice();
            return movedLast;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a person did, and whether the engine answers, is in this version. Nothing older is shown, however much moves
     * in between.
     */
    long versionDue() {
        lock.lock();
        try {
            notice();
            return due;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the version differs from the one given, or the time is over, or the server stops. */
    long await(long known, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            notice();
            while (version == known && !closed && left > 0) {
                left = moved.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)))
                        + Math.max(0, left - TimeUnit.SECONDS.toNanos(1));
                notice();
            }
            return version;
        } finally {
            lock.unlock();
        }
    }

    @EventListener
    void on(SnapshotTaken event) {
        lock.lock();
        try {
            Snapshot before = snapshot;
            snapshot = event.snapshot();
            if (before == null || differs(before, event.snapshot())) {
                move();
            }
        } finally {
            lock.unlock();
        }
    }

    @EventListener
    void on(FindingsChanged event) {
        lock.lock();
        try {
            List<String> now = signature(event.findings());
            if (!now.equals(findings)) {
                findings = now;
                move();
            }
        } finally {
            lock.unlock();
        }
    }

    /** An agent that falls silent and a kill are told at once, everything else when it is time. */
    @EventListener
    void on(MeasurementsTaken event) {
        lock.lock();
        try {
            List<String> now = signature(event.measurements());
            if (!now.equals(eyes)) {
                eyes = now;
                move();
            }
            // a picture is made of every snapshot, too; with no agent there is nothing new in it
            news |= Eyes.of(event.measurements()).open();
            noticeNews();
        } finally {
            lock.unlock();
        }
    }

    @EventListener
    void on(ChangeMoved event) {
        touch();
    }

    /** Something moved that no event tells of: an exemption, an account. */
    void touch() {
        lock.lock();
        try {
            move();
            due = version;
        } finally {
            lock.unlock();
        }
    }

    /** Open streams must end, or a graceful stop waits for them. */
    @EventListener
    void on(ContextClosedEvent event) {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void notice() {
        noticeConnection();
        noticeNews();
    }

    private void noticeNews() {
        long now = clock.millis();
        // a clock that was set back must not hold news up
        if (news && Math.abs(now - toldAt) >= GATHER_MEASURED.toMillis()) {
            news = false;
            toldAt = now;
            version++;
            moved.signalAll();
        }
    }

    private void noticeConnection() {
        String now = switch (collector.connection()) {
            case Connection.Connecting connecting -> "connecting";
            case Connection.Connected connected -> "connected";
            case Connection.Lost lost -> "lost " + lost.nextTry();
        };
        if (!now.equals(connection)) {
            connection = now;
            move();
            due = version;
        }
    }

    private void move() {
        version++;
        movedLast = version;
        moved.signalAll();
    }

    /** Lists that did not change are often the very same instance, so this is cheap. */
    private static boolean differs(Snapshot a, Snapshot b) {
        return !(a.cluster().equals(b.cluster())
                && a.nodes().equals(b.nodes())
                && a.services().equals(b.services())
                && a.tasks().equals(b.tasks())
                && a.networks().equals(b.networks())
                && a.missing().equals(b.missing()));
    }

    private static List<String> signature(Findings findings) {
        return findings.all().stream().map(LiveState::signature).toList();
    }

    private static List<String> signature(Measurements measurements) {
        List<String> all = new ArrayList<>(measurements.troubles());
        measurements.agents().forEach(a -> all.add(a.address() + ' ' + a.hostname() + ' ' + a.standing()));
        measurements.kills().forEach(k -> all.add(k.id()));
        return all;
    }

    private static String signature(Finding f) {
        return f.id() + ' ' + f.severity() + ' ' + f.state() + ' ' + f.title() + ' ' + f.explanation();
    }
}
