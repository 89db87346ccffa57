package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The memory that a service's own command and environment tell its program to take: the heap of a JVM, the buffers of a
 * database. A limit below it is an OOM kill built in.
 *
 * @param bytes the sum of heap, cache and buffers, whatever named them; 0 if nothing does
 * @param literal true if it stands in the file itself: false where a variable or an env_file gives it, whose values are
 *     not told
 */
record NamedMemory(long bytes, boolean literal) {

    private static final long MIB = 1L << 20;

    private static final Pattern BLANK = Pattern.compile("\\s+");

    private static final NamedMemory NONE = new NamedMemory(0, true);

    /** @param options finds the amounts; the same for all services of a file */
    static NamedMemory of(StackService service, MemoryOptions options) {
        TaskTemplate template = service.spec().template();
        List<String> filled = new ArrayList<>(template.environment());
        List<String> words = new ArrayList<>(template.command());
        words.addAll(template.arguments());
        filled.addAll(MemoryOptions.texts(words));
        boolean memcached = ImageReference.parse(template.image()).words().contains("memcached");
        long bytes = options.sum(filled, memcached);
        return bytes == 0 ? NONE : new NamedMemory(bytes, bytes == options.sum(written(service.fields()), memcached));
    }

    /** What the program needs with it: threads, buffers of connections, fragments, a fork that writes. */
    long withHeadroom() {
        return (bytes + bytes / 2 + MIB - 1) / MIB * MIB;
    }

    /** The same texts as they stand in the file, their variables not put in. */
    private static List<String> written(MapView fields) {
        List<String> texts = new ArrayList<>();
        fields.find("environment").ifPresent(f -> {
            if (f.value() instanceof Mapping mapping) {
                MapView.of(mapping)
                        .fields()
                        .forEach(e -> text(e.value()).ifPresent(value -> texts.add(e.name() + "=" + value)));
            } else {
                texts.addAll(items(f.value()));
            }
        });
        List<String> words = new ArrayList<>();
        for (String name : List.of("entrypoint", "command")) {
            fields.find(name)
                    .ifPresent(f -> items(f.value()).forEach(item -> words.addAll(List.of(BLANK.split(item)))));
        }
        texts.addAll(MemoryOptions.texts(words));
        return texts;
    }

    private static List<String> items(YamlNode node) {
        return node instanceof Sequence sequence
                ? sequence.items().stream().flatMap(i -> text(i).stream()).toList()
                : text(node).stream().toList();
    }

    private static Optional<String> text(YamlNode node) {
        return node.meant() instanceof Scalar scalar ? Optional.of(scalar.value()) : Optional.empty();
    }
}
