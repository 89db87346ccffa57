package io.swarmkeeper.change;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.swarm.Masking;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The one place where a change moves: first the audit, then the store, then whoever listens. If the audit fails nothing
 * else happens. One lock orders what people and the work itself do at the same moment, so that the audit never tells of
 * a move that lost.
 */
class Journal {

    /** The name under which the server itself acts. */
    static final String SELF = "swarmkeeper";

    /** The first entry of every change, undos included. */
    static final String REQUESTED = "change.requested";

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final AuditLog audit;
    private final ChangeStore store;
    private final ApplicationEventPublisher events;
    private final boolean fourEyes;
    private final Consumer<String> milestones;
    private final ReentrantLock turn = new ReentrantLock();

    /** @param milestones told the name of each point where a kill may hit; tests kill there */
    Journal(
            AuditLog audit,
            ChangeStore store,
            ApplicationEventPublisher events,
            boolean fourEyes,
            Consumer<String> milestones) {
        this.audit = audit;
        this.store = store;
        this.events = events;
        this.fourEyes = fourEyes;
        this.milestones = milestones;
    }

    /** Runs while nobody else moves any change. */
    <T> T inTurn(Supplier<T> acts) {
        turn.lock();
        try {
            return acts.get();
        } finally {
            turn.unlock();
        }
    }

    /**
     * @param note what was seen or said; the outcome if the change ends there. What looks secret in it is hidden
     * @return false if it is no longer in the state that this change object shows, or the move is not allowed there:
     *     nothing happened and nothing was audited then
     */
    boolean move(Change change, Move move, String by, String note) {
        return move(change, move, by, note, () -> {});
    }

    /** @param beside further acts on the store that belong to the move: stored together with it or not at all */
    boolean move(Change change, Move move, String by, String note, Runnable beside) {
        String shown = Masking.text(note);
        return inTurn(() -> {
            Optional<ChangeState> to = move.from(change.state());
            if (to.isEmpty() || !store.state(change.id()).equals(Optional.of(change.state()))) {
                return false;
            }
            audit(change, "change." + to.get().word(), by, shown);
            milestones.accept("before " + move);
            boolean moved = store.together(() -> {
                boolean done = store.move(change.id(), change.state(), move, by, shown);
                if (done) {
                    beside.run();
                }
                return done;
            });
            milestones.accept("after " + move);
            publish(change.id());
            return moved;
        });
    }

    /** Something worth telling, without a move; audited too. */
    void tell(Change change, String action, String note) {
        String shown = Masking.text(note);
        audit(change, "change." + action, SELF, shown);
        store.note(change.id(), change.state(), SELF, shown);
        publish(change.id());
    }

    /** An act, or an attempt that was turned away, of a change that is not stored (any more or yet). */
    void audit(String action, String subject, String by, Map<String, String> detail) {
        audit.append(by, action, subject, withFourEyes(detail));
    }

    void audit(Change change, String action, String by, String note) {
        Map<String, String> detail = new LinkedHashMap<>(facts(change.plan(), change.findingId()));
        change.undoes().ifPresent(undone -> detail.put("undoes", "change " + undone));
        change.undoneBy().ifPresent(undo -> detail.put("undone-by", "change " + undo));
        if (!note.isEmpty()) {
            detail.put("note", note);
        }
        if (action.equals(REQUESTED)) {
            change.plan().composeFragment().ifPresent(yaml -> detail.put("stack-file", yaml));
        }
        audit(action, "change " + change.id(), by, detail);
    }

    /** What every entry about a change says. */
    static Map<String, String> facts(Plan plan, Optional<String> findingId) {
        Map<String, String> facts = new LinkedHashMap<>();
        findingId.ifPresent(id -> facts.put("finding", id));
        facts.put("service", plan.subject().name());
        facts.put("action", plan.action().name());
        facts.put("plan", plan.checksum());
        return facts;
    }

    private Map<String, String> withFourEyes(Map<String, String> detail) {
        if (fourEyes) {
            return detail;
        }
        Map<String, String> more = new LinkedHashMap<>(detail);
        more.put("four-eyes", "off: own approval is allowed");
        return more;
    }

    void publish(long id) {
        try {
            store.find(id).ifPresent(change -> events.publishEvent(new ChangeMoved(change)));
        } catch (RuntimeException e) {
            LOG.warn("Change {} moved, but not everyone could be told", id, e);
        }
    }
}
