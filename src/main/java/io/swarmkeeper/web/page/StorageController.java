package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Volume;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Volumes, host paths and tmpfs, with everyone who mounts them. */
@Controller
class StorageController {

    private final SwarmView view;

    StorageController(SwarmView view) {
        this.view = view;
    }

    /**
     * @param anchor id on the page that findings lead to
     * @param options what the driver was told, values masked where they look secret
     */
    record Row(
            String anchor, String name, String fullName, String kind, String options, List<Use> uses, List<Tag> tags) {}

    /** @param nodes where tasks that hold it run now */
    record Use(String service, String href, String target, String access, String nodes) {}

    @GetMapping("/storage")
    String storage(Model model) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        List<Row> rows = snapshot.volumes().stream()
                .sorted(Comparator.comparing(Volume::kind).reversed().thenComparing(Volume::name))
                .map(v -> row(v, snapshot, findings))
                .toList();
        List<Finding> open = findings.open().stream()
                .filter(f -> f.code().phase() == Phase.STORAGE)
                .toList();
        model.addAttribute("volumes", rows);
        model.addAttribute(
                "findings",
                open.stream().map(f -> FindingRow.of(f, Optional.empty(), view)).toList());
        model.addAttribute("headline", headline(rows, open));
        return "storage/list";
    }

    private static String headline(List<Row> rows, List<Finding> open) {
        if (!open.isEmpty()) {
            return Wording.clip(open.getFirst().title(), 240);
        }
        return rows.isEmpty()
                ? "No service mounts anything"
                : Wording.sentence(Wording.count(rows.size(), "volume")) + " and paths, nothing found on them";
    }

    private static Row row(Volume volume, Snapshot snapshot, Findings findings) {
        Stream<Finding> onServices = volume.uses().stream()
                .flatMap(u -> findings.on(Subject.Kind.SERVICE, u.serviceId()))
                .filter(f -> f.code().phase() == Phase.STORAGE);
        List<Tag> tags = Stream.concat(findings.on(Subject.Kind.VOLUME, volume.id()), onServices)
                .filter(Finding::isOpen)
                .min(Comparator.comparing(Finding::severity))
                .map(f -> new Tag(Tag.of(f).look(), f.code().code()))
                .stream()
                .toList();
        return new Row(
                FindingRow.anchor(volume),
                Wording.clip(volume.name(), 80),
                Wording.clip(volume.name(), 4000),
                kind(volume),
                Wording.list(
                        volume.driverOptions().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(e -> Wording.clip(e.getKey() + "=" + Masking.value(e.getKey(), e.getValue()), 80))
                                .toList(),
                        6),
                volume.uses().stream().map(u -> use(u, snapshot)).toList(),
                tags);
    }

    private static String kind(Volume volume) {
        return switch (volume.kind()) {
            case "volume" -> volume.driver().equals("local") ? "local volume" : "volume, driver " + volume.driver();
            case "bind" -> "host path";
            default -> volume.kind();
        };
    }

    private static Use use(Volume.Use use, Snapshot snapshot) {
        return new Use(
                snapshot.findService(use.serviceId())
                        .map(Service::name)
                        .map(Wording::name)
                        .orElse("deleted service"),
                "/services/" + FindingRow.encode(use.serviceId()),
                Wording.clip(use.target(), 120),
                use.readOnly() ? "reads" : "writes",
                use.nodeIds().isEmpty()
                        ? "no running task"
                        : "on "
                                + Wording.list(
                                        use.nodeIds().stream()
                                                .map(n -> snapshot.findNode(n)
                                                        .map(Node::hostname)
                                                        .orElse(n))
                                                .toList(),
                                        5));
    }
}
