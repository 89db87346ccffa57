package io.swarmkeeper.change;

import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.SpecPatch;
import io.swarmkeeper.remediation.StackSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A plan on its way.
 *
 * @param findingId the finding that caused it; empty if it was asked for by hand
 * @param savedSpec the service's raw spec before the first write, JSON text: the way back
 * @param approvals who said yes, and when
 * @param timeline every state it went through, oldest first
 * @param outcome one sentence on how it ended; empty while it runs
 * @param undoes number of the change that this one takes back; empty for an ordinary change
 * @param undoneBy number of the newest record of its undo, if a person asked for one; empty if none did
 */
public record Change(
        long id,
        ChangeState state,
        Plan plan,
        Optional<String> findingId,
        Optional<String> findingCode,
        String reason,
        String requestedBy,
        Instant requestedAt,
        String savedSpec,
        List<Approval> approvals,
        List<Moment> timeline,
        Optional<String> outcome,
        Optional<Long> undoes,
        Optional<Long> undoneBy) {

    public record Approval(String by, Instant at) {}

    /**
     * One point on the timeline.
     *
     * @param by account or {@code swarmkeeper}
     * @param note what was seen or said; empty string if nothing
     */
    public record Moment(Instant at, ChangeState state, String by, String note) {}

    public Change {
        approvals = List.copyOf(approvals);
        timeline = List.copyOf(timeline);
    }

    /**
     * What its service's stack file has to say once this change is done, so that the next deploy keeps it; empty if the
     * service is in no stack, or the saved spec is not at hand, as in a list.
     */
    public Optional<StackSettings> stackSettings() {
        if (savedSpec.isEmpty()) {
            return Optional.empty();
        }
        return StackSettings.of(undoes.isPresent() ? savedSpec : written());
    }

    private String written() {
        List<Plan.Operation> patch =
                plan.steps().stream().flatMap(s -> s.patch().stream()).toList();
        return SpecPatch.apply(savedSpec, patch);
    }

    Change with(List<Approval> approvals, List<Moment> timeline) {
        return new Change(
                id,
                state,
                plan,
                findingId,
                findingCode,
                reason,
                requestedBy,
                requestedAt,
                savedSpec,
                approvals,
                timeline,
                outcome,
                undoes,
                undoneBy);
    }
}
