package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.change.Changes.ChangeConflictException;
import io.swarmkeeper.change.Changes.ChangeRefusedException;
import io.swarmkeeper.change.Changes.UnknownSubjectException;
import io.swarmkeeper.remediation.Action;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Asking for a change: the plan is shown, the numbers may be altered, and what is shown is what is asked for. */
@Controller
class RequestController {

    private final SwarmView view;
    private final Planner planner;
    private final Changes changes;

    RequestController(SwarmView view, Planner planner, Changes changes) {
        this.view = view;
        this.planner = planner;
        this.changes = changes;
    }

    /** What is asked about: a finding, or a service by hand. */
    private record Target(String serviceId, String serviceName, String action, Optional<Finding> finding) {}

    @GetMapping("/changes/new")
    String form(
            Model model,
            @RequestParam(defaultValue = "") String finding,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String service,
            RequestForm form,
            Viewer viewer) {
        Snapshot snapshot = view.snapshot();
        Target target = target(finding, action, service, snapshot);
        List<String> faults = new ArrayList<>();
        Map<String, String> parameters = form.parameters(faults);
        PlanResult result = faults.isEmpty()
                ? planner.plan(
                        target.action(), target.serviceId(), target.finding().map(Finding::code), parameters, snapshot)
                : new PlanResult.Refused(faults);
        model.addAttribute("target", target.serviceName());
        model.addAttribute("targetHref", "/services/" + FindingRow.encode(target.serviceId()));
        model.addAttribute("finding", finding);
        model.addAttribute(
                "findingTitle",
                target.finding().map(f -> Wording.clip(f.title(), 240)).orElse(""));
        model.addAttribute("action", target.action());
        model.addAttribute("service", target.serviceId());
        model.addAttribute("mayRequest", viewer.may(Role.OPERATOR));
        switch (result) {
            case PlanResult.Planned(var plan) -> {
                model.addAttribute("headline", plan.title());
                model.addAttribute("plan", PlanSheet.of(plan));
                model.addAttribute("numbers", RequestForm.of(plan.action()));
                model.addAttribute("parameters", parameters);
            }
            case PlanResult.Refused(List<String> reasons) -> {
                model.addAttribute("headline", "This cannot be done as it stands");
                model.addAttribute("reasons", reasons);
                model.addAttribute("numbers", form);
            }
        }
        return "changes/new";
    }

    private Target target(String findingId, String action, String serviceId, Snapshot snapshot) {
        if (!findingId.isBlank()) {
            Finding finding = view.findings()
                    .find(findingId)
                    .filter(f -> f.subject().kind() == Subject.Kind.SERVICE)
                    .orElseThrow(() -> new UnknownThingException("There is no finding " + Wording.clip(findingId, 40)
                            + " on a service in the latest snapshot. It may be cured."));
            return new Target(
                    finding.subject().id(),
                    Wording.name(finding.subject().name()),
                    action.isBlank() ? Action.SetResources.NAME : action,
                    Optional.of(finding));
        }
        Service service = SwarmView.service(snapshot, serviceId);
        return new Target(
                service.id(),
                Wording.name(service.name()),
                action.isBlank() ? Action.SetResources.NAME : action,
                Optional.empty());
    }

    @PostMapping("/changes")
    String request(
            @RequestParam(defaultValue = "") String finding,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String reason,
            RequestForm form,
            Viewer viewer,
            RedirectAttributes redirect) {
        List<String> faults = new ArrayList<>();
        Map<String, String> parameters = form.parameters(faults);
        if (reason.isBlank()) {
            faults.add("A reason is needed: whoever approves reads it, and so does the audit log.");
        }
        if (faults.isEmpty()) {
            try {
                Change change = changes.request(
                        new Changes.Request(
                                ChangesController.given(finding),
                                ChangesController.given(action),
                                ChangesController.given(service),
                                parameters,
                                Wording.clip(reason.strip(), 1000)),
                        viewer.name());
                redirect.addFlashAttribute("done", "Asked for. Nothing is written before it is approved.");
                return "redirect:/changes/" + change.id();
            } catch (ChangeRefusedException e) {
                faults.addAll(e.reasons());
            } catch (ChangeConflictException e) {
                faults.add(String.valueOf(e.getMessage()));
            } catch (UnknownSubjectException e) {
                throw new UnknownThingException(String.valueOf(e.getMessage()));
            }
        }
        redirect.addFlashAttribute("refused", "The request was not taken:");
        redirect.addFlashAttribute("refusedBecause", faults);
        redirect.addAttribute("finding", finding);
        redirect.addAttribute("action", action);
        redirect.addAttribute("service", service);
        put(redirect, "limitCores", form.limitCores());
        put(redirect, "limitMib", form.limitMib());
        put(redirect, "reservationCores", form.reservationCores());
        put(redirect, "reservationMib", form.reservationMib());
        return "redirect:/changes/new";
    }

    private static void put(RedirectAttributes redirect, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            redirect.addAttribute(name, value);
        }
    }
}
