package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Volume;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Volumes, host paths and tmpfs, with everyone who mounts them, and whether the data stays with its service. */
@Controller
class StorageController {

    private final SwarmView view;

    StorageController(SwarmView view) {
        this.view = view;
    }

    /**
     * @param anchor id on the page that findings lead to
     * @param options what the driver was told, values masked where they look secret
     * @param worst the worst open finding on it
     */
    record Row(
            String anchor,
            String name,
            String fullName,
            String kind,
            String options,
            List<StorageUse> uses,
            Optional<Worst> worst) {}

    record Worst(Tag tag, String href) {}

    @GetMapping("/storage")
    String storage(Model model, Viewer viewer) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        List<Row> rows = snapshot.volumes().stream()
                .map(v -> row(v, snapshot, findings))
                .sorted(Comparator.comparing((Row r) -> r.worst().isEmpty())
                        .thenComparing(Row::kind, Comparator.reverseOrder())
                        .thenComparing(Row::name))
                .toList();
        List<Finding> open = findings.open().stream()
                .filter(f -> f.code().phase() == Phase.STORAGE)
                .toList();
        Measurements measurements = view.measurements();
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("disks", DiskRow.of(measurements.disks(), snapshot, view.now()));
        model.addAttribute("mayMeasure", viewer.may(Role.OPERATOR));
        model.addAttribute("volumes", rows);
        model.addAttribute("findings", view.rows(open.stream()));
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

    private Row row(Volume volume, Snapshot snapshot, Findings findings) {
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
                volume.uses().stream()
                        .map(u -> StorageUse.of(volume, u, snapshot, view))
                        .toList(),
                worst(volume, findings));
    }

    private static Optional<Worst> worst(Volume volume, Findings findings) {
        Stream<Finding> onServices = StorageUse.isData(volume)
                ? volume.uses().stream()
                        .flatMap(u -> findings.on(Subject.Kind.SERVICE, u.serviceId()))
                        .filter(f -> f.code().phase() == Phase.STORAGE)
                : Stream.of();
        return Stream.concat(findings.on(Subject.Kind.VOLUME, volume.id()), onServices)
                .filter(Finding::isOpen)
                .min(Comparator.comparing(Finding::severity))
                .map(f -> new Worst(
                        new Tag(Tag.of(f).look(), f.code().code()), "/findings/" + FindingRow.encode(f.id())));
    }

    private static String kind(Volume volume) {
        return switch (volume.kind()) {
            case "volume" -> volume.driver().equals("local") ? "local volume" : "volume, driver " + volume.driver();
            case "bind" -> "host path";
            default -> volume.kind();
        };
    }
}
