package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.FindingsChanged;
import io.swarmkeeper.change.ChangeMoved;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
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
 * one before changes nothing.
 */
@Component
class LiveState {

    private final Collector collector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long version = 1;
    private boolean closed;
    private @Nullable Snapshot snapshot;
    private List<String> findings = List.of();
    private String connection = "";

    LiveState(Collector collector) {
        this.collector = collector;
    }

    long version() {
        lock.lock();
        try {
            noticeConnection();
            return version;
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
            noticeConnection();
            while (version == known && !closed && left > 0) {
                left = moved.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)))
                        + Math.max(0, left - TimeUnit.SECONDS.toNanos(1));
                noticeConnection();
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

    @EventListener
    void on(ChangeMoved event) {
        touch();
    }

    /** Something moved that no event tells of: an exemption, an account. */
    void touch() {
        lock.lock();
        try {
            move();
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

    private void noticeConnection() {
        String now = switch (collector.connection()) {
            case Connection.Connecting connecting -> "connecting";
            case Connection.Connected connected -> "connected";
            case Connection.Lost lost -> "lost " + lost.nextTry();
        };
        if (!now.equals(connection)) {
            connection = now;
            move();
        }
    }

    private void move() {
        version++;
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

    private static String signature(Finding f) {
        return f.id() + ' ' + f.severity() + ' ' + f.state() + ' ' + f.title() + ' ' + f.explanation();
    }
}
