package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** An image reference that may mean something else tomorrow: every restart pulls it anew, on each node for itself. */
final class MutableImageTag extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.MUTABLE_IMAGE_TAG;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES);
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        String image = service.template().image();
        ImageReference reference = ImageReference.parse(image);
        // A task may also name an image by its bare id, which cannot change either.
        if (image.isEmpty() || reference.isPinned() || image.startsWith("sha256:")) {
            return Optional.empty();
        }
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.INFO,
                        service,
                        "%s may run another build after its next restart".formatted(Words.name(service.name())),
                        "Image %s has no digest: what the tag means may change, and each node pulls for itself."
                                .formatted(Words.name(reference.shortForm())))
                .with("image", image)
                .with("tag", reference.tag().orElse("latest")));
    }
}
