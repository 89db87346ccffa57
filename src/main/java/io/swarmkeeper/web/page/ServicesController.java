package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** All services, and one of them. */
@Controller
class ServicesController {

    /** Changes looked through for a service's history. */
    private static final int HISTORY = 500;

    private final SwarmView view;
    private final Changes changes;

    ServicesController(SwarmView view, Changes changes) {
        this.view = view;
        this.changes = changes;
    }

    @GetMapping("/services")
    String services(
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String stack,
            @RequestParam(defaultValue = "") String show) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Measurements measurements = view.measurements();
        List<ServiceRow> rows = snapshot.services().stream()
                .filter(matches(q, stack))
                .sorted(Comparator.comparing(Service::name))
                .map(s -> ServiceRow.of(s, snapshot, findings, measurements))
                .filter(shown(show))
                .toList();
        model.addAttribute("headline", headline(snapshot));
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("services", rows);
        model.addAttribute("total", snapshot.services().size());
        model.addAttribute(
                "stacks",
                snapshot.services().stream()
                        .flatMap(s -> s.stack().stream())
                        .distinct()
                        .sorted()
                        .toList());
        model.addAttribute("q", q);
        model.addAttribute("stack", stack);
        model.addAttribute("show", show);
        return "services/list";
    }

    private static Predicate<Service> matches(String q, String stack) {
        String needle = q.strip().toLowerCase(Locale.ROOT);
        return s -> (stack.isEmpty() || s.stack().orElse("").equals(stack))
                && (needle.isEmpty()
                        || s.name().toLowerCase(Locale.ROOT).contains(needle)
                        || s.template().image().toLowerCase(Locale.ROOT).contains(needle));
    }

    private static Predicate<ServiceRow> shown(String show) {
        return switch (show) {
            case "findings" -> r -> r.findings() > 0;
            case "not-running" -> r -> r.state().look().equals("bad");
            case "unlimited" -> r -> r.memoryLimit().isEmpty();
            default -> r -> true;
        };
    }

    static String headline(Snapshot snapshot) {
        List<Service> services = snapshot.services();
        if (services.isEmpty()) {
            return "No services yet";
        }
        long down = services.stream()
                .filter(s -> !s.isJob() && snapshot.desiredTasks(s) > snapshot.runningTasks(s.id()))
                .count();
        long unlimited = services.stream()
                .filter(s -> !s.template().limits().hasMemory())
                .count();
        List<String> worries = new ArrayList<>();
        if (down > 0) {
            worries.add(down + (down == 1 ? " runs" : " run") + " fewer tasks than wanted");
        }
        if (unlimited > 0) {
            String subject = unlimited == services.size() ? (unlimited == 1 ? "it" : "none") : Long.toString(unlimited);
            worries.add(
                    unlimited == services.size() && unlimited > 1
                            ? "none has a memory limit"
                            : subject + (unlimited == 1 ? " has" : " have") + " no memory limit");
        }
        String count = Wording.count(services.size(), "service");
        return worries.isEmpty()
                ? count + (services.size() == 1 ? " runs with its limits set" : " run, all with limits")
                : count + "; " + String.join(", ", worries);
    }

    @GetMapping("/services/{id}")
    String service(Model model, @PathVariable String id, Viewer viewer) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Service service = SwarmView.service(snapshot, id);
        List<Finding> found = findings.on(Subject.Kind.SERVICE, service.id()).toList();
        Measurements measurements = view.measurements();
        Optional<UseSheet> use = UseSheet.of(service, measurements, view.now());
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("use", use);
        model.addAttribute("plots", use.map(UseSheet::plots).orElse(List.of()));
        model.addAttribute("row", ServiceRow.of(service, snapshot, findings, measurements));
        model.addAttribute("headline", ServiceSheet.headline(service, snapshot, found));
        ServiceProfile profile = view.analysis().profile(service, snapshot);
        model.addAttribute("mayRequest", viewer.may(Role.OPERATOR));
        model.addAttribute(
                "mayTry", viewer.may(Role.OPERATOR) && !profile.own() && snapshot.runningTasks(service.id()) > 0);
        model.addAttribute("sheet", ServiceSheet.of(service, snapshot, profile, view));
        model.addAttribute("findings", view.rows(found.stream()));
        model.addAttribute(
                "changes",
                changes.list(HISTORY).stream()
                        .filter(c -> c.plan().subject().id().equals(service.id()))
                        .map(c -> ChangeRow.of(c, view))
                        .toList());
        return "services/detail";
    }
}
