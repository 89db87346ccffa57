package io.swarmkeeper.cli;

import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.Variables;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Fetches stack files and what belongs to them from disk. */
final class StackFiles {

    private StackFiles() {}

    /**
     * @param environment of this process; it wins over the file of variables
     * @throws UsageException with the path, and the place in it where there is one
     */
    static StackFile read(String name, Optional<String> environmentFile, Map<String, String> environment) {
        Path path = NamedFile.path(name);
        Variables variables = Variables.of(environment);
        if (environmentFile.isPresent()) {
            variables = with(variables, environmentFile.get());
        }
        byte[] bytes = bytes(path);
        try {
            return StackFile.parse(
                    bytes, Optional.ofNullable(path.toAbsolutePath().getParent()), variables);
        } catch (StackFileException e) {
            throw new UsageException(
                    "%s:%d:%d: %s".formatted(name, e.place().line(), e.place().column(), e.getMessage()));
        }
    }

    private static Variables with(Variables variables, String name) {
        try {
            return variables.withFile(new String(bytes(NamedFile.path(name)), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new UsageException("%s: %s".formatted(name, e.getMessage()));
        }
    }

    private static byte[] bytes(Path path) {
        return NamedFile.bytes(path, "a file", ":1:1: the file", YamlFile.MOST_BYTES);
    }
}
