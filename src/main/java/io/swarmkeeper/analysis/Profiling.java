package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises services. The image's name decides, then the service's own; a database's exporter, admin page or client is
 * not the database.
 */
final class Profiling {

    static final String ROLE_LABEL = "swarmkeeper.role";

    private Profiling() {}

    static ServiceProfile profile(Service service, Optional<ImageFacts> image) {
        ImageReference reference = ImageReference.parse(service.template().image());
        List<String> imageWords = ImageReference.words(lastTwoParts(reference.repository()));
        List<String> nameWords = ImageReference.words(service.shortName());
        Kind kind = Kinds.of(reference.words(), imageWords, nameWords);
        return new ServiceProfile(
                kind,
                StateSigns.of(service, reference, nameWords, image),
                RunsOnce.sign(service.template(), reference.words(), nameWords),
                critical(service.labels(), kind),
                service.labels().containsKey(ROLE_LABEL));
    }

    private static boolean critical(Map<String, String> labels, Kind kind) {
        String label =
                labels.getOrDefault(ServiceProfile.CRITICAL_LABEL, "").strip().toLowerCase(Locale.ROOT);
        return switch (label) {
            case "true" -> true;
            case "false" -> false;
            // The plan counts Redis among its critical services, so stores beside databases count as well.
            default -> kind == Kind.GATEWAY || kind.holdsData();
        };
    }

    /** {@code mcp/postgres} of {@code registry.example/mcp/postgres}: the owner tells an MCP server from a database. */
    private static String lastTwoParts(String repository) {
        int last = repository.lastIndexOf('/');
        return last < 0 ? repository : repository.substring(repository.lastIndexOf('/', last - 1) + 1);
    }
}
