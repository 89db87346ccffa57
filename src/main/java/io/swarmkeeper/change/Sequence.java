package io.swarmkeeper.change;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the phases of a change judge alike. */
final class Sequence {

    private Sequence() {}

    /** When the work on it began: what happened to the Swarm before is not its doing. */
    static Instant began(Change change) {
        return change.timeline().stream()
                .filter(m -> m.state() == ChangeState.APPLYING)
                .map(Change.Moment::at)
                .findFirst()
                .orElse(change.requestedAt());
    }

    /** More than the engine may fairly take for this spec, within our own limits. */
    static boolean pastDeadline(Work work, Instant since, String spec, int nodes) {
        Duration fair = work.settings().deadline().plus(Specs.rollOut(spec, nodes));
        Duration most = work.settings().deadlineMax();
        Duration limit = fair.compareTo(most) < 0 ? fair : most;
        return work.clock().instant().isAfter(since.plus(limit));
    }

    /** False if the node's engine cannot report the end of a task any more. */
    static boolean answers(Optional<Snapshot> snapshot, String nodeId) {
        return snapshot.flatMap(s -> s.findNode(nodeId))
                .map(n -> n.state() == Node.State.READY)
                .orElse(false);
    }

    /** Wanted and not yet taken up by a node; a write that does not replace it would strand it (pitfalls 0.2). */
    static boolean waitsForNode(Task task) {
        return task.isWanted()
                && switch (task.state()) {
                    case NEW, ALLOCATED, PENDING, ASSIGNED -> true;
                    case ACCEPTED, PREPARING, READY, STARTING, RUNNING -> false;
                    case COMPLETE, SHUTDOWN, FAILED, REJECTED, REMOVE, ORPHANED -> false;
                };
    }
}
