package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.ImageReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes what came in by variables out of sentences that were made from a service's spec: they say {@code ${NAME}}, as
 * the file does, for the value may be secret.
 */
final class Shown {

    /** @param filled as it stands in sentences */
    private record Part(String filled, String written) {}

    private final List<Part> parts = new ArrayList<>();
    private boolean constraints;

    /** What a sentence may say of that service: its image, its mounts, where it is pinned. */
    Shown(StackService service) {
        image(service).filter(Shown::varies).ifPresent(written -> {
            ImageReference image =
                    ImageReference.parse(service.spec().template().image());
            parts.add(new Part(Words.name(image.shortForm()), written));
            parts.add(new Part(image.name(), written));
        });
        for (PlacedMount mount : service.mounts()) {
            source(mount).filter(Shown::varies).ifPresent(written -> {
                parts.add(new Part(mount.mount().source(), written));
                parts.add(new Part(Words.name(mount.written()), written));
            });
            target(mount).filter(Shown::varies).ifPresent(written -> {
                parts.add(new Part(mount.mount().target(), written));
                parts.add(new Part(Words.name(mount.mount().target()), written));
            });
        }
        placement(service);
        // What the file itself says is no secret.
        parts.removeIf(p -> p.filled().isBlank() || p.written().contains(p.filled()));
        parts.sort(Comparator.comparingInt((Part p) -> p.filled().length()).reversed());
    }

    private void placement(StackService service) {
        List<YamlNode> items = service.deploy()
                .flatMap(d -> d.findMap("placement"))
                .flatMap(p -> p.find("constraints"))
                .flatMap(f -> f.value() instanceof YamlNode.Sequence s ? Optional.of(s.items()) : Optional.empty())
                .orElse(List.of());
        List<String> filled = service.spec().template().placement().constraints();
        for (int i = 0; i < Math.min(items.size(), filled.size()); i++) {
            String[] sides = filled.get(i).split("[=!]=", 2);
            if (items.get(i).meant() instanceof Scalar s && varies(s.value())) {
                String written = s.value();
                constraints = true;
                parts.add(new Part(filled.get(i), written));
                parts.add(new Part(sides[sides.length - 1].strip(), written));
            }
        }
    }

    /** True if a variable is in a constraint: another service must not get what came in by it. */
    boolean variesInConstraints() {
        return constraints;
    }

    /** The sentence with every such value as the file has it. */
    String in(String sentence) {
        String shown = sentence;
        for (Part part : parts) {
            shown = Pattern.compile("(?<![\\w$])" + Pattern.quote(part.filled()) + "(?!\\w)")
                    .matcher(shown)
                    .replaceAll(Matcher.quoteReplacement(part.written()));
        }
        return shown;
    }

    /** The image as the file has it. */
    private static Optional<String> image(StackService service) {
        return service.fields()
                .find("image")
                .flatMap(f -> f.value() instanceof Scalar s ? Optional.of(s.value()) : Optional.empty());
    }

    /** The source of a mount as the file has it; of the short form the whole, if a variable is in it. */
    static Optional<String> source(PlacedMount mount) {
        return part(mount, "source").or(() -> Optional.of(mount.written()));
    }

    private static Optional<String> target(PlacedMount mount) {
        return part(mount, "target");
    }

    private static Optional<String> part(PlacedMount mount, String name) {
        return switch (mount.at().meant()) {
            case Scalar scalar -> Optional.of(scalar.value()).filter(Shown::varies);
            case Mapping mapping ->
                MapView.of(mapping)
                        .find(name)
                        .flatMap(f -> f.value() instanceof Scalar s ? Optional.of(s.value()) : Optional.empty());
            case YamlNode.Sequence _, YamlNode.Alias _ -> Optional.empty();
        };
    }

    static boolean varies(String written) {
        return written.indexOf('$') >= 0;
    }
}
