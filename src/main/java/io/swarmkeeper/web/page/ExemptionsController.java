package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Exemptions;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Sets findings aside for a while, and takes that back. Room access lets only admins through. */
@Controller
class ExemptionsController {

    private final SwarmView view;
    private final Exemptions exemptions;
    private final LiveState state;

    ExemptionsController(SwarmView view, Exemptions exemptions, LiveState state) {
        this.view = view;
        this.exemptions = exemptions;
        this.state = state;
    }

    /** @param until the last day on which the finding is set aside, in UTC */
    @PostMapping("/exemptions")
    String set(
            @RequestParam String finding,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String until,
            Viewer viewer,
            RedirectAttributes redirect) {
        Finding found = view.findings()
                .find(finding)
                .orElseThrow(() -> new UnknownThingException("There is no finding " + Wording.clip(finding, 40)
                        + " in the latest snapshot, so there is nothing to set aside."));
        try {
            Instant end = LocalDate.parse(until)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            exemptions.set(found.code(), found.subject(), Wording.clip(reason.strip(), 1000), viewer.name(), end);
            redirect.addFlashAttribute("done", "Set aside to the end of " + LocalDate.parse(until) + ", UTC.");
        } catch (DateTimeException e) {
            redirect.addFlashAttribute(
                    "refused", "The end must be a date like 2027-01-31; found \"" + Wording.clip(until, 40) + "\".");
        } catch (IllegalArgumentException e) {
            redirect.addFlashAttribute("refused", String.valueOf(e.getMessage()));
        }
        state.touch();
        return "redirect:/findings/" + FindingRow.encode(found.id());
    }

    @PostMapping("/exemptions/{id:\\d{1,18}}/removal")
    String remove(
            @PathVariable long id,
            @RequestParam(defaultValue = "") String finding,
            Viewer viewer,
            RedirectAttributes redirect) {
        boolean removed = exemptions.remove(id, viewer.name()).isPresent();
        redirect.addFlashAttribute(
                removed ? "done" : "refused",
                removed ? "The exemption has ended; the finding counts again." : "That exemption had ended already.");
        state.touch();
        return finding.matches("f-[0-9a-f]{1,24}") ? "redirect:/findings/" + finding : "redirect:/findings";
    }
}
