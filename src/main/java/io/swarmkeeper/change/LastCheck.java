package io.swarmkeeper.change;

import io.swarmkeeper.change.Change.Approval;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What must hold before an approved change writes for the first time: everything that was true when its plan was made,
 * looked at once more on the live Swarm. Moves and writes nothing.
 */
final class LastCheck {

    /** What one look shows. */
    sealed interface Verdict {
        /** Nothing speaks against writing. */
        record Fits(Snapshot snapshot) implements Verdict {}

        /** It may fit later. @param why for people; empty if that takes but a moment */
        record NotYet(String why) implements Verdict {

            String because() {
                return why.isEmpty() ? "" : ": " + why;
            }

            /** Until the next look, which reads the whole Swarm. */
            Duration pause(ChangeSettings settings) {
                return why.isEmpty() ? settings.poll() : settings.bakePoll();
            }
        }

        /**
         * It will not fit any more.
         *
         * @param why whole sentences for people
         * @param anew true if it is worth asking for the fix again
         */
        record Never(Move move, String why, boolean anew) implements Verdict {}
    }

    private static final Verdict.NotYet IN_A_MOMENT = new Verdict.NotYet("");

    private final Work work;
    private final Change change;

    LastCheck(Work work, Change change) {
        this.work = work;
        this.change = change;
    }

    /** Why the approval is too old; empty if it holds. */
    Optional<String> outdated() {
        Duration ttl = work.settings().approvalTtl();
        return work.clock().instant().isBefore(approvedAt().plus(ttl))
                ? Optional.empty()
                : Optional.of("It could not begin within %s of its approval.".formatted(words(ttl)));
    }

    /** What already speaks against it before the engine is asked. */
    Optional<Verdict> beforehand() {
        if (PlanSeal.approved(work.store(), change.id()).isEmpty()) {
            return Optional.of(
                    new Verdict.Never(Move.FAIL, "The stored plan is not the one that was approved.", false));
        }
        return held();
    }

    private Optional<Verdict> held() {
        List<String> held = work.brake().holding(serviceId());
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verdict.NotYet("the Swarm needs a look first: " + String.join("; ", held)));
    }

    Verdict onFresh() throws SwarmUnavailableException {
        Snapshot snapshot = work.collector().fresh();
        if (!snapshot.complete()) {
            return new Verdict.NotYet("the Swarm could not be read in full: " + String.join("; ", snapshot.missing()));
        }
        work.brake().observe(snapshot);
        Optional<Verdict> held = held(); // once more: it may have seen this Swarm for the first time
        return held.isPresent() ? held.get() : on(snapshot);
    }

    /**
     * All of it, for a change that was left before its first write. What happened to the Swarm since it began stops it,
     * as it would have stopped it then. That another spec is live is not judged here: it may be its own by now.
     */
    Verdict takenUp(Instant began) throws SwarmUnavailableException {
        Optional<String> outdated = outdated();
        if (outdated.isPresent()) {
            return new Verdict.Never(Move.FAIL, outdated.get(), true);
        }
        Optional<Verdict> early = beforehand();
        Verdict verdict = early.isPresent() ? early.get() : onFresh();
        List<String> brakes = work.brake().since(began, serviceId());
        if (!brakes.isEmpty()) {
            return new Verdict.Never(
                    Move.FAIL, "Stopped before writing: %s.".formatted(String.join("; ", brakes)), true);
        }
        return verdict instanceof Verdict.Never never && never.move() == Move.SUPERSEDE ? IN_A_MOMENT : verdict;
    }

    private Verdict on(Snapshot snapshot) throws SwarmUnavailableException {
        Optional<LiveService> live = work.control().readService(serviceId());
        Optional<Service> service = snapshot.findService(serviceId());
        if (live.isEmpty() || service.isEmpty()) {
            return new Verdict.Never(Move.SUPERSEDE, "The service is gone from the Swarm.", false);
        }
        String spec = live.get().specJson();
        if (!SpecHash.of(spec).equals(plan().specHash())) {
            return new Verdict.Never(
                    Move.SUPERSEDE,
                    "Somebody changed the service after the plan was made: %s."
                            .formatted(Specs.differences(change.savedSpec(), spec)),
                    true);
        }
        if (!SpecHash.of(service.get().rawSpec()).equals(plan().specHash())) {
            return IN_A_MOMENT; // the snapshot is older than the service
        }
        if (Busy.isBusy(live.get())) {
            return new Verdict.NotYet(Busy.words(live.get()));
        }
        if (service.get().isUpdating()) {
            return IN_A_MOMENT; // the update ended just after the snapshot, which no plan fits
        }
        if (work.analysis().profile(service.get(), snapshot).own()) {
            return new Verdict.Never(
                    Move.FAIL, "This is one of Swarmkeeper's own services, which it never touches.", false);
        }
        return again(snapshot);
    }

    private Verdict again(Snapshot snapshot) {
        return switch (work.planner().again(plan(), snapshot)) {
            case PlanResult.Refused(List<String> reasons) ->
                new Verdict.Never(Move.FAIL, "The plan no longer fits the Swarm: " + String.join(" ", reasons), false);
            case PlanResult.Planned(Plan now)
            when !now.action().equals(plan().action()) ->
                new Verdict.Never(
                        Move.FAIL,
                        "The Swarm has changed so that the plan would be another one now (\"%s\")."
                                .formatted(now.title()),
                        true);
            case PlanResult.Planned ignored -> new Verdict.Fits(snapshot);
        };
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
