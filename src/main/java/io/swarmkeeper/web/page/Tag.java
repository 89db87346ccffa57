package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.change.ChangeState;

/**
 * A state as pages show it: a word on a coloured shape.
 *
 * @param look class of the shape: {@code bad}, {@code warn}, {@code good}, {@code info} or {@code wait}
 */
record Tag(String look, String word) {

    static Tag of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> new Tag("bad", "critical");
            case WARNING -> new Tag("warn", "warning");
            case INFO -> new Tag("info", "info");
        };
    }

    static Tag of(Finding finding) {
        return switch (finding.state()) {
            case OPEN -> of(finding.severity());
            case EXEMPT -> new Tag("wait", "exempt");
            case UNDECIDED -> new Tag("wait", "undecided");
        };
    }

    static Tag of(Scorecard.State state) {
        return switch (state) {
            case MET -> new Tag("good", "met");
            case MISSED -> new Tag("bad", "missed");
            case UNKNOWN -> new Tag("wait", "unknown");
        };
    }

    static Tag of(ChangeState state) {
        return switch (state) {
            case REQUESTED -> new Tag("warn", "waits for approval");
            case APPROVED -> new Tag("info", "approved");
            case APPLYING -> new Tag("info", "applying");
            case BAKING -> new Tag("info", "watched");
            case SUCCEEDED -> new Tag("good", "succeeded");
            case REJECTED -> new Tag("wait", "rejected");
            case CANCELLED -> new Tag("wait", "cancelled");
            case EXPIRED -> new Tag("wait", "expired");
            case SUPERSEDED -> new Tag("wait", "superseded");
            case FAILED -> new Tag("bad", "failed");
            case UNDOING -> new Tag("warn", "going back");
            case UNDONE -> new Tag("warn", "undone");
            case UNDO_FAILED -> new Tag("bad", "undo failed");
            case INCONCLUSIVE -> new Tag("warn", "waits for a person");
        };
    }
}
