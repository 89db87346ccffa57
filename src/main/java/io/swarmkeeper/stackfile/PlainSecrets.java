package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.Masking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Passwords and the like that stand in a file's environment as they are. */
final class PlainSecrets {

    private final StackFile file;
    private final Set<YamlNode> told = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<FileFinding> findings = new ArrayList<>();

    PlainSecrets(StackFile file) {
        this.file = file;
    }

    List<FileFinding> check() {
        file.services().forEach(this::check);
        return findings;
    }

    /** Once for all services that get it by an anchor. */
    private void check(StackService service) {
        Optional<YamlNode> environment = service.fields().find("environment").map(Field::value);
        if (environment.isPresent() && environment.get() instanceof Mapping mapping) {
            for (Field field : MapView.of(mapping).fields()) {
                if (field.value() instanceof Scalar value && !value.isNull()) {
                    secret(service, field.key(), field.name(), value.value());
                }
            }
        }
        for (YamlNode item : file.reader().items(service.fields(), "environment")) {
            String line = item.meant() instanceof Scalar scalar ? scalar.value() : "";
            int sign = line.indexOf('=');
            if (sign > 0) {
                secret(service, item, line.substring(0, sign), line.substring(sign + 1));
            }
        }
    }

    /** Only what stands there itself: a variable's value is not in the file. */
    private void secret(StackService service, YamlNode at, String name, String value) {
        if (value.replace("$$", "").contains("$") || !Masking.isEvidentSecret(name, value) || !told.add(at)) {
            return;
        }
        findings.add(new FileFinding(
                FileFault.SECRET_IN_FILE.code(),
                FileFault.SECRET_IN_FILE.severity(),
                file.yaml().place(at),
                service.name(),
                "%s of %s stands in the file".formatted(Words.name(name), Words.name(service.name())),
                "Whoever reads the file or inspects the service reads it. Make it a secret; many images take its path as %s_FILE. At least take it from the environment of the deploy: ${%s}."
                        .formatted(Words.name(name), Words.name(name))));
    }
}
