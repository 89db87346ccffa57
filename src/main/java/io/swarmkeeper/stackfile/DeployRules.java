package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What docker stack config takes, and docker stack deploy refuses when it makes a service of it (docker/cli cli/compose/convert). */
final class DeployRules {

    private static final Set<String> RESTARTS = Set.of("", "no", "always", "unless-stopped", "on-failure");
    private static final Set<String> WITHOUT_REPLICAS = Set.of("global", "global-job");
    private static final List<String> MOUNT_TYPES = List.of("volume", "bind", "tmpfs", "npipe", "cluster");

    /** Options of each type's own; the others' are refused beside it. */
    private static final Map<String, List<String>> FOREIGN = Map.of(
            "volume", List.of("bind", "tmpfs"),
            "bind", List.of("volume", "tmpfs"),
            "tmpfs", List.of("bind", "volume"),
            "npipe", List.of("volume", "tmpfs"),
            "cluster", List.of("bind", "volume", "tmpfs"));

    private final Reader reader;

    DeployRules(Reader reader) {
        this.reader = reader;
    }

    /** @throws StackFileException for the first that is refused */
    void check(MapView service) {
        MapView deploy = ServiceReader.sub(service, "deploy");
        if (deploy.findMap("restart_policy").isEmpty()) {
            restart(service);
        }
        String mode = reader.text(deploy, "mode").orElse("");
        if (WITHOUT_REPLICAS.contains(mode) && isThere(deploy, "replicas")) {
            throw refused(deploy, "replicas", "replicas stands beside mode %s, which has none".formatted(mode));
        }
        MapView health = ServiceReader.sub(service, "healthcheck");
        if (reader.flag(health, "disable") && hasTest(health)) {
            throw refused(health, "disable", "disable stands beside test, and only one of them may");
        }
        command(service, "entrypoint");
        command(service, "command");
        reader.duration(health, "start_interval");
        reader.duration(ServiceReader.sub(deploy, "restart_policy"), "window");
        credentials(ServiceReader.sub(service, "credential_spec"));
        for (YamlNode item : reader.items(service, "volumes")) {
            if (item.meant() instanceof Mapping mapping) {
                mount(MapView.of(mapping));
            }
        }
    }

    /** As docker/cli opts/parse.go reads it: a name, and behind a colon a number, whatever the name. */
    private void restart(MapView service) {
        String text = reader.text(service, "restart").orElse("");
        String[] parts = text.split(":", 2);
        boolean right = RESTARTS.contains(parts[0])
                && (parts.length == 1 || !parts[0].isEmpty() && (parts[1].isEmpty() || isNumber(parts[1])));
        if (!right) {
            throw refused(
                    service,
                    "restart",
                    "restart is %s, but must be no, always, unless-stopped, on-failure or on-failure:3"
                            .formatted(service.find("restart")
                                    .map(f -> Reader.shown(f.written()))
                                    .orElse("")));
        }
    }

    /** Written as one text it is taken apart as a shell would. */
    private void command(MapView service, String name) {
        boolean one =
                service.find(name).filter(f -> f.value() instanceof Scalar).isPresent();
        reader.text(service, name).filter(_ -> one).flatMap(ShellWords::open).ifPresent(why -> {
            throw refused(service, name, "in %s %s".formatted(name, why));
        });
    }

    private static boolean isNumber(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** One text of no words counts as one, a list of none as none. */
    private static boolean hasTest(MapView health) {
        return health.find("test")
                .map(Field::value)
                .filter(v -> v instanceof Scalar s && !s.isNull()
                        || v instanceof Sequence q && !q.items().isEmpty())
                .isPresent();
    }

    private void credentials(MapView spec) {
        List<String> named = new ArrayList<>();
        for (String name : List.of("config", "file", "registry")) {
            reader.text(spec, name).filter(t -> !t.isEmpty()).ifPresent(_ -> named.add(name));
        }
        if (named.size() > 1) {
            throw refused(
                    spec,
                    named.getLast(),
                    "credential_spec has %s, but must have one of them".formatted(String.join(" and ", named)));
        }
    }

    private void mount(MapView map) {
        if (reader.isOpen(map, "type")) {
            return; // which options go with it hangs on a variable that is not set
        }
        String type = reader.text(map, "type").filter(t -> !t.isEmpty()).orElse("volume");
        if (!MOUNT_TYPES.contains(type)) {
            reader.word(map, "type", MOUNT_TYPES);
        }
        for (String foreign : FOREIGN.getOrDefault(type, List.of())) {
            if (isThere(map, foreign)) {
                throw refused(
                        map, foreign, "%s stands beside type %s, which has no such options".formatted(foreign, type));
            }
        }
        if (type.equals("tmpfs")
                && reader.text(map, "source").filter(s -> !s.isEmpty()).isPresent()) {
            throw refused(map, "source", "source stands beside type tmpfs, which has none");
        }
        boolean without = !reader.isOpen(map, "source")
                && reader.text(map, "source").filter(s -> !s.isEmpty()).isEmpty();
        if (type.equals("bind") && without) {
            throw refused(map, "source", "a mount of type bind has no source; a host path is expected");
        }
    }

    private static boolean isThere(MapView map, String name) {
        return map.find(name)
                .filter(f -> !(f.value() instanceof Scalar s && s.isNull()))
                .isPresent();
    }

    private StackFileException refused(MapView map, String name, String message) {
        YamlNode at = map.find(name).map(Field::written).orElse(map.mapping());
        return new StackFileException(reader.file().place(at), message + "; a deploy is refused");
    }
}
