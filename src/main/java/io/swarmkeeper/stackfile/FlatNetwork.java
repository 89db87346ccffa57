package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.Setting;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A network of a file on which gateways and data stores are side by side.
 *
 * @param kinds of its services, in the order of the file
 */
record FlatNetwork(String name, StackFile file, Map<StackService, Kind> kinds) {

    private static final String NETWORKS = "networks";

    /** All that the file has. */
    static List<FlatNetwork> of(StackFile file, Snapshot snapshot) {
        Map<String, Map<StackService, Kind>> members = new TreeMap<>();
        for (StackService service : file.services()) {
            Kind kind = ServiceProfile.of(service.spec(), snapshot).kind();
            for (var attachment : service.spec().networks()) {
                members.computeIfAbsent(attachment.networkId(), _ -> new IdentityHashMap<>())
                        .put(service, kind);
            }
        }
        List<FlatNetwork> flat = new ArrayList<>();
        members.forEach((name, kinds) -> {
            if (kinds.containsValue(Kind.GATEWAY) && kinds.values().stream().anyMatch(Kind::holdsData)) {
                flat.add(new FlatNetwork(name, file, kinds));
            }
        });
        return flat;
    }

    List<StackService> services() {
        return file.services().stream().filter(kinds::containsKey).toList();
    }

    boolean isGateway(StackService service) {
        return kinds.get(service) == Kind.GATEWAY;
    }

    boolean holdsData(StackService service) {
        return Objects.requireNonNull(kinds.get(service)).holdsData();
    }

    /** Why nothing may be moved off it; empty if a network beside it can be made like it. */
    Optional<String> obstacle() {
        Optional<Field> declared = file.root().findMap(NETWORKS).flatMap(m -> m.find(name));
        if (declared.isEmpty()) {
            return name.equals("default") ? Optional.empty() : Optional.of("the file does not declare it");
        }
        if (file.isExternal(NETWORKS, name)) {
            return Optional.of("it is external: who else is on it, the file does not show");
        }
        if (!(declared.get().value() instanceof Mapping mapping)) {
            return Optional.empty();
        }
        MapView options = MapView.of(mapping);
        for (Field field : options.fields()) {
            Optional<String> obstacle = obstacle(options, field.name());
            if (obstacle.isPresent()) {
                return obstacle;
            }
        }
        return Optional.empty();
    }

    private Optional<String> obstacle(MapView options, String option) {
        Reader reader = file.reader();
        return switch (option) {
            case "driver" ->
                reader.text(options, option).filter("overlay"::equals).isPresent()
                        ? Optional.empty()
                        : Optional.of("its driver is not known to be overlay");
            case "driver_opts" ->
                driverOptions(options).isPresent()
                        ? Optional.empty()
                        : Optional.of("its driver_opts cannot be copied as they are written");
            case "internal" ->
                reader.isOpen(options, option)
                        ? Optional.of("whether it is internal hangs on a variable")
                        : Optional.empty();
            case "attachable" ->
                reader.text(options, option).filter("false"::equals).isPresent()
                        ? Optional.empty()
                        : Optional.of("it is attachable: what else is attached to it, the file does not show");
            case "name" ->
                Optional.of("it has a name of its own, by which other stacks may use it: the file does not show who");
            case "ipam" -> Optional.of("its addresses are set by hand, and those of another network would have to be");
            case "labels" -> Optional.empty();
            default ->
                option.startsWith("x-")
                        ? Optional.empty()
                        : Optional.of("it has a %s, which another network would need in its own way".formatted(option));
        };
    }

    /** What a network like it has to have. */
    Group like() {
        Group like = Group.EMPTY.with(new Value("overlay", ""), "driver");
        Optional<MapView> options = file.declaration(NETWORKS, name);
        if (options.isEmpty()) {
            return like;
        }
        if (file.reader().flag(options.get(), "internal")) {
            like = like.with(new Value("true", ""), "internal");
        }
        Group driver = driverOptions(options.get()).orElse(Group.EMPTY);
        return driver.isEmpty() ? like : like.with(Group.EMPTY.with(driver, "driver_opts"));
    }

    /** As they are written, variables and quotes included; empty if that takes more than copying single values. */
    private Optional<Group> driverOptions(MapView options) {
        Map<String, Setting> copied = new LinkedHashMap<>();
        if (options.findMap("driver_opts").isEmpty()) {
            return options.find("driver_opts").isEmpty() ? Optional.of(Group.EMPTY) : Optional.empty();
        }
        for (Field field : options.findMap("driver_opts").get().fields()) {
            boolean plain = field.written() instanceof Scalar s
                    && s.anchor().isEmpty()
                    && !s.tagged()
                    && !s.isNull()
                    && !s.style().isBlock();
            String source = file.yaml()
                    .text()
                    .substring(
                            field.written().span().start(),
                            field.written().span().end());
            if (!plain || source.indexOf('\n') >= 0 || source.indexOf('\r') >= 0) {
                return Optional.empty();
            }
            copied.put(field.name(), new Value(source, ""));
        }
        return Optional.of(new Group(copied));
    }
}
