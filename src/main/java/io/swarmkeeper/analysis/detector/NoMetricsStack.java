package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Nobody collects metrics: no service runs an image of Prometheus or one of its kind. */
final class NoMetricsStack implements Detector {

    private final Set<String> images;

    /** @param images names of images, without registry and tag, that collect metrics */
    NoMetricsStack(Set<String> images) {
        this.images = Set.copyOf(images);
    }

    @Override
    public FindingCode code() {
        return FindingCode.NO_METRICS_STACK;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        boolean there = situation.services().stream().anyMatch(s -> situation.isAwake(s) && collects(s));
        if (there) {
            return List.of();
        }
        return List.of(situation
                .observe(
                        code(),
                        Severity.WARNING,
                        "Nobody collects metrics",
                        "None of the %d services is a Prometheus or of its kind, so nobody can say what was normal yesterday."
                                .formatted(situation.services().size()))
                .with("services", (long) situation.services().size())
                .with("lookedFor", images.stream().sorted().toList()));
    }

    private boolean collects(Service service) {
        return images.contains(ImageReference.parse(service.template().image()).name());
    }
}
