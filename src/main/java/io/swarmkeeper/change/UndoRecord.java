package io.swarmkeeper.change;

import io.swarmkeeper.change.ChangeStore.Draft;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.Plan.Step;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.remediation.StackSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An undo that a person asked for stands in the list as a change of its own. The work is done by the change that goes
 * back; this one is stored and moved together with it.
 */
final class UndoRecord {

    private UndoRecord() {}

    /** Moves the change to undoing and writes the record of it, both or none. False if somebody was faster. */
    static boolean begin(ChangeStore store, Journal journal, Change change, String by, String reason) {
        String yes = "No second approval is needed: change %d was approved by %s"
                .formatted(
                        change.id(),
                        String.join(
                                ", ",
                                change.approvals().stream()
                                        .map(Change.Approval::by)
                                        .toList()));
        return journal.move(change, Move.UNDO, by, reason, () -> {
            long id = store.insert(
                    new Draft(
                            inverse(change, store.progress(change.id())),
                            change.savedSpec(),
                            Map.of(),
                            change.findingId(),
                            change.findingCode(),
                            reason,
                            by),
                    Optional.of(change.id()),
                    false);
            Change record = store.find(id).orElseThrow();
            journal.audit(record, Journal.REQUESTED, by, reason);
            store.move(id, ChangeState.REQUESTED, Move.APPROVE, Journal.SELF, yes);
            store.move(id, ChangeState.APPROVED, Move.START, Journal.SELF, "");
        });
    }

    /** Ends the change that goes back, and with it the record of the undo if a person asked for it. */
    static void finish(Work work, Change change, Move move, String note) {
        ChangeStore store = work.store();
        Optional<Long> record = store.undoOf(change.id());
        boolean moved = work.journal()
                .move(
                        change,
                        move,
                        Journal.SELF,
                        note,
                        () -> record.ifPresent(id -> {
                            if (move == Move.RETURN) {
                                store.move(id, ChangeState.APPLYING, Move.CONVERGE, Journal.SELF, "");
                                store.move(id, ChangeState.BAKING, Move.PROVE, Journal.SELF, note);
                            } else {
                                store.move(id, ChangeState.APPLYING, Move.FAIL, Journal.SELF, note);
                            }
                        }));
        if (moved && record.isPresent()) {
            store.find(record.get()).ifPresent(r -> {
                work.journal().audit(r, "change." + r.state().word(), Journal.SELF, note);
                work.journal().publish(r.id());
            });
        }
    }

    /** The same places the other way round, last first: for people; what is written is the saved spec as a whole. */
    static Plan inverse(Change change, Progress progress) {
        Plan plan = change.plan();
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps().reversed()) {
            List<Operation> back =
                    step.patch().reversed().stream().map(UndoRecord::inverse).toList();
            steps.add(new Step("Take back: " + step.title(), back, step.replacesTasks()));
        }
        String live = progress.written().isEmpty()
                ? change.savedSpec()
                : progress.written().getLast();
        return new Plan(
                plan.action(),
                plan.subject(),
                "Take back: " + plan.title(),
                "sha256:" + PlanSeal.of(plan.checksum() + " taken back"),
                SpecHash.of(live),
                steps,
                new Plan.PlacementForecast(
                        plan.placement().after().stream()
                                .map(UndoRecord::certain)
                                .toList(),
                        plan.placement().before(),
                        "",
                        List.of()),
                plan.risk(),
                List.of("Writes the spec that was saved before change " + change.id()),
                List.of(),
                change.findingCode().stream()
                        .map(code -> "What change %d was to cure (%s) is there again afterwards"
                                .formatted(change.id(), code))
                        .toList(),
                plan.wayBack(),
                fragment(change.savedSpec(), live));
    }

    /** The stack file goes back as well, or the next deploy brings what was taken back. */
    private static Optional<String> fragment(String saved, String live) {
        return StackSettings.of(saved).flatMap(back -> StackSettings.of(live).map(back::fragment));
    }

    /** Without the question mark of a forecast that could have come out otherwise: that is over. */
    private static String certain(String node) {
        return node.endsWith("?") ? node.substring(0, node.length() - 1) : node;
    }

    private static Operation inverse(Operation operation) {
        if (operation.before().isEmpty()) {
            return new Operation("remove", operation.path(), operation.value(), Optional.empty());
        }
        return new Operation(
                operation.value().isEmpty() ? "add" : "replace",
                operation.path(),
                operation.value(),
                operation.before());
    }
}
