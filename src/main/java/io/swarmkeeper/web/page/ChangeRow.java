package io.swarmkeeper.web.page;

import io.swarmkeeper.change.Change;

/** A change as lists show it. */
record ChangeRow(
        long id,
        Tag tag,
        String title,
        String service,
        String serviceHref,
        String requestedBy,
        When requestedAt,
        String reason,
        String outcome) {

    static ChangeRow of(Change change, SwarmView view) {
        return new ChangeRow(
                change.id(),
                Tag.of(change.state()),
                Wording.clip(change.plan().title(), 160),
                Wording.name(change.plan().subject().name()),
                FindingRow.href(change.plan().subject()),
                change.requestedBy(),
                view.when(change.requestedAt()),
                Wording.clip(change.reason(), 300),
                Wording.clip(change.outcome().map(o -> outcome(change, o)).orElse(""), 300));
    }

    /** What a person said in the end is no outcome unless it says whose word it is. */
    private static String outcome(Change change, String words) {
        String by = change.timeline().isEmpty()
                ? Progress.SELF
                : change.timeline().getLast().by();
        return switch (change.state()) {
            case REJECTED -> "Rejected by " + by + ": " + words;
            case CANCELLED -> "Cancelled by " + by + ": " + words;
            case SUCCEEDED -> by.equals(Progress.SELF) ? words : "Kept by " + by + ": " + words;
            case REQUESTED,
                    APPROVED,
                    APPLYING,
                    BAKING,
                    EXPIRED,
                    SUPERSEDED,
                    FAILED,
                    UNDOING,
                    UNDONE,
                    UNDO_FAILED,
                    INCONCLUSIVE -> words;
        };
    }
}
