package io.swarmkeeper.web.page;

import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.change.Changes.ChangeConflictException;
import io.swarmkeeper.change.Changes.ChangeRefusedException;
import io.swarmkeeper.change.Changes.OwnRequestException;
import io.swarmkeeper.change.Changes.UnknownSubjectException;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** All changes, one of them, and what people decide about it. Asking for one: {@link RequestController}. */
@Controller
class ChangesController {

    private static final int MOST = 200;

    private final SwarmView view;
    private final Changes changes;

    ChangesController(SwarmView view, Changes changes) {
        this.view = view;
        this.changes = changes;
    }

    @GetMapping("/changes")
    String changes(Model model, Viewer viewer) {
        List<Change> open = changes.open();
        List<ChangeRow> waiting =
                rows(open.stream().filter(c -> ShellAdvice.waitsFor(c, viewer)).toList());
        model.addAttribute("headline", headline(open, waiting.size()));
        model.addAttribute("waiting", waiting);
        model.addAttribute(
                "open",
                rows(open.stream().filter(c -> !ShellAdvice.waitsFor(c, viewer)).toList()));
        model.addAttribute(
                "ended",
                rows(changes.list(MOST).stream()
                        .filter(c -> c.state().isFinal())
                        .toList()));
        return "changes/list";
    }

    private List<ChangeRow> rows(List<Change> changes) {
        return changes.stream().map(c -> ChangeRow.of(c, view)).toList();
    }

    private static String headline(List<Change> open, int waiting) {
        if (waiting > 0) {
            return Wording.count(waiting, "change") + (waiting == 1 ? " waits for you" : " wait for you");
        }
        long requested =
                open.stream().filter(c -> c.state() == ChangeState.REQUESTED).count();
        long running = open.size() - requested;
        if (running > 0) {
            return Wording.count(running, "change") + (running == 1 ? " is on its way" : " are on their way");
        }
        if (requested > 0) {
            return Wording.count(requested, "change") + (requested == 1 ? " waits" : " wait") + " for a second person";
        }
        return "No change is under way";
    }

    @GetMapping("/changes/{id:\\d{1,18}}")
    String change(Model model, @PathVariable long id, Viewer viewer) {
        Change change = find(id);
        model.addAttribute("row", ChangeRow.of(change, view));
        model.addAttribute("plan", PlanSheet.of(change.plan()));
        model.addAttribute("progress", Progress.of(change, changes.bake(), view));
        model.addAttribute("decision", Decision.of(change, viewer, changes.fourEyes()));
        model.addAttribute("findingId", change.findingId().orElse(""));
        model.addAttribute("findingCode", change.findingCode().orElse(""));
        model.addAttribute(
                "findingThere",
                change.findingId().flatMap(view.findings()::find).isPresent());
        model.addAttribute("again", again(change, viewer));
        model.addAttribute("undoes", change.undoes().map(String::valueOf).orElse(""));
        model.addAttribute("inStack", change.stackSettings().isPresent());
        model.addAttribute("undoneBy", change.undoneBy().map(String::valueOf).orElse(""));
        return "changes/detail";
    }

    /** Where to ask for the same once more; empty if there is no reason to. */
    private String again(Change change, Viewer viewer) {
        boolean cured = switch (change.state()) {
            case REJECTED, CANCELLED, EXPIRED, SUPERSEDED, FAILED, UNDONE, UNDO_FAILED -> false;
            case REQUESTED, APPROVED, APPLYING, BAKING, SUCCEEDED, UNDOING, INCONCLUSIVE -> true;
        };
        if (cured || !viewer.may(Role.OPERATOR)) {
            return "";
        }
        return change.findingId()
                .flatMap(view.findings()::find)
                .map(f -> "/changes/new?finding=" + FindingRow.encode(f.id()) + "&action="
                        + FindingRow.encode(change.plan().action().name()))
                .orElse("");
    }

    private Change find(long id) {
        return changes.find(id).orElseThrow(() -> new UnknownThingException("There is no change " + id + "."));
    }

    /** One of the things people do with a change; all of them take a reason. */
    @FunctionalInterface
    private interface Act {
        Change on(long id, String by, String reason);
    }

    @PostMapping("/changes/{id:\\d{1,18}}/{act:approval|rejection|cancellation|acceptance|undo}")
    String decide(
            @PathVariable long id,
            @PathVariable String act,
            @RequestParam(defaultValue = "") String reason,
            Viewer viewer,
            RedirectAttributes redirect) {
        Act chosen = switch (act) {
            case "approval" -> changes::approve;
            case "rejection" -> changes::reject;
            case "cancellation" -> changes::cancel;
            case "acceptance" -> changes::accept;
            default -> changes::undo;
        };
        if (act.equals("cancellation") && !find(id).requestedBy().equals(viewer.name())) {
            viewer.require(Role.APPROVER, "cancel somebody else's request");
        }
        if (reason.isBlank() && Decision.NEED_REASON.contains(act)) {
            redirect.addFlashAttribute(
                    "refused", "That takes a reason, for those who read the audit log later. Nothing was done yet.");
            return "redirect:/changes/" + id;
        }
        try {
            Change moved = chosen.on(id, viewer.name(), Wording.clip(reason.strip(), 1000));
            redirect.addFlashAttribute("done", said(act));
            return "redirect:/changes/" + moved.id();
        } catch (UnknownSubjectException e) {
            throw new UnknownThingException("There is no change " + id + ".");
        } catch (ChangeConflictException | OwnRequestException e) {
            redirect.addFlashAttribute("refused", String.valueOf(e.getMessage()));
        } catch (ChangeRefusedException e) {
            redirect.addFlashAttribute("refused", "That was refused:");
            redirect.addFlashAttribute("refusedBecause", e.reasons());
        }
        return "redirect:/changes/" + id;
    }

    private static String said(String act) {
        return switch (act) {
            case "approval" -> "Approved. It runs now; this page follows it.";
            case "rejection" -> "Rejected.";
            case "cancellation" -> "Cancelled; nothing was written.";
            case "acceptance" -> "Kept as it is.";
            default -> "Going back to the saved spec.";
        };
    }

    static Optional<String> given(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }
}
