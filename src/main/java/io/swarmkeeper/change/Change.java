package io.swarmkeeper.change;

import io.swarmkeeper.remediation.Plan;
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
        Optional<Long> undoes) {

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
}
