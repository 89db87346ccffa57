package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code env_file} brings into a service, as docker stack deploy reads it: a value is all behind the sign. */
final class EnvironmentFiles {

    /** @param written as a message may have it: the values come from outside of the stack file, whatever they look like */
    record Line(String value, String written) {}

    private EnvironmentFiles() {}

    /** Values by name, those of the last file win; empty if any of them cannot be read. */
    static Optional<Map<String, Line>> read(StackFile file, StackService service) {
        Map<String, Line> all = new HashMap<>();
        for (YamlNode node : file.environmentFiles(service)) {
            String name = file.reader().text(node);
            if (file.folder().isEmpty() || name.isEmpty()) {
                return Optional.empty();
            }
            Path path = file.folder().get().resolve(name);
            try {
                if (Files.size(path) > YamlFile.MOST_BYTES) {
                    return Optional.empty();
                }
                Files.readString(path, StandardCharsets.UTF_8)
                        .lines()
                        .forEach(l -> add(l.stripLeading(), node, file, all));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }

    private static void add(String line, YamlNode node, StackFile file, Map<String, Line> all) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] parts = line.split("=", 2);
        if (parts.length > 1) {
            all.put(parts[0], new Line(parts[1], "what %s says".formatted(Reader.shown(node))));
        } else {
            String name = parts[0].strip();
            file.reader().variable(name).ifPresent(v -> all.put(name, new Line(v, "${%s}".formatted(name))));
        }
    }
}
