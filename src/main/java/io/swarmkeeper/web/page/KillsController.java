package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Every process that was killed in the last seven days: by the kernel for memory, or as if it were. */
@Controller
class KillsController {

    private static final int MOST = 500;
    private static final int NAMED = 3;

    private final SwarmView view;

    KillsController(SwarmView view) {
        this.view = view;
    }

    /**
     * One kill.
     *
     * @param service {@code no service} if the container was no task
     * @param href empty if the Swarm has no such service any more
     * @param ended what became of the container
     * @param limit {@code none} without one
     * @param peak {@code -} if nobody could read it
     */
    record Row(
            When at,
            String service,
            String href,
            Tag tag,
            String ended,
            String node,
            String nodeHref,
            String limit,
            String peak,
            String container) {}

    /** One choice of what is listed. */
    record Facet(String title, String href, boolean current) {}

    @GetMapping("/findings/kills")
    String kills(
            Model model,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String kind) {
        Snapshot snapshot = view.snapshot();
        Measurements measurements = view.measurements();
        List<KillRecord> all = measurements.kills().stream()
                .filter(k -> service.isEmpty() || k.serviceName().equals(service))
                .toList();
        List<KillRecord> chosen = all.stream().filter(ofKind(kind)).toList();
        model.addAttribute("headline", headline(all, Eyes.of(measurements), service));
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("covered", FlowRow.covered(measurements.coverage()));
        model.addAttribute(
                "kills", chosen.stream().limit(MOST).map(k -> row(k, snapshot)).toList());
        model.addAttribute("total", chosen.size());
        model.addAttribute("service", Wording.name(service));
        model.addAttribute("facets", facets(all, service, kind));
        model.addAttribute("findings", view.rows(findings(all, view.findings()).stream()));
        return "findings/kills";
    }

    private static Predicate<KillRecord> ofKind(String kind) {
        return switch (kind) {
            case "memory" -> KillRecord::isMemory;
            case "other" -> k -> !k.isMemory();
            default -> k -> true;
        };
    }

    private static String headline(List<KillRecord> all, Eyes eyes, String service) {
        Map<String, Long> byService = all.stream()
                .filter(KillRecord::isMemory)
                .collect(Collectors.groupingBy(
                        k -> k.serviceName().isEmpty() ? "no service" : k.serviceName(),
                        LinkedHashMap::new,
                        Collectors.counting()));
        long memory = byService.values().stream().mapToLong(Long::longValue).sum();
        if (memory > 0) {
            List<String> names = byService.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .map(e -> Wording.clip(e.getKey(), 60))
                    .toList();
            return "%s for memory in the last 7 days: %s"
                    .formatted(
                            memory == 1 ? "One process was killed" : memory + " processes were killed",
                            Wording.list(names, NAMED));
        }
        String of = service.isEmpty() ? "No process" : "No process of " + Wording.clip(service, 60);
        return eyes.open()
                ? of + " was seen killed for memory in the last 7 days"
                : "Whether anything was killed for memory is unknown";
    }

    private static List<Facet> facets(List<KillRecord> all, String service, String kind) {
        long memory = all.stream().filter(KillRecord::isMemory).count();
        String of = service.isEmpty() ? "" : "&service=" + FindingRow.encode(service);
        return List.of(
                new Facet(
                        "all " + all.size(),
                        "/findings/kills?kind=" + of,
                        !kind.equals("memory") && !kind.equals("other")),
                new Facet("for memory " + memory, "/findings/kills?kind=memory" + of, kind.equals("memory")),
                new Facet(
                        "not for memory " + (all.size() - memory),
                        "/findings/kills?kind=other" + of,
                        kind.equals("other")));
    }

    /** What is open about the memory of those services. */
    private static List<Finding> findings(List<KillRecord> kills, Findings findings) {
        return kills.stream()
                .filter(KillRecord::isMemory)
                .map(KillRecord::serviceId)
                .distinct()
                .flatMap(id -> findings.on(Subject.Kind.SERVICE, id))
                .filter(f -> f.isOpen() && f.code().code().equals("oom-killed"))
                .toList();
    }

    private Row row(KillRecord kill, Snapshot snapshot) {
        String known = snapshot.findService(kill.serviceId())
                .map(s -> "/services/" + FindingRow.encode(s.id()) + "#use")
                .orElse("");
        String name = kill.serviceName().isEmpty() ? "no service" : Wording.name(kill.serviceName());
        return new Row(
                view.when(kill.at()),
                name,
                known,
                kill.isMemory() ? new Tag("bad", "out of memory") : new Tag("wait", "not memory"),
                ended(kill),
                Wording.name(kill.hostname()),
                snapshot.findNode(kill.nodeId())
                        .map(n -> "/nodes/" + FindingRow.encode(n.id()))
                        .orElse(""),
                kill.limitBytes().map(Quantities::bytes).orElse("none"),
                Measured.bytes(kill.peakBytes()),
                Wording.clip(kill.containerId(), 12));
    }

    private static String ended(KillRecord kill) {
        String code = kill.exitCode().map(c -> ", exit code " + c).orElse("");
        return switch (kill.kind()) {
            case CONTAINER -> "its main process; the task ended" + code;
            case CHILD -> "another process of it; the task lived on";
            case NOT_MEMORY -> "killed from outside" + code + "; memory was not why";
        };
    }
}
