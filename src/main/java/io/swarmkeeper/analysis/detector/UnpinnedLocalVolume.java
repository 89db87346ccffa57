package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Data that stays behind when its task moves. The scheduler does not look at volumes: a task that lands on another node
 * gets a new, empty one of the same name. A volume without a name is worse: every new task starts empty, on any node.
 * Not said of global services, whose tasks do not move, and not in a Swarm of one node.
 */
final class UnpinnedLocalVolume extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.UNPINNED_LOCAL_VOLUME;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        boolean everywhere = service.mode() instanceof Mode.Global || service.mode() instanceof Mode.GlobalJob;
        if (everywhere) {
            return Optional.empty();
        }
        List<String> nameless = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (Mount mount : service.template().mounts()) {
            if (HostPaths.isStorage(mount) && HostPaths.isOnNode(mount)) {
                if (mount.source().isEmpty()) {
                    nameless.add(mount.target());
                } else {
                    places.add((mount.isBind() ? "host path " : "volume ") + mount.source());
                }
            }
        }
        boolean movable =
                situation.nodes().size() > 1 && situation.pinnedTo(service).isEmpty() && !places.isEmpty();
        if (!movable && nameless.isEmpty()) {
            return Optional.empty();
        }
        boolean stateful = situation.profile(service).statefulByNature();
        String name = Words.name(service.name());
        List<String> nodes = runningOn(service, situation);
        String where = nodes.isEmpty() ? "the node it last ran on" : Words.list(nodes);
        Observation seen = movable
                ? situation.observe(
                        code(),
                        stateful ? Severity.CRITICAL : Severity.WARNING,
                        service,
                        name + " would start empty on another node",
                        "It writes to %s on %s, and no constraint keeps it there: %d nodes may run it."
                                .formatted(
                                        Words.list(places),
                                        where,
                                        situation.allowed(service).size()))
                : situation.observe(
                        code(),
                        stateful ? Severity.CRITICAL : Severity.WARNING,
                        service,
                        name + " starts empty with every new task",
                        "It writes to a volume without a name at %s: each new task gets a new one, on the same node too."
                                .formatted(Words.list(nameless)));
        return Optional.of(seen.with("places", places)
                .with("namelessAt", nameless)
                .with("stateful", stateful)
                .with("nodes", nodes)
                .with("allowedNodes", (long) situation.allowed(service).size())
                .with("constraints", service.template().placement().constraints()));
    }

    private static List<String> runningOn(Service service, Situation situation) {
        return situation.snapshot().tasksOf(service.id()).stream()
                .filter(Task::isRunning)
                .flatMap(t -> t.nodeId().flatMap(situation.snapshot()::findNode).stream())
                .map(Node::hostname)
                .distinct()
                .sorted()
                .toList();
    }
}
