package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A node that its managers no longer hear. One they have not heard yet, after an election, is undecided. */
final class NodeDown implements Detector {

    @Override
    public FindingCode code() {
        return FindingCode.NODE_DOWN;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Observation> seen = new ArrayList<>();
        for (Node node : situation.nodes()) {
            switch (node.state()) {
                case READY -> {}
                case DOWN, DISCONNECTED -> seen.add(down(node, situation));
                case UNKNOWN ->
                    seen.add(situation
                            .observe(
                                    code(),
                                    Severity.CRITICAL,
                                    node,
                                    Words.name(node.hostname()) + " may be down",
                                    "Its managers have not heard from it since they last elected a leader.")
                            .with("state", "unknown")
                            .undecided());
            }
        }
        return seen;
    }

    private Observation down(Node node, Situation situation) {
        long tasks = situation.snapshot().tasksOn(node.id()).stream()
                .filter(t -> t.state().holdsResources())
                .map(Task::id)
                .count();
        return situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        node,
                        Words.name(node.hostname()) + " is down",
                        "Its managers do not hear it%s. %s known to run there %s being replaced on other nodes where that is possible."
                                .formatted(
                                        node.stateMessage().isEmpty()
                                                ? ""
                                                : " (" + Words.text(node.stateMessage()) + ")",
                                        Quantities.count(tasks, "task"),
                                        tasks == 1 ? "is" : "are"))
                .with("state", node.state() == Node.State.DOWN ? "down" : "disconnected")
                .with("message", Words.text(node.stateMessage()))
                .with("tasks", tasks)
                .with("manager", node.isManager())
                .lasting(node.updatedAt(), Duration.ZERO);
    }
}
