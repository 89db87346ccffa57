package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.probe.DiskTrials;
import io.swarmkeeper.wire.DiskSpace;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Measuring the disk under a volume or a host path: first what that means, then the button, then the numbers. */
@Controller
class DiskTrialController {

    private final SwarmView view;
    private final DiskTrials trials;
    private final LastTried<Outcome<SpeedSheet>> last;

    DiskTrialController(SwarmView view, DiskTrials trials, Clock clock) {
        this.view = view;
        this.trials = trials;
        this.last = new LastTried<>(clock);
    }

    /** Where a mount's disk is measured. */
    static String address(String nodeId, DiskSpace space) {
        return "%s?kind=%s&name=%s"
                .formatted(path(nodeId), FindingRow.encode(space.kind()), FindingRow.encode(space.name()));
    }

    private static String path(String nodeId) {
        return "/storage/" + FindingRow.encode(nodeId) + "/disk-probe";
    }

    @GetMapping("/storage/{node}/disk-probe")
    String form(
            Model model,
            @PathVariable String node,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String name,
            Viewer viewer) {
        DiskTrials.require(viewer);
        Snapshot snapshot = view.snapshot();
        Node found = SwarmView.node(snapshot, node);
        Disk disk = trials.get(found, kind, name);
        DiskSpace space = disk.space();
        Optional<LastTried.Tried<Outcome<SpeedSheet>>> tried = last.find(viewer, subject(found, space));
        Optional<Outcome<SpeedSheet>> outcome = tried.map(LastTried.Tried::what);
        String shown = Wording.clip(space.name(), 120);
        String hostname = Wording.name(found.hostname());
        model.addAttribute("node", hostname);
        model.addAttribute("nodeHref", "/nodes/" + FindingRow.encode(found.id()));
        model.addAttribute("address", path(found.id()));
        model.addAttribute("kind", space.kind());
        model.addAttribute("name", space.name());
        model.addAttribute("shown", shown);
        model.addAttribute("mount", DiskRow.of(disk, snapshot, view.now()));
        model.addAttribute("outcome", outcome);
        model.addAttribute("triedAt", tried.map(t -> view.when(t.at())));
        model.addAttribute(
                "headline",
                outcome.map(o -> o.result()
                                .map(s -> "%s on %s: %s".formatted(shown, hostname, s.headline()))
                                .orElse("The disk under %s on %s was not measured".formatted(shown, hostname)))
                        .orElse("Measure the disk under %s on %s".formatted(shown, hostname)));
        return "storage/disk-probe";
    }

    @PostMapping("/storage/{node}/disk-probe")
    String measure(
            @PathVariable String node,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String name,
            Viewer viewer,
            RedirectAttributes redirect)
            throws InterruptedException {
        DiskTrials.require(viewer);
        Node found = SwarmView.node(view.snapshot(), node);
        Disk disk = trials.get(found, kind, name);
        last.put(viewer, subject(found, disk.space()), Outcome.of(() -> SpeedSheet.of(trials.measure(disk, viewer))));
        redirect.addAttribute("kind", kind);
        redirect.addAttribute("name", name);
        return "redirect:" + path(found.id());
    }

    private static String subject(Node node, DiskSpace space) {
        return node.id() + '\n' + space.kind() + '\n' + space.name();
    }
}
