package io.swarmkeeper.change;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.ChangeStore.Draft;
import io.swarmkeeper.change.Changes.ChangeConflictException;
import io.swarmkeeper.change.Changes.ChangeRefusedException;
import io.swarmkeeper.change.Changes.Request;
import io.swarmkeeper.change.Changes.UnknownSubjectException;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;

/** How a request becomes a change that waits for approval, or why it does not. */
final class Requesting {

    private final Work work;

    Requesting(Work work) {
        this.work = work;
    }

    /** Asks the planner; what is refused leaves an entry in the audit log and nothing else. */
    Change request(Request request, String by) {
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
        return switch (work.planner()
                .plan(action, service.id(), finding.map(Finding::code), request.parameters(), snapshot)) {
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
            // In turn, because the log writes over a connection of its own: many at once would hold all there are
            // and wait for one.
            long id = work.journal()
                    .inTurn(() -> work.store().together(() -> {
                        long number = work.store().insert(draft, Optional.empty(), true);
                        work.journal().audit(getChange(number), Journal.REQUESTED, by, request.reason());
                        return number;
                    }));
            work.journal().publish(id);
            return getChange(id);
        } catch (DuplicateKeyException e) {
            throw conflict(
                    request, by, service, work.store().holder(service.id()).orElse(0L));
        }
    }

    private Change getChange(long id) {
        return work.store().find(id).orElseThrow(() -> new UnknownSubjectException("There is no change " + id + "."));
    }

    /** The service by its name, if anything that was seen last tells it; what was asked for by id otherwise. */
    private String subjectOf(Request request) {
        return nameOf(request)
                .map(name -> "service " + name)
                .or(() -> request.findingId().map(id -> "finding " + id))
                .or(() -> request.serviceId().map(id -> "service " + id))
                .orElse("");
    }

    private Optional<String> nameOf(Request request) {
        return request.findingId()
                .flatMap(id -> work.analysis().latest().find(id))
                .filter(f -> f.subject().kind() == Subject.Kind.SERVICE)
                .map(f -> f.subject().name())
                .or(() -> request.serviceId()
                        .flatMap(id -> work.collector().latest().flatMap(s -> s.findServiceByIdOrName(id)))
                        .map(Service::name));
    }

    private Map<String, String> facts(Request request) {
        Map<String, String> facts = new LinkedHashMap<>();
        request.findingId().ifPresent(id -> facts.put("finding", id));
        nameOf(request).or(request::serviceId).ifPresent(name -> facts.put("service", name));
        request.actionName().ifPresent(name -> facts.put("action", name));
        request.parameters().forEach((name, value) -> facts.put("parameter " + name, value));
        facts.put("note", request.reason());
        return facts;
    }

    private static String shown(String id) {
        return id.length() <= 40 ? id : id.substring(0, 40) + "…";
    }
}
