package io.swarmkeeper.change;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.ChangeStore.Draft;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    StoredChanges(Work work, ChangeRunner runner) {
        this.work = work;
        this.runner = runner;
    }

    @Override
    public Change request(Request request, String by) {
        Map<String, String> asked = facts(request);
        work.journal().audit("change.asked", subjectOf(request), by, asked);
        Optional<Finding> finding = request.findingId().map(this::requireFinding);
        Snapshot snapshot = freshSnapshot(request, by);
        String serviceId = finding.map(f -> f.subject().id())
                .or(request::serviceId)
                .orElseThrow(() -> new UnknownSubjectException(
                        "A change needs a finding, or an action and the service it is for; found neither."));
        Service service = snapshot.findServiceByIdOrName(serviceId)
                .orElseThrow(() -> new UnknownSubjectException("There is no service " + serviceId + "."));
        String action = request.actionName()
                .or(() -> finding.flatMap(f -> work.planner().remedies(f, snapshot).stream()
                        .map(Planner.Remedy::actionName)
                        .findFirst()))
                .orElseThrow(() -> new UnknownSubjectException(
                        finding.isPresent()
                                ? "Swarmkeeper has no remedy for this finding yet; its page says what to do by hand."
                                : "The action is missing."));
        List<String> hands = handsOff(service, snapshot);
        if (!hands.isEmpty()) {
            throw refused(request, by, hands);
        }
        requireFree(service, request, by);
        return switch (work.planner().plan(action, service.id(), request.parameters(), snapshot)) {
            case PlanResult.Refused(List<String> reasons) -> throw refused(request, by, reasons);
            case PlanResult.Planned(Plan plan) -> store(request, by, finding, service, plan);
        };
    }

    private Finding requireFinding(String id) {
        Finding finding = work.analysis()
                .latest()
                .find(id)
                .orElseThrow(() -> new UnknownSubjectException(
                        "There is no finding " + shown(id) + " (any more). Look at the list again."));
        if (finding.subject().kind() != Subject.Kind.SERVICE) {
            throw new UnknownSubjectException("Swarmkeeper has no remedy for a finding on a %s yet."
                    .formatted(finding.subject().kind().name().toLowerCase(Locale.ROOT)));
        }
        return finding;
    }

    private Snapshot freshSnapshot(Request request, String by) {
        try {
            Snapshot snapshot = work.collector().fresh();
            if (snapshot.complete()) {
                return snapshot;
            }
            throw refused(
                    request,
                    by,
                    List.of("The Swarm could not be read in full, and nothing is planned on half a picture: "
                            + String.join("; ", snapshot.missing()) + "."));
        } catch (SwarmUnavailableException e) {
            throw refused(request, by, List.of(e.found(), e.advice()));
        }
    }

    private List<String> handsOff(Service service, Snapshot snapshot) {
        return Stream.of(
                        work.analysis().profile(service, snapshot).own()
                                ? "This is one of Swarmkeeper's own services, which it never touches."
                                : "",
                        service.isJob() ? "A job runs to its end; there is nothing that could be watched." : "",
                        service.isUpdating()
                                ? "Its last update is not over (%s). Let it end, or settle it, first."
                                        .formatted(service.updateStatus()
                                                .map(u -> Masking.text(u.message()))
                                                .orElse(""))
                                : "")
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private void requireFree(Service service, Request request, String by) {
        Optional<Long> holder = work.store().holder(service.id());
        if (holder.isPresent()) {
            throw conflict(request, by, service, holder.get());
        }
    }

    private ChangeConflictException conflict(Request request, String by, Service service, long holder) {
        String message = "Change %d on %s is still open. One change at a time per service: end that one first."
                .formatted(holder, service.name());
        work.journal().audit("change.turned-away", subjectOf(request), by, Map.of("why", message));
        return new ChangeConflictException(message);
    }

    private ChangeRefusedException refused(Request request, String by, List<String> reasons) {
        Map<String, String> detail = facts(request);
        for (int i = 0; i < reasons.size(); i++) {
            detail.put("reason " + (i + 1), reasons.get(i));
        }
        work.journal().audit("change.refused", subjectOf(request), by, detail);
        return new ChangeRefusedException(reasons);
    }

    private Change store(Request request, String by, Optional<Finding> finding, Service service, Plan plan) {
        Draft draft = new Draft(
                plan,
                service.rawSpec(),
                request.parameters(),
                finding.map(Finding::id),
                finding.map(f -> f.code().code()),
                request.reason(),
                by);
        try {
            // The entry is in the log before the change can be seen; if it cannot be, the change is not stored.
            long id = work.store().together(() -> {
                long number = work.store().insert(draft, Optional.empty(), true);
                work.journal().audit(getChange(number), "change.requested", by, request.reason());
                return number;
            });
            work.journal().publish(id);
            return getChange(id);
        } catch (DuplicateKeyException e) {
            throw conflict(
                    request, by, service, work.store().holder(service.id()).orElse(0L));
        }
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

    private static String subjectOf(Request request) {
        return request.findingId()
                .map(id -> "finding " + id)
                .or(() -> request.serviceId().map(id -> "service " + id))
                .orElse("");
    }

    private static Map<String, String> facts(Request request) {
        Map<String, String> facts = new LinkedHashMap<>();
        request.findingId().ifPresent(id -> facts.put("finding", id));
        request.serviceId().ifPresent(id -> facts.put("service", id));
        request.actionName().ifPresent(name -> facts.put("action", name));
        request.parameters().forEach((name, value) -> facts.put("parameter " + name, value));
        facts.put("note", request.reason());
        return facts;
    }

    private static String shown(String id) {
        return id.length() <= 40 ? id : id.substring(0, 40) + "…";
    }
}
