package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The overlays and who is on them. */
@Controller
class NetworksController {

    private final SwarmView view;

    NetworksController(SwarmView view) {
        this.view = view;
    }

    /**
     * A network as the list shows it.
     *
     * @param kinds who is on it by kind, e.g. {@code 1 gateway, 2 databases}
     * @param traits what sets it apart, e.g. {@code internal, encrypted}; empty if nothing does
     */
    record Row(
            String id,
            String name,
            String driver,
            String subnets,
            int services,
            long tasks,
            String kinds,
            String traits,
            List<Tag> tags) {}

    /** A service on the network. */
    record Member(String name, String href, String kind, String aliases, String tasks) {}

    @GetMapping("/networks")
    String networks(Model model) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        List<Network> overlays = overlays(snapshot);
        model.addAttribute(
                "networks",
                overlays.stream().map(n -> row(n, snapshot, findings)).toList());
        model.addAttribute("headline", headline(overlays, findings));
        return "networks/list";
    }

    @GetMapping("/networks/{id}")
    String network(Model model, @PathVariable String id) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        Network network = snapshot.findNetwork(id)
                .orElseThrow(() -> new UnknownThingException(
                        "The latest snapshot has no network " + Wording.name(id) + ". It may have been removed."));
        List<Finding> open =
                findings.on(Subject.Kind.NETWORK, id).filter(Finding::isOpen).toList();
        model.addAttribute("network", row(network, snapshot, findings));
        model.addAttribute(
                "headline",
                open.isEmpty()
                        ? Wording.name(network.name())
                        : Wording.clip(open.getFirst().title(), 240));
        model.addAttribute(
                "findings",
                open.stream().map(f -> FindingRow.of(f, Optional.empty(), view)).toList());
        model.addAttribute("members", members(network, snapshot));
        model.addAttribute("created", view.when(network.createdAt()));
        return "networks/detail";
    }

    private static List<Network> overlays(Snapshot snapshot) {
        return snapshot.networks().stream()
                .filter(Network::isOverlay)
                .sorted(Comparator.comparing(Network::name))
                .toList();
    }

    private static String headline(List<Network> overlays, Findings findings) {
        return findings.open().stream()
                .filter(f -> f.subject().kind() == Subject.Kind.NETWORK)
                .findFirst()
                .map(f -> Wording.clip(f.title(), 240))
                .orElse(
                        overlays.isEmpty()
                                ? "No overlay network yet"
                                : Wording.sentence(Wording.count(overlays.size(), "overlay network"))
                                        + ", nothing found on them");
    }

    private Row row(Network network, Snapshot snapshot, Findings findings) {
        List<Service> on = on(network, snapshot);
        long tasks = on.stream()
                .mapToLong(s -> snapshot.tasksOf(s.id()).stream()
                        .filter(Task::isRunning)
                        .count())
                .sum();
        Map<String, Integer> kinds = new TreeMap<>();
        on.forEach(s -> kinds.merge(kind(s, snapshot), 1, Integer::sum));
        List<String> traits = new ArrayList<>();
        if (network.ingress()) {
            traits.add("routing mesh");
        }
        if (network.internal()) {
            traits.add("internal");
        }
        if (network.attachable()) {
            traits.add("attachable");
        }
        if (network.encrypted()) {
            traits.add("encrypted");
        }
        return new Row(
                network.id(),
                Wording.name(network.name()),
                network.driver(),
                Wording.list(network.subnets(), 4),
                on.size(),
                tasks,
                Wording.list(
                        kinds.entrySet().stream()
                                .map(e -> Wording.count(e.getValue(), e.getKey()))
                                .toList(),
                        8),
                String.join(", ", traits),
                findings.on(Subject.Kind.NETWORK, network.id())
                        .filter(Finding::isOpen)
                        .limit(1)
                        .map(Tag::of)
                        .toList());
    }

    private List<Member> members(Network network, Snapshot snapshot) {
        return on(network, snapshot).stream()
                .map(s -> new Member(
                        Wording.name(s.name()),
                        "/services/" + FindingRow.encode(s.id()),
                        kind(s, snapshot),
                        s.networks().stream()
                                .filter(n -> n.networkId().equals(network.id()))
                                .flatMap(n -> n.aliases().stream())
                                .map(Wording::name)
                                .reduce((a, b) -> a + ", " + b)
                                .orElse(""),
                        snapshot.runningTasks(s.id()) + " of " + snapshot.desiredTasks(s)))
                .toList();
    }

    private String kind(Service service, Snapshot snapshot) {
        Analysis analysis = view.analysis();
        ServiceProfile.Kind kind = analysis.profile(service, snapshot).kind();
        return kind == ServiceProfile.Kind.OTHER
                ? "other service"
                : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<Service> on(Network network, Snapshot snapshot) {
        return snapshot.services().stream()
                .filter(s -> s.networks().stream().anyMatch(n -> n.networkId().equals(network.id()))
                        || s.virtualIps().containsKey(network.id()))
                .sorted(Comparator.comparing(Service::name))
                .toList();
    }
}
