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
                Wording.clip(change.outcome().orElse(""), 300));
    }
}
