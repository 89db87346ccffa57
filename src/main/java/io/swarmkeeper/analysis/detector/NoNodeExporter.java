package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Node.Availability;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes that nobody measures: neither a node exporter nor Swarmkeeper's own agent runs there. */
final class NoNodeExporter implements Detector {

    private static final String ROLE = "swarmkeeper.role";

    private final Set<String> images;

    /** @param images names of images, without registry and tag, that measure the node they run on */
    NoNodeExporter(Set<String> images) {
        this.images = Set.copyOf(images);
    }

    @Override
    public FindingCode code() {
        return FindingCode.NO_NODE_EXPORTER;
    }

    @Override
    public List<Observation> detect(Situation situation) {
        Set<String> measured = new HashSet<>();
        for (Service service : situation.services()) {
            if (measures(service)) {
                situation.snapshot().tasksOf(service.id()).stream()
                        .filter(Task::isRunning)
                        .forEach(t -> t.nodeId().ifPresent(measured::add));
            }
        }
        // Draining takes global services away too, so nothing could run there.
        List<Node> nodes = situation.nodes().stream()
                .filter(n -> n.state() == Node.State.READY && n.availability() != Availability.DRAIN)
                .toList();
        List<String> unmeasured = nodes.stream()
                .filter(n -> !measured.contains(n.id()))
                .map(Node::hostname)
                .sorted()
                .toList();
        if (unmeasured.isEmpty()) {
            return List.of();
        }
        return List.of(situation
                .observe(
                        code(),
                        Severity.INFO,
                        unmeasured.size() == 1
                                ? "Nobody measures node " + Words.name(unmeasured.getFirst())
                                : "Nobody measures %d nodes".formatted(unmeasured.size()),
                        "Neither a node exporter nor Swarmkeeper's agent runs on %s (%d of %d nodes)."
                                .formatted(Words.list(unmeasured), unmeasured.size(), nodes.size()))
                .with("nodes", unmeasured)
                .with("ofNodes", (long) nodes.size()));
    }

    private boolean measures(Service service) {
        return service.labels().getOrDefault(ROLE, "").equals("agent")
                || images.contains(
                        ImageReference.parse(service.template().image()).name());
    }
}
