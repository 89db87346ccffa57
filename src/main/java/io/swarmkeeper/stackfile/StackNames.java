package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import java.util.Optional;

/** What a file's networks, volumes, secrets and configs are called in the Swarm, once deployed as that stack. */
record StackNames(StackFile file, String stack) {

    String real(String section, String key) {
        Optional<MapView> declared = file.declaration(section, key);
        Optional<String> name = declared.flatMap(m -> file.reader().text(m, "name"))
                .or(() -> declared.flatMap(m -> m.find("external").map(Field::value))
                        .flatMap(v ->
                                v instanceof Mapping e ? file.reader().text(MapView.of(e), "name") : Optional.empty()))
                .filter(n -> !n.isEmpty());
        return name.orElse(file.isExternal(section, key) ? key : stack + "_" + key);
    }
}
