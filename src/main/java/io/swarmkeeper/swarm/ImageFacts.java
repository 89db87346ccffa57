package io.swarmkeeper.swarm;

import java.util.List;
import java.util.Optional;

/**
 * What an image brings along that no service spec shows. Known only where the connected engine holds the image.
 *
 * @param healthCheck the image's own HEALTHCHECK
 * @param volumes paths the image declares as VOLUME
 */
public record ImageFacts(
        Optional<TaskTemplate.HealthCheck> healthCheck, List<String> volumes, List<String> exposedPorts) {
    public ImageFacts {
        volumes = List.copyOf(volumes);
        exposedPorts = List.copyOf(exposedPorts);
    }
}
