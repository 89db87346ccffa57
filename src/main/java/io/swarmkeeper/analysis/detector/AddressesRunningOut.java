package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.AddressUse;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An overlay whose subnet fills up. When it is full, tasks stay {@code new} without a word. */
final class AddressesRunningOut implements Detector {

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
        return EnumSet.of(Part.NODES, Part.SERVICES, Part.TASKS, Part.NETWORKS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Map<String, AddressUse> uses = AddressUse.of(situation.snapshot());
        List<Observation> seen = new ArrayList<>();
        for (Network network : situation.snapshot().networks()) {
            AddressUse use = uses.get(network.id());
            if (!network.isOverlay() || use == null || !use.isInUse()) {
                continue;
            }
            if (network.subnets().isEmpty()) {
                seen.add(noSubnet(network, use, situation));
                continue;
            }
            if (use.size().isEmpty()) {
                continue;
            }
            long size = use.size().getAsLong();
            boolean critical = use.used() * 100 >= size * criticalPercent;
            if (critical || use.used() * 100 > size * warningPercent) {
                seen.add(filling(network, use, size, critical, situation));
            }
        }
        return seen;
    }

    private Observation filling(Network network, AddressUse use, long size, boolean critical, Situation situation) {
        String name = Words.name(network.name());
        boolean full = use.used() >= size;
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
                                        use.used(),
                                        size,
                                        Words.list(network.subnets()),
                                        Quantities.percent(use.used(), size),
                                        Quantities.count(use.tasks(), "task"),
                                        Quantities.count(use.services(), "service"),
                                        Quantities.count(use.nodes(), "node"),
                                        use.own(),
                                        full ? " Further tasks stay new, without an error." : ""))
                .with("subnets", network.subnets())
                .with("addresses", size)
                .with("needed", use.used())
                .with("tasks", use.tasks())
                .with("services", use.services())
                .with("nodes", use.nodes());
    }

    private Observation noSubnet(Network network, AddressUse use, Situation situation) {
        return situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        network,
                        "Network %s has no addresses at all".formatted(Words.name(network.name())),
                        "The engine could not allot it a subnet, mostly because the one asked for overlaps another; tasks on it stay new, without an error.")
                .with("subnets", List.of())
                .with("addresses", 0L)
                .with("needed", use.used())
                .lasting(situation.now(), UNTIL_ALLOTTED);
    }
}
