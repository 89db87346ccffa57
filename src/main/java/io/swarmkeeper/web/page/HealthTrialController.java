package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.probe.HealthTrials;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.ProbeRequest;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Trying a health check in a running container of a service, before it becomes the service's own. */
@Controller
class HealthTrialController {

    private static final int MOST_TASKS = 200;

    private final SwarmView view;
    private final HealthTrials trials;
    private final LastTried<Tried> last;

    HealthTrialController(SwarmView view, HealthTrials trials, Clock clock) {
        this.view = view;
        this.trials = trials;
        this.last = new LastTried<>(clock);
    }

    /** What was typed, and what came of it. */
    private record Tried(HealthTrialForm form, Outcome<HealthTrialSheet> outcome) {}

    /** One template to choose. */
    record Choice(String title, String href, boolean current) {}

    /** One task to choose. */
    record Option(String id, String name) {}

    @GetMapping("/services/{id}/health-probe")
    String form(Model model, @PathVariable String id, @RequestParam(defaultValue = "") String template, Viewer viewer) {
        HealthTrials.require(viewer);
        Snapshot snapshot = view.snapshot();
        Service service = SwarmView.service(snapshot, id);
        Optional<LastTried.Tried<Tried>> tried = last.find(viewer, service.id());
        HealthTemplate chosen = HealthTemplate.find(template)
                .or(() -> tried.flatMap(
                        t -> HealthTemplate.find(String.valueOf(t.what().form().template()))))
                .orElseGet(() -> HealthTemplate.guess(service));
        HealthTrialForm form = tried.map(t -> t.what().form())
                .filter(f -> chosen.id().equals(f.template()))
                .orElseGet(() -> HealthTrialForm.proposed(chosen, service));
        String name = Wording.name(service.name());
        String address = address(service.id());
        List<Task> running = snapshot.tasksOf(service.id()).stream()
                .filter(Task::isRunning)
                .limit(MOST_TASKS)
                .toList();
        Optional<Outcome<HealthTrialSheet>> outcome = tried.map(t -> t.what().outcome());
        model.addAttribute("service", name);
        model.addAttribute("serviceHref", "/services/" + FindingRow.encode(service.id()));
        model.addAttribute("address", address);
        model.addAttribute(
                "headline",
                outcome.map(o -> o.result()
                                .map(HealthTrialSheet::headline)
                                .orElse("The trial in %s gave no result".formatted(name)))
                        .orElse("Try a health check in " + name));
        model.addAttribute("outcome", outcome);
        model.addAttribute("triedAt", tried.map(t -> view.when(t.at())));
        model.addAttribute(
                "verdict",
                outcome.map(o -> o.result().map(HealthTrialSheet::verdict).orElse(new Tag("bad", "no result"))));
        model.addAttribute("template", chosen.id());
        model.addAttribute("takesPath", chosen.takesPath());
        model.addAttribute("takesLogin", chosen.takesLogin());
        model.addAttribute(
                "choices",
                Arrays.stream(HealthTemplate.values())
                        .map(t -> new Choice(t.title(), address + "?template=" + t.id(), t == chosen))
                        .toList());
        model.addAttribute("form", form);
        model.addAttribute("command", command(form));
        model.addAttribute(
                "tasks",
                running.stream()
                        .map(t -> new Option(t.id(), HealthTrialSheet.task(t, snapshot)))
                        .toList());
        model.addAttribute("mostRuns", ProbeRequest.MOST_RUNS);
        model.addAttribute("mostSeconds", ProbeRequest.LONGEST_SECONDS);
        model.addAttribute("specCheck", ServiceSheet.health(service.template()));
        model.addAttribute("eyes", Eyes.of(view.measurements()));
        return "services/health-probe";
    }

    @PostMapping("/services/{id}/health-probe")
    String tryIt(@PathVariable String id, HealthTrialForm form, Viewer viewer, RedirectAttributes redirect)
            throws InterruptedException {
        HealthTrials.require(viewer);
        Snapshot snapshot = view.snapshot();
        Service service = SwarmView.service(snapshot, id);
        Outcome<HealthTrialSheet> outcome = Outcome.of(() -> HealthTrialSheet.of(
                trials.run(form.wish(), service, snapshot, viewer), Wording.name(service.name()), snapshot));
        last.put(viewer, service.id(), new Tried(form.clipped(), outcome));
        HealthTemplate.find(String.valueOf(form.template())).ifPresent(t -> redirect.addAttribute("template", t.id()));
        return "redirect:" + address(service.id());
    }

    /** Where one is tried in a service. */
    static String address(String serviceId) {
        return "/services/" + FindingRow.encode(serviceId) + "/health-probe";
    }

    /** What the form as it stands would run; empty if it is not complete, or wrong. */
    private static String command(HealthTrialForm form) {
        try {
            HealthTrials.Wish wish = form.wish();
            HealthProbe probe = HealthProbe.of(wish.template(), wish.parameters());
            return String.join(" ", probe.command(wish.timeoutSeconds().orElse(HealthTrials.DEFAULT_SECONDS)));
        } catch (ProblemException | IllegalArgumentException e) {
            return "";
        }
    }
}
