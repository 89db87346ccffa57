package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a service may be told whom to talk to without the stack file showing it. */
final class Unshown {

    /** Words of a variable whose value is nobody to talk to. */
    private static final Set<String> HARMLESS = Set.of(
            "password",
            "passwd",
            "pass",
            "pwd",
            "secret",
            "token",
            "key",
            "user",
            "username",
            "port",
            "tag",
            "version",
            "level",
            "tz",
            "timezone",
            "email",
            "mail",
            "count",
            "size",
            "debug",
            "salt",
            "domain");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)");

    private final Reader reader;
    private final StackService service;

    private Unshown(Reader reader, StackService service) {
        this.reader = reader;
        this.service = service;
    }

    /** The first such place, in words; empty if all that it is told stands in the file. */
    static Optional<String> of(StackService service, Reader reader) {
        Unshown unshown = new Unshown(reader, service);
        MapView fields = service.fields();
        if (fields.find("env_file").isPresent()) {
            return Optional.of("env_file");
        }
        if (!service.spec().template().configs().isEmpty()) {
            return Optional.of("config "
                    + Words.name(service.spec().template().configs().getFirst().name()));
        }
        for (PlacedMount mount : service.mounts()) {
            if (mount.mount().isBind() && !HostPaths.isSystem(mount.written())) {
                return Optional.of("host path " + Words.name(mount.written()));
            }
        }
        for (var secret : service.spec().template().secrets()) {
            if (Needs.isAddress(secret.name()) || Needs.words(secret.name()).contains("env")) {
                return Optional.of("secret " + Words.name(secret.name()));
            }
        }
        return unshown.environment().or(unshown::arguments);
    }

    private Optional<String> environment() {
        YamlNode value = service.fields().find("environment").map(Field::value).orElse(service.key());
        if (value instanceof Mapping mapping) {
            for (Field field : MapView.of(mapping).fields()) {
                if (field.value() instanceof Scalar scalar && (scalar.isNull() || isOpen(scalar, field.name()))) {
                    return Optional.of("the value of " + Words.name(field.name()));
                }
            }
        }
        for (YamlNode item : reader.items(service.fields(), "environment")) {
            if (item.meant() instanceof Scalar scalar) {
                int equals = scalar.value().indexOf('=');
                String key = equals < 0 ? scalar.value() : scalar.value().substring(0, equals);
                if (equals < 0 || isOpen(scalar, key)) {
                    return Optional.of("the value of " + Words.name(key));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> arguments() {
        List<YamlNode> words = new ArrayList<>();
        for (String name : List.of("command", "entrypoint")) {
            words.addAll(reader.items(service.fields(), name));
            service.fields()
                    .find(name)
                    .map(Field::value)
                    .filter(Scalar.class::isInstance)
                    .ifPresent(words::add);
        }
        return words.stream()
                .filter(w -> w.meant() instanceof Scalar scalar && isOpen(scalar, ""))
                .findFirst()
                .map(_ -> "a part of its command");
    }

    /** True if a variable that is not set may stand for somebody to talk to. */
    private boolean isOpen(Scalar scalar, String key) {
        if (reader.unset(scalar).isEmpty()) {
            return false;
        }
        Matcher matcher = VARIABLE.matcher(scalar.value());
        while (matcher.find()) {
            if (!isHarmless(matcher.group(1)) && !isHarmless(key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHarmless(String name) {
        List<String> words = Needs.words(name);
        return words.stream().anyMatch(HARMLESS::contains) && words.stream().noneMatch(Needs.ADDRESS::contains);
    }
}
