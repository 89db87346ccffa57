package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes that nobody measures: neither a node exporter nor Swarmkeeper's own agent runs there. */
final class NoNodeExporter implements Detector {

    private final Set<String> images;
    private final Duration after;

    /**
     * @param images names of images, without registry and tag, that measure the node they run on
     * @param after how long an agent may be silent
     */
    NoNodeExporter(Set<String> images, Duration after) {
        this.images = Set.copyOf(images);
        this.after = after;
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
        List<Node> nodes = Eyes.meant(situation.nodes());
        List<String> unmeasured = nodes.stream()
                .filter(n -> !measured.contains(n.id()) && !situation.eyes().areOn(n))
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
                        "No node exporter runs on %s, and no agent of Swarmkeeper is heard there (%d of %d nodes)."
                                .formatted(Words.list(unmeasured), unmeasured.size(), nodes.size()))
                .with("nodes", unmeasured)
                .with("ofNodes", (long) nodes.size())
                .lasting(situation.now(), after));
    }

    private boolean measures(Service service) {
        return images.contains(ImageReference.parse(service.template().image()).name());
    }
}
