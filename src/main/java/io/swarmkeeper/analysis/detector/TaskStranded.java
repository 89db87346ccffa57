package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task that waits although a node would take it. The scheduler forgets a pending task whose service was touched
 * meanwhile (reference: swarm pitfalls 0.2), and only a forced update helps. The scheduler acts within a second, so that
 * it would fit and still waits must have been seen for a while; the engine keeps no time for that.
 */
final class TaskStranded extends PerService {

    private final Duration after;

    TaskStranded(Duration after) {
        this.after = after;
    }

    @Override
    public FindingCode code() {
        return FindingCode.TASK_STRANDED;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        List<Task> pending = situation.snapshot().tasksOf(service.id()).stream()
                .filter(t -> t.state() == Task.State.PENDING && t.isWanted())
                .toList();
        if (pending.isEmpty()) {
            return Optional.empty();
        }
        List<String> nodes = new ArrayList<>();
        long stranded = 0;
        String frozen = "";
        for (Task task : pending) {
            Demand demand = Demand.of(service, situation.snapshot()).withReservations(task.reservations());
            List<String> wouldTake = wouldTake(task, demand, situation);
            if (!wouldTake.isEmpty()) {
                stranded++;
                frozen = frozen.isEmpty() ? task.error() : frozen;
                wouldTake.stream().filter(n -> !nodes.contains(n)).forEach(nodes::add);
            }
        }
        if (stranded == 0) {
            return Optional.empty();
        }
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        Words.name(service.name()) + " has a task that would fit but is never placed",
                        "%s pending although %s would take it; the scheduler has lost sight of it. Its last words: %s"
                                .formatted(
                                        Quantities.count(stranded, "task") + (stranded == 1 ? " is" : " are"),
                                        Words.list(nodes),
                                        frozen.isEmpty() ? "none" : Words.text(frozen)))
                .with("pendingTasks", stranded)
                .with("nodesThatWouldTakeIt", nodes)
                .with("frozenError", Words.text(frozen))
                .lasting(situation.now(), after));
    }

    private static List<String> wouldTake(Task task, Demand demand, Situation situation) {
        Optional<Node> chosen = task.nodeId().flatMap(situation.snapshot()::findNode);
        if (chosen.isPresent()) {
            // A global service's task waits for its own node.
            return situation.simulation().obstacle(demand, chosen.get().id()).isEmpty()
                    ? List.of(chosen.get().hostname())
                    : List.of();
        }
        return situation.simulation().fitting(demand).stream()
                .map(Node::hostname)
                .toList();
    }
}
