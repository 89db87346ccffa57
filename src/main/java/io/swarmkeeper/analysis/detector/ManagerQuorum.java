package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Node.Reachability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Managers decide by majority: of N, (N-1)/2 may be lost (Docker's administration guide). Two bear no loss at all, and
 * an even number bears no more than one less would.
 */
final class ManagerQuorum implements Detector {

    @Override
    public FindingCode code() {
        return FindingCode.MANAGER_QUORUM;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Node> managers = situation.nodes().stream().filter(Node::isManager).toList();
        int all = managers.size();
        int nodes = situation.nodes().size();
        long reachable = managers.stream()
                .filter(n -> n.manager()
                        .map(m -> m.reachability() == Reachability.REACHABLE)
                        .orElse(false))
                .count();
        int quorum = all / 2 + 1;
        String title;
        String explanation;
        if (all >= 3 && reachable <= quorum) {
            title = "The managers would not survive losing one more";
            explanation = "%d of %d managers are reachable and %d are needed to decide anything."
                    .formatted(reachable, all, quorum);
        } else if (all == 1 && nodes > 2) {
            title = "One manager holds the whole Swarm";
            explanation = "1 of %d nodes is a manager: if it is lost, tasks run on but nothing can be changed or moved."
                    .formatted(nodes);
        } else if (all == 2) {
            title = "Two managers are worse than one";
            explanation =
                    "Both of 2 managers are needed to decide anything, so losing either stops the Swarm's control.";
        } else if (all % 2 == 0 && nodes > 2) {
            title = "An even number of managers adds no safety";
            explanation = "%d managers survive the loss of %d, as %d would; %d would survive %d."
                    .formatted(all, (all - 1) / 2, all - 1, all + 1, all / 2);
        } else {
            return List.of();
        }
        return List.of(situation
                .observe(code(), Severity.CRITICAL, title, explanation)
                .with("managers", (long) all)
                .with("reachable", reachable)
                .with("needed", (long) quorum)
                .with("mayBeLost", Math.max(0, reachable - quorum))
                .with("nodes", (long) nodes));
    }
}
