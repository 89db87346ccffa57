package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Volume;
import io.swarmkeeper.swarm.Volume.Use;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One local volume's name used by several tasks. On different nodes that is a different, unrelated volume each; on one
 * node it is two writers. A global service has one task and one volume per node, which is what it is for. Host paths
 * count only for services that are stateful by nature: the path may be a network mount, which only its owner knows, but
 * two databases on one directory are wrong anywhere.
 */
final class SharedLocalVolume implements Detector {

    @Override
    public FindingCode code() {
        return FindingCode.SHARED_LOCAL_VOLUME;
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Observation> seen = new ArrayList<>();
        for (Volume volume : situation.snapshot().volumes()) {
            boolean nameless = volume.kind().equals("volume") && volume.name().contains(":");
            boolean onNode = volume.isLocalVolume() && !HostPaths.isNetworked(volume.driverOptions());
            boolean hostPath = volume.kind().equals("bind") && !HostPaths.isSystem(volume.name());
            if (!nameless && (onNode || hostPath)) {
                judge(volume, hostPath, situation).ifPresent(seen::add);
            }
        }
        return seen;
    }

    private Optional<Observation> judge(Volume volume, boolean hostPath, Situation situation) {
        Set<Service> users = new LinkedHashSet<>();
        Set<Service> writers = new LinkedHashSet<>();
        Set<String> nodes = new LinkedHashSet<>();
        for (Use use : volume.uses()) {
            Optional<Service> service =
                    situation.snapshot().findService(use.serviceId()).filter(situation::isAwake);
            if (service.isPresent()) {
                users.add(service.get());
                if (!use.readOnly()) {
                    writers.add(service.get());
                }
                if (!isGlobal(service.get())) {
                    nodes.addAll(use.nodeIds());
                }
            }
        }
        if (hostPath) {
            writers.removeIf(s -> !situation.profile(s).statefulByNature());
        }
        String why = why(users, writers, nodes, hostPath, situation);
        if (why.isEmpty()) {
            return Optional.empty();
        }
        String name = Words.name(volume.name());
        List<String> names = users.stream().map(Service::name).toList();
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        volume,
                        "%s %s is used by more than one task".formatted(hostPath ? "Host path" : "Volume", name),
                        why)
                .with("services", names)
                .with("writers", writers.stream().map(Service::name).toList())
                .with("nodes", hostnames(nodes, situation)));
    }

    /** Empty if all is well. */
    private static String why(
            Set<Service> users, Set<Service> writers, Set<String> nodes, boolean hostPath, Situation situation) {
        for (Service writer : writers) {
            if (!isGlobal(writer) && situation.desired(writer) > 1 && atOnce(writer) > 1) {
                return "%s has %d tasks that write to it: on one node they write over each other, on several each has a volume of its own."
                        .formatted(Words.name(writer.name()), situation.desired(writer));
            }
        }
        if (users.size() < 2 || writers.isEmpty()) {
            return "";
        }
        List<Service> movable = users.stream().filter(s -> !isGlobal(s)).toList();
        boolean together = movable.size() < 2
                || situation.nodes().size() == 1
                || movable.stream()
                                        .map(s -> situation.pinnedTo(s).map(Node::id))
                                        .distinct()
                                        .count()
                                == 1
                        && situation.pinnedTo(movable.getFirst()).isPresent();
        String services = Words.list(users.stream().map(Service::name).toList());
        if (!together && !hostPath) {
            return nodes.size() > 1
                    ? "%s use it on %s: volumes of the same name, with nothing in common."
                            .formatted(services, Words.list(hostnames(nodes, situation)))
                    : "%s use it, and nothing keeps them on one node: apart, each would have a volume of its own."
                            .formatted(services);
        }
        return writers.size() > 1
                ? "%s write to it at the same time."
                        .formatted(
                                Words.list(writers.stream().map(Service::name).toList()))
                : "";
    }

    /** How many tasks of the service run side by side. */
    private static long atOnce(Service service) {
        return switch (service.mode()) {
            case Mode.Replicated(long replicas) -> replicas;
            case Mode.ReplicatedJob(long maxConcurrent, long totalCompletions) ->
                Math.min(maxConcurrent == 0 ? totalCompletions : maxConcurrent, totalCompletions);
            case Mode.Global(), Mode.GlobalJob() -> 1;
        };
    }

    private static boolean isGlobal(Service service) {
        return service.mode() instanceof Mode.Global || service.mode() instanceof Mode.GlobalJob;
    }

    private static List<String> hostnames(Set<String> ids, Situation situation) {
        return ids.stream()
                .map(id -> situation.snapshot().findNode(id).map(Node::hostname).orElse(id))
                .sorted()
                .toList();
    }
}
