package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.ServiceUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A service as lists show it. Resources that are not set are empty strings.
 *
 * @param image without digest; {@code fullImage} is the reference as the spec has it
 * @param tasks running of wanted, e.g. {@code 2 of 3}
 * @param cpuUsed now, all tasks together; {@code -} if nobody measured it
 * @param memoryUsed now, by the largest task; likewise
 * @param memoryPeak the most one task needed in seven days; likewise
 * @param worst tag of its worst open finding; empty list if there is none
 */
record ServiceRow(
        String id,
        String name,
        String fullName,
        String stack,
        String image,
        String fullImage,
        String mode,
        String tasks,
        Tag state,
        String cpuHeld,
        String cpuLimit,
        String memoryHeld,
        String memoryLimit,
        String cpuUsed,
        String memoryUsed,
        String memoryPeak,
        String placement,
        String networks,
        List<Tag> worst,
        long findings) {

    static ServiceRow of(Service service, Snapshot snapshot, Findings findings, Measurements measurements) {
        List<Finding> open = findings.on(Subject.Kind.SERVICE, service.id())
                .filter(Finding::isOpen)
                .toList();
        long running = snapshot.runningTasks(service.id());
        long desired = snapshot.desiredTasks(service);
        Optional<ServiceUse> use = measurements.service(service.id());
        Resources held = service.template().reservations();
        Resources limits = service.template().limits();
        return new ServiceRow(
                service.id(),
                Wording.name(service.shortName()),
                Wording.name(service.name()),
                Wording.clip(service.stack().orElse(""), 60),
                Wording.image(service.template().image()),
                Wording.clip(service.template().image(), 400),
                mode(service),
                running + " of " + desired,
                state(service, running, desired),
                cpu(held),
                cpu(limits),
                memory(held),
                memory(limits),
                Measured.cores(use.flatMap(ServiceUse::cores)),
                Measured.bytes(use.flatMap(ServiceUse::memoryBytes)),
                use.flatMap(ServiceUse::peak)
                        .map(p -> Quantities.bytes(p.lowerBytes()))
                        .orElse(Measured.UNKNOWN),
                Wording.clip(placement(service.template().placement()), 160),
                Wording.clip(networks(service, snapshot), 160),
                open.stream()
                        .map(Finding::severity)
                        .min(Severity::compareTo)
                        .map(s -> List.of(Tag.of(s)))
                        .orElse(List.of()),
                open.size());
    }

    static String cpu(Resources resources) {
        return resources.hasCpu() ? Quantities.cores(resources.cpuNano()) : "";
    }

    static String memory(Resources resources) {
        return resources.hasMemory() ? Quantities.bytes(resources.memoryBytes()) : "";
    }

    static String mode(Service service) {
        return switch (service.mode()) {
            case Service.Mode.Replicated(long replicas) -> Wording.count(replicas, "replica");
            case Service.Mode.Global() -> "one on every node";
            case Service.Mode.ReplicatedJob(long concurrent, long total) -> "job, " + total + " runs";
            case Service.Mode.GlobalJob() -> "job on every node";
        };
    }

    static Tag state(Service service, long running, long desired) {
        Tag updating = service.updateStatus()
                .map(u -> switch (u.state()) {
                    case UPDATING -> new Tag("info", "updating");
                    case PAUSED -> new Tag("bad", "update paused");
                    case ROLLBACK_STARTED -> new Tag("warn", "rolling back");
                    case ROLLBACK_PAUSED -> new Tag("bad", "rollback paused");
                    case COMPLETED, ROLLBACK_COMPLETED, UNKNOWN -> new Tag("", "");
                })
                .orElse(new Tag("", ""));
        if (!updating.word().isEmpty()) {
            return updating;
        }
        if (service.isJob()) {
            return new Tag("info", "job");
        }
        if (desired == 0) {
            return new Tag("wait", "scaled to none");
        }
        if (running == 0) {
            return new Tag("bad", "down");
        }
        return running < desired ? new Tag("bad", "short") : new Tag("good", "running");
    }

    static String placement(Placement placement) {
        List<String> parts = new ArrayList<>(placement.constraints());
        placement.preferences().forEach(p -> parts.add("spread over " + p));
        if (placement.maxReplicasPerNode() > 0) {
            parts.add("at most " + placement.maxReplicasPerNode() + " per node");
        }
        return String.join("; ", parts);
    }

    private static String networks(Service service, Snapshot snapshot) {
        return String.join(
                ", ",
                service.networks().stream()
                        .map(a -> snapshot.findNetwork(a.networkId())
                                .map(Network::name)
                                .orElse(a.networkId()))
                        .toList());
    }
}
