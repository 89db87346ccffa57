package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** The secrets or configs that a service gets as files. Their contents stay in the Swarm: the file names them only. */
final class FileReferences {

    private final Declared declared;
    private final BiConsumer<String, String> tell;

    /** @param tell path and what follows */
    FileReferences(Declared declared, BiConsumer<String, String> tell) {
        this.declared = declared;
        this.tell = tell;
    }

    /** @param noun {@code Secret} or {@code Config}, as the members of the spec begin */
    void writeTo(Written service, String field, List<Taken> references, String noun, String path) {
        List<Meaning.Fields> written = new ArrayList<>();
        String before = "";
        for (Taken reference : references) {
            String name = reference.text(noun + "Name");
            reference.drop(noun + "ID"); // a deploy looks it up by the name
            if (name.compareTo(before) < 0) {
                tell.accept(path, "A deploy puts them in the order of their names: the tasks are replaced");
            }
            before = name;
            if (reference.has("Runtime")) {
                reference.drop("Runtime"); // what credential_spec brings
                continue;
            }
            Written entry = new Written().text("source", declared.external(name));
            reference.object("File").ifPresent(f -> {
                entry.text("target", f.text("Name"));
                entry.text("uid", f.text("UID"));
                entry.text("gid", f.text("GID"));
                mode(entry, f.number("Mode"));
            });
            written.add(entry.build());
        }
        service.items(field, written);
    }

    private static void mode(Written entry, OptionalLong mode) {
        long bits = mode.orElse(0);
        entry.put(
                "mode",
                new Meaning.Text(bits >= 0 && bits <= 0777 ? "0%o".formatted(bits) : Long.toString(bits), false));
    }
}
