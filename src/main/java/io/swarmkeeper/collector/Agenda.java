package io.swarmkeeper.collector;

import io.swarmkeeper.collector.Parts.Part;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Decides what the collector reads next, and when: what people wait for at once; what events touched after a short
 * while, so that a flood of them costs few reads; tasks and everything else on their beats. Safe for any thread; one
 * thread takes.
 */
final class Agenda {

    /** What to do now. */
    sealed interface Work {
        /** Find the engine, then read everything. */
        record Connect(List<CompletableFuture<Snapshot>> waiters) implements Work {}

        record ReadEverything(List<CompletableFuture<Snapshot>> waiters) implements Work {}

        /** Tasks always, and what events touched. */
        record ReadParts(Set<Part> touched) implements Work {}

        record Stop() implements Work {}
    }

    /** A manager hears from a node of a task's end within a few hundred milliseconds (swarmkit batches by 100 ms). */
    private static final Duration ECHO = Duration.ofMillis(600);

    private final CollectorSettings settings;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final EnumSet<Part> touched = EnumSet.noneOf(Part.class);
    private List<CompletableFuture<Snapshot>> waiters = new ArrayList<>();
    private boolean connected;
    private boolean stopped;
    private long firstTouch;
    private boolean echoing;
    private long echoUntil;
    private long lastEventRead;
    private long nextTasks;
    private long nextEverything;
    private long nextConnect;

    /** @param nanoClock as {@link System#nanoTime} */
    Agenda(CollectorSettings settings, LongSupplier nanoClock) {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.nextConnect = nanoClock.getAsLong();
        this.lastEventRead = nextConnect - settings.eventPause().toNanos();
    }

    void ask(CompletableFuture<Snapshot> waiter) {
        change(() -> waiters.add(waiter));
    }

    void note(SwarmEvent event) {
        Set<Part> parts = switch (event.type()) {
            case "node" -> EnumSet.of(Part.NODES);
            case "service" -> EnumSet.of(Part.SERVICES);
            case "network" -> EnumSet.of(Part.NETWORKS);
            case "daemon" -> EnumSet.allOf(Part.class);
            default -> EnumSet.noneOf(Part.class);
        };
        if (!parts.isEmpty()) {
            change(() -> touch(parts));
        }
    }

    /** A node told of a task before the managers may know: what is read at once may still be the old. */
    void noteTasks() {
        change(() -> {
            echoUntil = nanoClock.getAsLong() + ECHO.toNanos();
            echoing = true;
            touch(EnumSet.of(Part.TASKS));
        });
    }

    private void touch(Set<Part> parts) {
        if (touched.isEmpty()) {
            firstTouch = nanoClock.getAsLong();
        }
        touched.addAll(parts);
    }

    void connected() {
        change(() -> {
            connected = true;
            long now = nanoClock.getAsLong();
            nextTasks = now + settings.taskInterval().toNanos();
            nextEverything = now + settings.fullInterval().toNanos();
        });
    }

    /** @param pause before the next try, unless somebody waits */
    void disconnected(Duration pause) {
        change(() -> {
            connected = false;
            echoing = false;
            touched.clear();
            nextConnect = nanoClock.getAsLong() + pause.toNanos();
        });
    }

    /** @return those who still wait */
    List<CompletableFuture<Snapshot>> stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
            return takeWaiters();
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is due. */
    Work take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = nanoClock.getAsLong();
                if (stopped) {
                    return new Work.Stop();
                }
                if (!connected && (!waiters.isEmpty() || nextConnect - now <= 0)) {
                    return new Work.Connect(takeWaiters());
                }
                if (connected && (!waiters.isEmpty() || nextEverything - now <= 0)) {
                    touched.clear();
                    nextEverything = now + settings.fullInterval().toNanos();
                    nextTasks = now + settings.taskInterval().toNanos();
                    return new Work.ReadEverything(takeWaiters());
                }
                if (connected && nextParts() - now <= 0) {
                    return takeParts(now);
                }
                long due = connected ? Math.min(nextParts() - now, nextEverything - now) : nextConnect - now;
                long unused = changed.awaitNanos(due);
            }
        } finally {
            lock.unlock();
        }
    }

    private Work takeParts(long now) {
        Set<Part> parts = EnumSet.copyOf(touched);
        if (!parts.isEmpty()) {
            lastEventRead = now;
        }
        touched.clear();
        nextTasks = now + settings.taskInterval().toNanos();
        echoing = echoing && echoUntil - now > 0;
        if (echoing) {
            touch(EnumSet.of(Part.TASKS));
        }
        return new Work.ReadParts(parts);
    }

    private long nextParts() {
        if (touched.isEmpty()) {
            return nextTasks;
        }
        long gathered = firstTouch + settings.gather().toNanos();
        long paused = lastEventRead + settings.eventPause().toNanos();
        long events = gathered - paused > 0 ? gathered : paused;
        return events - nextTasks < 0 ? events : nextTasks;
    }

    private List<CompletableFuture<Snapshot>> takeWaiters() {
        List<CompletableFuture<Snapshot>> taken = waiters;
        waiters = new ArrayList<>();
        return taken;
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
