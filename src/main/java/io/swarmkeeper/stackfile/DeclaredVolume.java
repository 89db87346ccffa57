package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A volume that a file declares, and who mounts it.
 *
 * @param key its name in the file
 * @param says what the file says of it; empty if nothing
 */
record DeclaredVolume(StackFile file, Scalar key, Optional<MapView> says, List<Use> uses) {

    record Use(StackService service, PlacedMount mount) {}

    static final Map<String, String> BIND = Map.of("type", "none", "o", "bind");

    static List<DeclaredVolume> of(StackFile file) {
        Map<String, List<Use>> uses = new HashMap<>();
        for (StackService service : file.services()) {
            for (PlacedMount mount : service.mounts()) {
                if (mount.mount().type().equals("volume")) {
                    uses.computeIfAbsent(mount.written(), _ -> new ArrayList<>())
                            .add(new Use(service, mount));
                }
            }
        }
        List<DeclaredVolume> volumes = new ArrayList<>();
        file.root()
                .findMap("volumes")
                .ifPresent(all -> all.fields()
                        .forEach(f -> volumes.add(new DeclaredVolume(
                                file,
                                f.key(),
                                file.declaration("volumes", f.name()),
                                uses.getOrDefault(f.name(), List.of())))));
        return volumes;
    }

    String name() {
        return key.value();
    }

    /** Each once. */
    List<StackService> users() {
        return services(_ -> true);
    }

    /** Each once. */
    List<StackService> writers() {
        return services(u -> !u.mount().mount().readOnly());
    }

    private List<StackService> services(Predicate<Use> wanted) {
        List<StackService> services = new ArrayList<>();
        Set<String> names = new HashSet<>();
        uses.stream().filter(wanted).filter(u -> names.add(u.service().name())).forEach(u -> services.add(u.service()));
        return services;
    }

    /** Made with nothing but the engine's own defaults, as far as the file says. */
    boolean isPlain() {
        boolean local = field("driver").isEmpty() || text("driver").equals(Optional.of("local"));
        return local && file.driverOptions(name()).isEmpty();
    }

    /** True if it is that folder of the node. */
    boolean isFolder(String device) {
        Map<String, String> options = file.driverOptions(name());
        boolean local = field("driver").isEmpty() || text("driver").equals(Optional.of("local"));
        return local
                && options.size() == BIND.size() + 1
                && options.entrySet().containsAll(BIND.entrySet())
                && device.equals(options.get("device"));
    }

    Optional<Field> field(String name) {
        return says.flatMap(m -> m.find(name));
    }

    private Optional<String> text(String name) {
        return says.flatMap(m -> file.reader().text(m, name));
    }

    /** A variable without a value makes another name of it than anybody can know, one with a value may have another tomorrow. */
    boolean isNameVaried() {
        return field("name").filter(f -> varies(f.value())).isPresent();
    }

    /** The name that it has in every stack; empty if it has the stack's name in front. */
    Optional<String> ownName() {
        return text("name").filter(n -> !n.isEmpty());
    }

    /** True if a variable says that a service mounts it. */
    boolean isUseVaried() {
        return uses.stream().anyMatch(u -> !isNamed(u.mount().at().meant()));
    }

    /** True if what it mounts hangs on a variable without a value, and may be a volume. */
    static boolean hasUnknownSource(PlacedMount mount, StackFile file) {
        if (mount.at().meant() instanceof Scalar scalar) {
            boolean path = scalar.value().startsWith("/")
                    || scalar.value().startsWith(".")
                    || scalar.value().startsWith("~");
            return !path && file.reader().unset(scalar).isPresent();
        }
        return mount.at().meant() instanceof Mapping mapping
                && (file.reader().isOpen(MapView.of(mapping), "source")
                        || file.reader().isOpen(MapView.of(mapping), "type"));
    }

    private boolean isNamed(YamlNode at) {
        if (at instanceof Scalar scalar) {
            return scalar.value().startsWith(name() + ":");
        }
        return at instanceof Mapping mapping
                && MapView.of(mapping)
                        .find("source")
                        .filter(f -> f.value() instanceof Scalar s && s.value().equals(name()))
                        .isPresent();
    }

    /** True if somebody mounts a folder inside it, which must be there before. */
    boolean isMountedInside() {
        return uses.stream()
                .anyMatch(u -> u.mount().at().meant() instanceof Mapping m
                        && ServiceReader.sub(MapView.of(m), "volume")
                                .find("subpath")
                                .isPresent());
    }

    private static boolean varies(YamlNode value) {
        return value instanceof Scalar s && Shown.varies(s.value());
    }
}
