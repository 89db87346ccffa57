package io.swarmkeeper.change;

import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.collector.SwarmUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Does the work on changes, each on a virtual thread of its own: reads the stored state, lets the phase of that state
 * look and act once, waits, and begins again. Nothing is carried from one look to the next that is not stored or could
 * not be read again, so it makes no difference whether the same server goes on or another one after a kill.
 */
class ChangeRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRunner.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final Work work;
    private final Map<Long, ReentrantLock> oneAtATime = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ChangeRunner(Work work) {
        this.work = work;
    }

    /** Takes up every change that was in work when the last server ended. */
    void resume() {
        List<Change> unfinished = work
                .store()
                .in(Set.of(ChangeState.APPROVED, ChangeState.APPLYING, ChangeState.BAKING, ChangeState.UNDOING))
                .stream()
                .filter(change -> change.undoes().isEmpty())
                .toList();
        // the one that was being applied has the turn, before any other is simulated beside it
        unfinished.stream()
                .filter(change -> change.state() == ChangeState.APPLYING)
                .forEach(change -> work.applyTurn().take(change.id()));
        unfinished.forEach(change -> launch(change.id()));
    }

    /** Works on the change until it rests; returns at once. If it is being worked on already, waits behind that. */
    void launch(long id) {
        Thread thread = Thread.ofVirtual().name("change-" + id).unstarted(() -> {
            try {
                run(id);
            } catch (InterruptedException e) {
                LOG.info("Change {} rests until the server starts again", id);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private void run(long id) throws InterruptedException {
        ReentrantLock lock = oneAtATime.computeIfAbsent(id, k -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            new Run(id).toItsRest();
        } finally {
            // A server that ends leaves what is being applied as it is: whoever looks now may not begin beside it.
            if (!closed) {
                work.applyTurn().giveBack(id);
            }
            lock.unlock();
        }
    }

    /** True if no thread works on any change. */
    boolean isIdle() {
        return threads.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One change's way through its phases. */
    private final class Run {

        private final long id;
        private @Nullable Phase phase;
        private @Nullable ChangeState phaseOf;
        private @Nullable Instant silentSince;

        Run(long id) {
            this.id = id;
        }

        void toItsRest() throws InterruptedException {
            Duration pause = Duration.ZERO;
            while (!closed) {
                if (!pause.isZero()) {
                    Thread.sleep(pause);
                }
                try {
                    Optional<Phase> next = currentPhase();
                    if (next.isEmpty()) {
                        return;
                    }
                    pause = look(next.get());
                } catch (AuditFailedException | DataAccessException | TransactionException e) {
                    // Without the audit or the store nothing may happen; the Swarm runs on as it is.
                    LOG.error("Change {} waits: {}", id, e.getMessage());
                    phase = null; // it looks at everything anew, however long that lasted
                    pause = AFTER_TROUBLE;
                }
            }
        }

        private Optional<Phase> currentPhase() {
            ChangeState state = work.store().state(id).orElseThrow();
            if (state != phaseOf || phase == null) {
                Change change = work.store().find(id).orElseThrow();
                phase = phaseFor(change).orElse(null);
                phaseOf = change.state();
                silentSince = null;
                if (change.state() != ChangeState.APPROVED && change.state() != ChangeState.APPLYING) {
                    work.applyTurn().giveBack(id);
                }
            }
            return Optional.ofNullable(phase);
        }

        private Optional<Phase> phaseFor(Change change) {
            return switch (change.state()) {
                case APPROVED -> Optional.of(new Starting(work, change));
                case APPLYING -> Optional.of(new Applying(work, change, phase instanceof Starting));
                case BAKING -> Optional.of(new Baking(work, change));
                case UNDOING -> Optional.of(new GoingBack(work, change));
                case REQUESTED,
                        SUCCEEDED,
                        REJECTED,
                        CANCELLED,
                        EXPIRED,
                        SUPERSEDED,
                        FAILED,
                        UNDONE,
                        UNDO_FAILED,
                        INCONCLUSIVE -> Optional.empty();
            };
        }

        private Duration look(Phase at) {
            try {
                Duration pause = at.look();
                silentSince = null;
                return pause;
            } catch (SwarmUnavailableException e) {
                return silence(at, e);
            } catch (AuditFailedException | DataAccessException | TransactionException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("Change {} cannot go on", id, e);
                end(at, "It cannot go on: " + e.getMessage() + ".");
                return AFTER_TROUBLE;
            }
        }

        /** No measurement never passes; and before anything is written, waiting costs nothing but the approval's time. */
        private Duration silence(Phase at, SwarmUnavailableException why) {
            Instant now = work.clock().instant();
            if (silentSince == null) {
                silentSince = now;
                work.store()
                        .find(id)
                        .ifPresent(change ->
                                work.journal().tell(change, "waiting", "Waiting for the engine: " + why.getMessage()));
            }
            Duration limit = at instanceof GoingBack
                    ? work.settings().deadlineMax()
                    : work.settings().lost();
            if (!(at instanceof Starting) && now.isAfter(silentSince.plus(limit))) {
                end(at, "The engine could not be asked for %d s: %s".formatted(limit.toSeconds(), why.getMessage()));
                return Duration.ZERO;
            }
            return at instanceof Starting ? AFTER_TROUBLE : work.settings().poll();
        }

        private void end(Phase at, String note) {
            work.store().find(id).ifPresent(change -> {
                if (change.state() == ChangeState.UNDOING) {
                    UndoRecord.finish(work, change, at.giveUp(), note);
                } else {
                    work.journal().move(change, at.giveUp(), Journal.SELF, note);
                }
            });
        }
    }
}
