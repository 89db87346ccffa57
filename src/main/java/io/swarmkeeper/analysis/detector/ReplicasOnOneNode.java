package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Task;
import java.util.List;
import java.util.Optional;

/** Several replicas that all go with one node. Not said where there is only one node to run on. */
final class ReplicasOnOneNode extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.REPLICAS_ON_ONE_NODE;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        boolean several = service.mode() instanceof Mode.Replicated(long replicas) && replicas > 1;
        long usable = situation.nodes().stream().filter(Node::takesTasks).count();
        if (!several || usable < 2) {
            return Optional.empty();
        }
        List<String> nodes = situation.snapshot().tasksOf(service.id()).stream()
                .filter(Task::isRunning)
                .flatMap(t -> t.nodeId().stream())
                .toList();
        if (nodes.size() < 2 || nodes.stream().distinct().count() > 1) {
            return Optional.empty();
        }
        String node = situation
                .snapshot()
                .findNode(nodes.getFirst())
                .map(Node::hostname)
                .orElse(nodes.getFirst());
        long allowed =
                situation.allowed(service).stream().filter(Node::takesTasks).count();
        String advice = allowed > 1
                ? "%d nodes may run it; a restart of its tasks would spread them.".formatted(allowed)
                : "Its constraints allow no other node that takes tasks.";
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        "All tasks of %s are on %s".formatted(Words.name(service.name()), Words.name(node)),
                        "%d tasks run, all on %s: they go down together. %s"
                                .formatted(nodes.size(), Words.name(node), advice))
                .with("runningTasks", (long) nodes.size())
                .with("node", node)
                .with("allowedNodes", allowed));
    }
}
