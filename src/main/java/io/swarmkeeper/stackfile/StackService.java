package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.Reader.Named;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.Service;
import java.util.List;
import java.util.Optional;

/**
 * One service of a stack file.
 *
 * @param key its name in the file
 * @param written its value, perhaps an alias
 * @param fields what it says, merge keys followed
 * @param spec what the Swarm would get, as far as findings need it
 * @param ports with the place of each
 * @param mounts with the place of each
 * @param networks names of the file; empty if it leaves them out and joins {@code default}
 */
record StackService(
        Scalar key,
        YamlNode written,
        MapView fields,
        Service spec,
        List<PlacedPort> ports,
        List<PlacedMount> mounts,
        List<Named> networks) {

    record PlacedPort(YamlNode at, Service.Port port) {}

    /** @param written the source as it stands, before relative paths are resolved */
    record PlacedMount(YamlNode at, io.swarmkeeper.swarm.TaskTemplate.Mount mount, String written) {}

    String name() {
        return key.value();
    }

    Optional<MapView> deploy() {
        return fields.findMap("deploy");
    }

    /** The deepest part of the path that stands in this service's own text; merged parts belong to many. */
    YamlNode at(String... path) {
        YamlNode at = key;
        MapView map = fields;
        for (String name : path) {
            Optional<Field> field = map.find(name).filter(Field::own);
            if (field.isEmpty() || written instanceof YamlNode.Alias) {
                return at;
            }
            at = field.get().key();
            if (!(field.get().written() instanceof YamlNode.Mapping mapping)) {
                return at;
            }
            map = MapView.of(mapping);
        }
        return at;
    }
}
