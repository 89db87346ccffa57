package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.NetworkAttachment;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An overlay whose subnet fills up. Each task takes one address, each service one unless it is DNS round robin, each
 * node with a task one for its load balancer; gateway, network and broadcast address are gone from the start (Mirantis
 * ip-util-check). Containers attached by hand are not in the manager's API and not counted. When it is full, tasks stay
 * {@code new} without a word.
 */
final class AddressesRunningOut implements Detector {

    private static final int TAKEN_FROM_START = 3;

    /** A network just made gets its subnet a moment later. */
    private static final Duration UNTIL_ALLOTTED = Duration.ofSeconds(5);

    private final int warningPercent;
    private final int criticalPercent;

    AddressesRunningOut(int warningPercent, int criticalPercent) {
        this.warningPercent = warningPercent;
        this.criticalPercent = criticalPercent;
    }

    @Override
    public FindingCode code() {
        return FindingCode.ADDRESSES_RUNNING_OUT;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.allOf(Part.class);
    }

    private static final class Use {
        private long tasks;
        private long services;
        private final Set<String> nodes = new HashSet<>();
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Map<String, Use> uses = count(situation);
        List<Observation> seen = new ArrayList<>();
        for (Network network : situation.snapshot().networks()) {
            Use use = uses.get(network.id());
            if (!network.isOverlay() || use == null) {
                continue;
            }
            if (network.subnets().isEmpty()) {
                seen.add(noSubnet(network, use, situation));
                continue;
            }
            OptionalLong size = size(network);
            if (size.isEmpty()) {
                continue;
            }
            long used = use.tasks
                    + use.services
                    + use.nodes.size()
                    + (long) TAKEN_FROM_START * network.subnets().size();
            boolean critical = used * 100 >= size.getAsLong() * criticalPercent;
            if (critical || used * 100 > size.getAsLong() * warningPercent) {
                seen.add(filling(network, use, used, size.getAsLong(), critical, situation));
            }
        }
        return seen;
    }

    private static Map<String, Use> count(Situation situation) {
        Map<String, Use> uses = new HashMap<>();
        for (Service service : situation.services()) {
            boolean vip = !service.endpointMode().equals("dnsrr");
            Set<String> addressed = new HashSet<>(service.virtualIps().keySet());
            service.networks().forEach(n -> addressed.add(n.networkId()));
            if (vip) {
                addressed.forEach(n -> use(uses, n).services++);
            }
        }
        for (Task task : situation.snapshot().tasks()) {
            if (task.state().isTerminal()) {
                continue;
            }
            Set<String> networks = new HashSet<>(task.addresses().keySet());
            situation
                    .snapshot()
                    .findService(task.serviceId())
                    .ifPresent(s -> s.networks().stream()
                            .map(NetworkAttachment::networkId)
                            .forEach(networks::add));
            for (String network : networks) {
                Use use = use(uses, network);
                use.tasks++;
                task.nodeId().ifPresent(use.nodes::add);
            }
        }
        return uses;
    }

    private static Use use(Map<String, Use> uses, String networkId) {
        return uses.computeIfAbsent(networkId, k -> new Use());
    }

    private Observation filling(Network network, Use use, long used, long size, boolean critical, Situation situation) {
        String name = Words.name(network.name());
        boolean full = used >= size;
        return situation
                .observe(
                        code(),
                        critical ? Severity.CRITICAL : Severity.WARNING,
                        network,
                        full
                                ? "Network %s has no address left".formatted(name)
                                : "Network %s is running out of addresses".formatted(name),
                        "%d of %d addresses of %s are needed (%s): %s, %s, %s, and %d of its own.%s"
                                .formatted(
                                        used,
                                        size,
                                        Words.list(network.subnets()),
                                        Quantities.percent(used, size),
                                        Quantities.count(use.tasks, "task"),
                                        Quantities.count(use.services, "service"),
                                        Quantities.count(use.nodes.size(), "node"),
                                        TAKEN_FROM_START * network.subnets().size(),
                                        full ? " Further tasks stay new, without an error." : ""))
                .with("subnets", network.subnets())
                .with("addresses", size)
                .with("needed", used)
                .with("tasks", use.tasks)
                .with("services", use.services)
                .with("nodes", (long) use.nodes.size());
    }

    private Observation noSubnet(Network network, Use use, Situation situation) {
        return situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        network,
                        "Network %s has no addresses at all".formatted(Words.name(network.name())),
                        "The engine could not allot it a subnet, mostly because the one asked for overlaps another; tasks on it stay new, without an error.")
                .with("subnets", List.of())
                .with("addresses", 0L)
                .with("needed", use.tasks + use.services + use.nodes.size())
                .lasting(situation.now(), UNTIL_ALLOTTED);
    }

    /** Sum over the IPv4 subnets; empty if there is none, or one that cannot be read. IPv6 does not run out. */
    private static OptionalLong size(Network network) {
        long size = 0;
        for (String subnet : network.subnets()) {
            if (subnet.contains(":")) {
                continue;
            }
            int slash = subnet.lastIndexOf('/');
            try {
                int prefix = Integer.parseInt(subnet.substring(slash + 1).strip());
                if (slash < 0 || prefix < 0 || prefix > 32) {
                    return OptionalLong.empty();
                }
                size += 1L << (32 - prefix);
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }
}
