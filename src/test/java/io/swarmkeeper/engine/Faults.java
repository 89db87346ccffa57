package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What is wrong with the connection to an in-memory Swarm. */
public final class Faults {

    enum Update {
        NONE,
        REFUSED,
        LOST_BEFORE,
        LOST_AFTER
    }

    private static final String NEXT = "";

    private Reason broken;
    private final Map<String, Reason> failures = new HashMap<>();
    private CountDownLatch hang;
    private Update update = Update.NONE;
    private String message = "";

    /** Every read fails from now on, until {@link #repair}. */
    public synchronized void breakAll(Reason reason) {
        broken = reason;
    }

    public synchronized void repair() {
        broken = null;
        failures.clear();
        release();
    }

    /** The next read fails, whatever it reads. */
    public synchronized void failNext(Reason reason) {
        failures.put(NEXT, reason);
    }

    /** The next read of this part fails: cluster, nodes, services, tasks, networks, image, service, events. */
    public synchronized void failNext(String part, Reason reason) {
        failures.put(part, reason);
    }

    /** Every read hangs until interrupted, or until {@link #release}. */
    public synchronized void hang() {
        hang = new CountDownLatch(1);
    }

    public synchronized void release() {
        if (hang != null) {
            hang.countDown();
            hang = null;
        }
    }

    /** The engine says no to the next write. */
    public void refuseNextUpdate(String words) {
        next(Update.REFUSED, words);
    }

    /** The next write is done, but its answer is lost. */
    public void loseNextUpdateAfterWriting() {
        next(Update.LOST_AFTER, "no answer within 30 s");
    }

    /** The next write never reaches the engine. */
    public void loseNextUpdateBeforeWriting() {
        next(Update.LOST_BEFORE, "broken pipe");
    }

    private synchronized void next(Update kind, String words) {
        update = kind;
        message = words;
    }

    synchronized Update takeUpdate() {
        if (broken != null) {
            message = "engine is gone";
            return Update.LOST_BEFORE;
        }
        Update taken = update;
        update = Update.NONE;
        return taken;
    }

    synchronized String message() {
        return message;
    }

    void check(String part) throws SwarmUnavailableException {
        CountDownLatch wait;
        synchronized (this) {
            wait = hang;
        }
        if (wait != null) {
            try {
                wait.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure(Reason.TIMEOUT);
            }
        }
        synchronized (this) {
            Reason reason = broken;
            if (reason == null) {
                reason = failures.remove(part);
            }
            if (reason == null) {
                reason = failures.remove(NEXT);
            }
            if (reason != null) {
                throw failure(reason);
            }
        }
    }

    private static SwarmUnavailableException failure(Reason reason) {
        return new SwarmUnavailableException(
                reason, "The in-memory Swarm was told to fail (" + reason + ").", "Repair it.");
    }
}
