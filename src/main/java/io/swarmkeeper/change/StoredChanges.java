package io.swarmkeeper.change;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.WayBackRoom;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;

/** What people may do with changes, on top of the store; the work itself is {@link ChangeRunner}'s. */
class StoredChanges implements Changes {

    private static final int MOST_LISTED = 1_000;

    private final Work work;
    private final ChangeRunner runner;
    private final Requesting requesting;

    StoredChanges(Work work, ChangeRunner runner) {
        this.work = work;
        this.runner = runner;
        this.requesting = new Requesting(work);
    }

    @Override
    public Change request(Request request, String by) {
        return requesting.request(request, by);
    }

    @Override
    public Change approve(long id, String by, String reason) {
        Change change = getChange(id);
        requireOtherPerson(change, by, "approve");
        Instant until = change.requestedAt().plus(work.settings().approvalTtl());
        if (change.state() == ChangeState.REQUESTED && !work.clock().instant().isBefore(until)) {
            expire(change);
            change = getChange(id);
        }
        String seal = PlanSeal.of(work.store().planText(id));
        Change moved = moved(
                change, Move.APPROVE, by, reason, "approve", () -> work.store().addApproval(id, by, reason, seal));
        runner.launch(id);
        return moved;
    }

    @Override
    public Change reject(long id, String by, String reason) {
        return moved(getChange(id), Move.REJECT, by, reason, "reject", () -> {});
    }

    @Override
    public Change cancel(long id, String by, String reason) {
        return moved(getChange(id), Move.CANCEL, by, reason, "cancel", () -> {});
    }

    @Override
    public Change accept(long id, String by, String reason) {
        Change change = getChange(id);
        requireOtherPerson(change, by, "accept");
        return moved(change, Move.ACCEPT, by, reason, "accept", () -> {});
    }

    @Override
    public Change undo(long id, String by, String reason) {
        Change change = getChange(id);
        if (change.undoes().isPresent()) {
            throw turnedAway(change, by, "Change %d is itself an undo. Ask for the fix again instead.".formatted(id));
        }
        if (change.state() == ChangeState.SUCCEEDED) {
            Optional<Long> holder = work.store().holder(change.plan().action().serviceId());
            if (holder.isPresent()) {
                throw turnedAway(change, by, "Change %d on the same service is still open.".formatted(holder.get()));
            }
            requireRoom(change, by);
        }
        boolean begun;
        try {
            begun = UndoRecord.begin(work.store(), work.journal(), change, by, reason);
        } catch (DuplicateKeyException e) {
            throw turnedAway(change, by, "Another change on the same service was just opened.");
        }
        if (!begun) {
            throw wrongState(change, by, "undo");
        }
        runner.launch(id);
        return getChange(id);
    }

    /**
     * What a change gave back may belong to others by now, and then its service would not come up again. Looked at only
     * where nothing presses: whoever stops a bake must not be kept waiting.
     */
    private void requireRoom(Change change, String by) {
        List<String> reasons = missingRoom(change);
        if (!reasons.isEmpty()) {
            work.journal().audit(change, "change.refused", by, "undo: " + String.join(" ", reasons));
            throw new ChangeRefusedException(reasons);
        }
    }

    private List<String> missingRoom(Change change) {
        try {
            Snapshot snapshot = work.collector().fresh();
            return snapshot.complete()
                    ? snapshot.findService(change.plan().action().serviceId())
                            .map(service -> WayBackRoom.missing(service, change.savedSpec(), snapshot))
                            .orElse(List.of())
                    : List.of(
                            "The Swarm could not be read in full, so nobody can tell whether the saved spec finds room: "
                                    + String.join("; ", snapshot.missing()) + ". Try again when it can.");
        } catch (SwarmUnavailableException e) {
            return List.of(e.found(), e.advice());
        }
    }

    /** Ends what waited too long for a yes. What was approved expires in its own phase. */
    void expireOld() {
        Instant now = work.clock().instant();
        work.store().in(EnumSet.of(ChangeState.REQUESTED)).stream()
                .filter(c -> !now.isBefore(c.requestedAt().plus(work.settings().approvalTtl())))
                .forEach(this::expire);
    }

    private void expire(Change change) {
        work.journal()
                .move(
                        change,
                        Move.EXPIRE,
                        Journal.SELF,
                        "Nobody approved it within %d h"
                                .formatted(work.settings().approvalTtl().toHours()));
    }

    /** Before anything else is looked at: state, role and plan do not matter when somebody says yes to themselves. */
    private void requireOtherPerson(Change change, String by, String verb) {
        if (work.settings().fourEyes() && change.requestedBy().equals(by)) {
            String message = "Nobody may %s what they asked for themselves; change %d was requested by %s."
                    .formatted(verb, change.id(), change.requestedBy());
            work.journal().audit(change, "change.turned-away", by, message);
            throw new OwnRequestException(message);
        }
    }

    private Change moved(Change change, Move move, String by, String reason, String verb, Runnable beside) {
        if (!work.journal().move(change, move, by, reason, beside)) {
            throw wrongState(change, by, verb);
        }
        return getChange(change.id());
    }

    private ChangeConflictException wrongState(Change change, String by, String verb) {
        String state = work.store().state(change.id()).orElse(change.state()).word();
        return turnedAway(change, by, "Change %d is %s; there is nothing to %s.".formatted(change.id(), state, verb));
    }

    private ChangeConflictException turnedAway(Change change, String by, String message) {
        work.journal().audit(change, "change.turned-away", by, message);
        return new ChangeConflictException(message);
    }

    private Change getChange(long id) {
        return find(id).orElseThrow(() -> new UnknownSubjectException("There is no change " + id + "."));
    }

    @Override
    public Optional<Change> find(long id) {
        return work.store().find(id);
    }

    @Override
    public Map<ChangeState, Long> counts() {
        return work.store().counts();
    }

    @Override
    public List<Change> list(int limit) {
        return work.store().newest(Math.clamp(limit, 1, MOST_LISTED));
    }

    @Override
    public List<Change> open() {
        return work.store()
                .in(Stream.of(ChangeState.values()).filter(s -> !s.isFinal()).collect(Collectors.toSet()));
    }

    @Override
    public boolean fourEyes() {
        return work.settings().fourEyes();
    }

    @Override
    public Duration bake() {
        return work.settings().bake();
    }
}
