package io.swarmkeeper.web.page;

import io.swarmkeeper.change.Change;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What this viewer may do with a change, and why not more.
 *
 * @param hint one sentence: what a click means, or why there is nothing to click
 */
record Decision(List<Choice> choices, String hint) {

    /** Paths that take a reason. Going back is none of them here: whoever clicks it may have no time to write. */
    static final Set<String> NEED_REASON = Set.of("rejection", "acceptance");

    /**
     * A button.
     *
     * @param path last part of the address it posts to
     * @param look {@code primary}, {@code danger} or empty
     */
    record Choice(String path, String title, String look) {}

    static Decision of(Change change, Viewer viewer, boolean fourEyes) {
        boolean own = change.requestedBy().equals(viewer.name());
        boolean mayDecide = viewer.may(Role.APPROVER) && (!own || !fourEyes);
        List<Choice> choices = new ArrayList<>();
        boolean mayCancel = viewer.may(Role.OPERATOR) && own || viewer.may(Role.APPROVER);
        return switch (change.state()) {
            case REQUESTED -> {
                if (mayDecide) {
                    choices.add(new Choice("rejection", "Reject", ""));
                }
                if (mayCancel && own) {
                    choices.add(new Choice("cancellation", "Cancel the request", ""));
                }
                if (mayDecide) {
                    choices.add(new Choice("approval", "Approve and run", "primary"));
                }
                yield new Decision(choices, requestedHint(viewer, own, mayDecide));
            }
            case APPROVED -> {
                if (mayCancel) {
                    choices.add(new Choice("cancellation", "Cancel before it is written", ""));
                }
                yield new Decision(choices, "Approved; it starts as soon as nothing else runs on this service.");
            }
            case BAKING -> undoable(viewer, choices, "It is being watched. Going back needs no second approval.");
            case SUCCEEDED ->
                change.undoes().isPresent() ? new Decision(choices, "") : undoable(viewer, choices, done(change));
            case INCONCLUSIVE -> {
                if (viewer.may(Role.OPERATOR)) {
                    choices.add(new Choice("undo", "Go back to the saved spec", "danger"));
                }
                if (mayDecide) {
                    choices.add(new Choice("acceptance", "Keep it as it is", ""));
                }
                yield new Decision(
                        choices,
                        own && !mayDecide
                                ? "It could not be proven. You asked for it yourself; a second person may keep it."
                                : "It could not be proven. A person decides: keep it, or go back.");
            }
            case APPLYING, UNDOING ->
                new Decision(choices, "It is being written; nothing to decide until that is over.");
            case REJECTED, CANCELLED, EXPIRED, SUPERSEDED, FAILED, UNDONE, UNDO_FAILED -> new Decision(choices, "");
        };
    }

    private static String done(Change change) {
        boolean bySelf = change.timeline().getLast().by().equals(Progress.SELF);
        String what = !bySelf
                ? "Kept by a person, unproven."
                : change.findingId().isPresent() ? "Done and proven." : "Done; there was no finding to prove it by.";
        return what + " Going back needs no second approval.";
    }

    private static Decision undoable(Viewer viewer, List<Choice> choices, String hint) {
        if (viewer.may(Role.OPERATOR)) {
            choices.add(new Choice("undo", "Go back to the saved spec", "danger"));
            return new Decision(choices, hint);
        }
        return new Decision(choices, "");
    }

    private static String requestedHint(Viewer viewer, boolean own, boolean mayDecide) {
        if (mayDecide) {
            return "Bound to the spec as it stands. If someone changes the service first, this is void.";
        }
        if (own) {
            return "You asked for this yourself; a second person approves.";
        }
        return "Your role is " + viewer.role().word() + "; an approver decides.";
    }

    public boolean wantsReason() {
        return choices.stream().anyMatch(c -> NEED_REASON.contains(c.path()));
    }

    boolean isEmpty() {
        return choices.isEmpty() && hint.isEmpty();
    }
}
