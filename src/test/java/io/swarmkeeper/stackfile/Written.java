package io.swarmkeeper.stackfile;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Stack files out of a test's own text, without neighbours on disk. */
final class Written {

    private Written() {}

    static StackFile file(String text) {
        return file(text, Map.of());
    }

    static StackFile file(String text, Map<String, String> variables) {
        return StackFile.parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(variables));
    }
}
