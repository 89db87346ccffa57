package io.swarmkeeper.web.page;

import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.ChangeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step on a change's way.
 *
 * @param look {@code done}, {@code now}, {@code next} or {@code ended} (it ended badly here)
 * @param note what was seen or said; empty if nothing
 * @param at when; empty for what is still to come
 * @param ends when it is over, of a step that lasts a set time; empty for all others
 */
record Progress(String look, String title, String note, Optional<When> at, Optional<When> ends) {

    /** The name under which the server itself acts. */
    static final String SELF = "swarmkeeper";

    static List<Progress> of(Change change, Duration bake, SwarmView view) {
        List<Progress> steps = new ArrayList<>();
        List<Change.Moment> timeline = change.timeline();
        for (int i = 0; i < timeline.size(); i++) {
            Change.Moment moment = timeline.get(i);
            boolean now = i == timeline.size() - 1 && !change.state().isFinal();
            boolean told = change.outcome().filter(moment.note()::equals).isPresent();
            String note = told ? "" : Wording.clip(moment.note(), 400);
            boolean goesOn = i > 0 && timeline.get(i - 1).state() == moment.state() && !note.isEmpty();
            steps.add(new Progress(
                    now ? "now" : look(moment.state()),
                    goesOn ? note : now ? titleNow(change, moment) : title(change, i),
                    goesOn ? "" : note,
                    Optional.of(view.when(moment.at())),
                    now && moment.state() == ChangeState.BAKING
                            ? Optional.of(view.when(bakeBegan(timeline).plus(bake)))
                            : Optional.empty()));
        }
        for (String title : toCome(change)) {
            steps.add(new Progress("next", title, "", Optional.empty(), Optional.empty()));
        }
        return steps;
    }

    private static Instant bakeBegan(List<Change.Moment> timeline) {
        return timeline.stream()
                .filter(m -> m.state() == ChangeState.BAKING)
                .map(Change.Moment::at)
                .findFirst()
                .orElse(timeline.getLast().at());
    }

    private static String titleNow(Change change, Change.Moment moment) {
        return switch (moment.state()) {
            case APPLYING -> "Applying, task by task";
            case BAKING -> "Watching: the same tasks, running and healthy";
            case REQUESTED,
                    APPROVED,
                    SUCCEEDED,
                    REJECTED,
                    CANCELLED,
                    EXPIRED,
                    SUPERSEDED,
                    FAILED,
                    UNDOING,
                    UNDONE,
                    UNDO_FAILED,
                    INCONCLUSIVE -> title(change, change.timeline().indexOf(moment));
        };
    }

    private static String look(ChangeState state) {
        return switch (state) {
            case REJECTED, CANCELLED, EXPIRED, SUPERSEDED, FAILED, UNDO_FAILED -> "ended";
            case REQUESTED, APPROVED, APPLYING, BAKING, SUCCEEDED, UNDOING, UNDONE, INCONCLUSIVE -> "done";
        };
    }

    private static String title(Change change, int position) {
        Change.Moment moment = change.timeline().get(position);
        String by = moment.by();
        return switch (moment.state()) {
            case REQUESTED -> "Asked for by " + by;
            case APPROVED -> "Approved by " + by;
            case APPLYING -> "Applied, task by task";
            case BAKING -> watched(change, position);
            case SUCCEEDED -> success(change, by);
            case REJECTED -> "Rejected by " + by;
            case CANCELLED -> "Cancelled by " + by;
            case EXPIRED -> "Expired: nobody decided in time";
            case SUPERSEDED -> "Void: the service was changed by someone else";
            case FAILED -> "Failed: nothing was written";
            case UNDOING -> "Going back to the saved spec" + (by.equals(SELF) ? "" : ", asked for by " + by);
            case UNDONE -> "Back on the saved spec";
            case UNDO_FAILED -> "The way back failed: look at the service now";
            case INCONCLUSIVE -> "Not proven: a person must decide";
        };
    }

    private static String watched(Change change, int position) {
        List<Change.Moment> timeline = change.timeline();
        ChangeState next =
                position + 1 < timeline.size() ? timeline.get(position + 1).state() : change.state();
        if (change.undoes().isPresent()) {
            return "The tasks of the saved spec run";
        }
        return next == ChangeState.UNDOING || next == ChangeState.INCONCLUSIVE
                ? "Watched, but not to the end"
                : "Watched: the same tasks, running and healthy";
    }

    /** Nothing is called proven but a finding that a fresh look did not find any more. */
    private static String success(Change change, String by) {
        if (change.undoes().isPresent()) {
            return "Back on the saved spec";
        }
        if (!by.equals(SELF)) {
            return "Kept by %s, unproven".formatted(by);
        }
        return change.findingId().isPresent()
                ? "Proven: the finding is gone on a fresh look"
                : "Done: the same tasks ran through the bake; there was no finding to cure";
    }

    private static List<String> toCome(Change change) {
        List<String> all = List.of(
                "Approval by a second person",
                "Apply, task by task",
                "Watch: the same tasks through the whole bake",
                change.findingId().isPresent()
                        ? "Finding gone on a fresh look, else back"
                        : "Done, if they all still run; no finding is looked for");
        return switch (change.state()) {
            case REQUESTED -> all;
            case APPROVED -> all.subList(1, 4);
            case APPLYING -> all.subList(2, 4);
            case BAKING -> all.subList(3, 4);
            case UNDOING -> List.of("Watch until the old tasks run again");
            case SUCCEEDED, REJECTED, CANCELLED, EXPIRED, SUPERSEDED, FAILED, UNDONE, UNDO_FAILED, INCONCLUSIVE ->
                List.of();
        };
    }
}
