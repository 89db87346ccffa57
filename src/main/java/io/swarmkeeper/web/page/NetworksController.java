package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.AddressUse;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.Flow;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
     * @param addressesFor what needs them, e.g. {@code 9 tasks, 3 nodes and 3 of its own}
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
            Bar addresses,
            String addressesFor,
            List<Tag> tags) {}

    /** A service on the network. */
    record Member(String name, String href, String kind, String aliases, String tasks) {}

    @GetMapping("/networks")
    String networks(Model model) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        List<Network> overlays = overlays(snapshot, findings);
        Map<String, AddressUse> addresses = AddressUse.of(snapshot);
        List<Finding> open = findings.open().stream()
                .filter(f -> f.code().phase() == Phase.NETWORK)
                .toList();
        model.addAttribute("findings", view.rows(open.stream()));
        model.addAttribute(
                "networks",
                overlays.stream()
                        .map(n -> row(n, snapshot, findings, addresses))
                        .toList());
        model.addAttribute("headline", headline(overlays, open));
        Measurements measurements = view.measurements();
        model.addAttribute("eyes", Eyes.of(measurements));
        model.addAttribute("latency", LatencyMap.of(measurements.latencies(), snapshot, view.now()));
        flows(model, measurements.flows(), snapshot);
        model.addAttribute("covered", FlowRow.covered(measurements.coverage()));
        return "networks/list";
    }

    private void flows(Model model, List<Flow> flows, Snapshot snapshot) {
        model.addAttribute("flows", FlowRow.of(flows, snapshot, view.now()));
        model.addAttribute("flowCount", flows.size());
        model.addAttribute("map", FlowMap.of(flows, FlowRow.hrefs(snapshot), FlowRow.shortNames(snapshot), view.now()));
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
        model.addAttribute("network", row(network, snapshot, findings, AddressUse.of(snapshot)));
        model.addAttribute(
                "headline",
                open.isEmpty()
                        ? Wording.name(network.name())
                        : Wording.clip(open.getFirst().title(), 240));
        model.addAttribute("findings", view.rows(open.stream()));
        model.addAttribute("members", members(network, snapshot));
        model.addAttribute("created", view.when(network.createdAt()));
        Measurements measurements = view.measurements();
        model.addAttribute("eyes", Eyes.of(measurements));
        flows(
                model,
                measurements.flows().stream()
                        .filter(f -> f.networkId().equals(Optional.of(network.id())))
                        .toList(),
                snapshot);
        return "networks/detail";
    }

    /** Those with findings first. */
    private static List<Network> overlays(Snapshot snapshot, Findings findings) {
        return snapshot.networks().stream()
                .filter(Network::isOverlay)
                .sorted(Comparator.comparing((Network n) -> !hasFindings(n, findings))
                        .thenComparing(Network::ingress)
                        .thenComparing(Network::name))
                .toList();
    }

    private static boolean hasFindings(Network network, Findings findings) {
        return findings.on(Subject.Kind.NETWORK, network.id()).anyMatch(Finding::isOpen);
    }

    private static String headline(List<Network> overlays, List<Finding> open) {
        return open.stream()
                .findFirst()
                .map(f -> Wording.clip(f.title(), 240))
                .orElse(
                        overlays.isEmpty()
                                ? "No overlay network yet"
                                : Wording.sentence(Wording.count(overlays.size(), "overlay network"))
                                        + ", nothing found on them");
    }

    private Row row(Network network, Snapshot snapshot, Findings findings, Map<String, AddressUse> addresses) {
        List<Service> on = on(network, snapshot);
        long tasks = on.stream()
                .mapToLong(s -> snapshot.tasksOf(s.id()).stream()
                        .filter(Task::isRunning)
                        .count())
                .sum();
        Map<String, Integer> kinds = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
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
        AddressUse use = addresses.getOrDefault(network.id(), new AddressUse(0, 0, 0, 0, OptionalLong.empty()));
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
                Bar.addresses(use.used(), use.size()),
                neededFor(use),
                findings.on(Subject.Kind.NETWORK, network.id())
                        .filter(Finding::isOpen)
                        .limit(1)
                        .map(Tag::of)
                        .toList());
    }

    private static String neededFor(AddressUse use) {
        List<String> parts = new ArrayList<>();
        if (use.tasks() > 0) {
            parts.add(Wording.count(use.tasks(), "task"));
        }
        if (use.services() > 0) {
            parts.add(Wording.count(use.services(), "virtual address"));
        }
        if (use.nodes() > 0) {
            parts.add(Wording.count(use.nodes(), "node"));
        }
        parts.add(use.own() + " of its own");
        return Wording.list(parts, 4);
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
        return view.analysis().profile(service, snapshot).kind().words();
    }

    private static List<Service> on(Network network, Snapshot snapshot) {
        return snapshot.services().stream()
                .filter(s -> s.networks().stream().anyMatch(n -> n.networkId().equals(network.id()))
                        || s.virtualIps().containsKey(network.id()))
                .sorted(Comparator.comparing(Service::name))
                .toList();
    }
}
