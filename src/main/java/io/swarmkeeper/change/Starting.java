package io.swarmkeeper.change;

import io.swarmkeeper.change.Change.Approval;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Approved, nothing written: everything that was true when the plan was made is checked once more on the live Swarm.
 * What only needs patience is waited for, as long as the approval holds; why is on the timeline.
 */
final class Starting implements Phase {

    private final Work work;
    private final Change change;
    private String told = "";
    private boolean begins;

    Starting(Work work, Change change) {
        this.work = work;
        this.change = change;
    }

    @Override
    public Move giveUp() {
        return Move.FAIL;
    }

    @Override
    public Duration look() throws SwarmUnavailableException {
        begins = false;
        try {
            return check();
        } finally {
            if (!begins) {
                // Whoever waits, for whatever and however long, must not keep others waiting.
                work.applyTurn().giveBack(change.id());
            }
        }
    }

    private Duration check() throws SwarmUnavailableException {
        Duration ttl = work.settings().approvalTtl();
        if (!work.clock().instant().isBefore(approvedAt().plus(ttl))) {
            return end(
                    Move.EXPIRE, "It could not begin within %s of its approval.%s".formatted(words(ttl), lastReason()));
        }
        if (PlanSeal.approved(work.store(), change.id()).isEmpty()) {
            return end(Move.FAIL, "The stored plan is not the one that was approved. Nothing was written.");
        }
        List<String> held = work.brake().holding(serviceId());
        if (!held.isEmpty()) {
            return wait("the Swarm needs a look first: " + String.join("; ", held));
        }
        // From here on, so that the snapshot shows what the change before has done.
        Optional<Long> other = work.applyTurn().take(change.id());
        if (other.isPresent()) {
            return wait("it is the turn of change %d".formatted(other.get()));
        }
        Snapshot snapshot = work.collector().fresh();
        if (!snapshot.complete()) {
            return wait("the Swarm could not be read in full: " + String.join("; ", snapshot.missing()));
        }
        work.brake().observe(snapshot);
        return onFresh(snapshot);
    }

    private Duration onFresh(Snapshot snapshot) throws SwarmUnavailableException {
        Optional<LiveService> live = work.control().readService(serviceId());
        Optional<Service> service = snapshot.findService(serviceId());
        if (live.isEmpty() || service.isEmpty()) {
            return end(Move.SUPERSEDE, "The service is gone from the Swarm. Nothing was written.");
        }
        String spec = live.get().specJson();
        if (!SpecHash.of(spec).equals(plan().specHash())) {
            return end(
                    Move.SUPERSEDE,
                    "Somebody changed the service after the plan was made: "
                            + Specs.differences(change.savedSpec(), spec)
                            + ". Nothing was written; ask for the fix again.");
        }
        if (!SpecHash.of(service.get().rawSpec()).equals(plan().specHash())) {
            return work.settings().poll(); // the snapshot is older than the service; read again
        }
        if (Busy.isBusy(live.get())) {
            return wait(Busy.words(live.get()));
        }
        if (work.analysis().profile(service.get(), snapshot).own()) {
            return end(Move.FAIL, "This is one of Swarmkeeper's own services, which it never touches.");
        }
        return switch (work.planner()
                .plan(plan().action().name(), serviceId(), work.store().parameters(change.id()), snapshot)) {
            case PlanResult.Refused(List<String> reasons) ->
                end(
                        Move.FAIL,
                        "The plan no longer fits the Swarm: " + String.join(" ", reasons) + " Nothing was written.");
            case PlanResult.Planned(Plan now)
            when !now.action().equals(plan().action()) ->
                end(
                        Move.FAIL,
                        "The Swarm has changed so that the plan would be another one now (\"%s\"). Nothing was written; ask for the fix again."
                                .formatted(now.title()));
            case PlanResult.Planned ignored -> begin(snapshot);
        };
    }

    private Duration begin(Snapshot snapshot) {
        begins = true;
        Set<String> ready = snapshot.nodes().stream()
                .filter(n -> n.state() == Node.State.READY)
                .map(Node::id)
                .collect(Collectors.toSet());
        work.journal()
                .move(
                        change,
                        Move.START,
                        Journal.SELF,
                        "Checked on a fresh snapshot: spec, placement and approval are as planned",
                        () -> work.store().saveProgress(change.id(), Progress.begun(ready)));
        return Duration.ZERO;
    }

    private Duration end(Move move, String note) {
        work.journal().move(change, move, Journal.SELF, note);
        return Duration.ZERO;
    }

    private Duration wait(String why) {
        if (!why.equals(told)) {
            work.journal().tell(change, "waiting", "Waiting: " + why);
            told = why;
        }
        return work.settings().bakePoll();
    }

    private String lastReason() {
        return told.isEmpty() ? "" : " Last reason: " + told + ".";
    }

    private Instant approvedAt() {
        return change.approvals().stream()
                .map(Approval::at)
                .max(Instant::compareTo)
                .orElse(change.requestedAt());
    }

    private static String words(Duration duration) {
        return duration.toHours() >= 2 ? duration.toHours() + " hours" : duration.toSeconds() + " s";
    }

    private Plan plan() {
        return change.plan();
    }

    private String serviceId() {
        return plan().action().serviceId();
    }
}
