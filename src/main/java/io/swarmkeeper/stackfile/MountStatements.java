package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.swarm.TaskTemplate.Mount;

/** What a file says of a service's mounts, each by the place where the container has it. */
final class MountStatements {

    private final StackFile file;
    private final StackNames names;
    private final StackService service;
    private final Statements said;

    MountStatements(StackFile file, StackNames names, StackService service, Statements said) {
        this.file = file;
        this.names = names;
        this.service = service;
        this.said = said;
    }

    /** Where a mount is stated. */
    static String path(String target) {
        return "volumes." + target;
    }

    void read() {
        for (PlacedMount placed : service.mounts()) {
            Mount mount = placed.mount();
            if (said.hangsOnVariable(placed.at())) {
                said.open("volumes");
                continue;
            }
            String path = path(mount.target());
            boolean named = (mount.type().equals("volume") || mount.type().equals("cluster"))
                    && !mount.source().isEmpty()
                    && !mount.source().startsWith("group:");
            String source = named ? names.real("volumes", mount.source()) : mount.source();
            boolean elsewhere =
                    mount.isBind() && !source.startsWith("/") && file.folder().isEmpty() || source.startsWith("~");
            if (elsewhere) {
                said.open(path);
            }
            String written = Shown.source(placed).filter(Shown::varies).orElse("");
            said.say(path, source.isEmpty() ? mount.type() : mount.type() + " " + source, placed.at(), written);
            if (mount.readOnly()) {
                said.say(path + ".read_only", "true", placed.at());
            }
            if (placed.at().meant() instanceof Mapping mapping) {
                MapView map = MapView.of(mapping);
                said.text(ServiceReader.sub(map, "bind"), "propagation", path + ".bind.propagation");
                said.text(ServiceReader.sub(map, "volume"), "nocopy", path + ".volume.nocopy");
                said.memory(ServiceReader.sub(map, "tmpfs"), "size", path + ".tmpfs.size");
            } else {
                options(path, placed);
            }
        }
    }

    private void options(String path, PlacedMount placed) {
        String[] parts = file.reader().text(placed.at()).split(":");
        for (String option : parts.length > 2 ? parts[parts.length - 1].split(",") : new String[0]) {
            switch (option) {
                case "nocopy" -> said.say(path + ".volume.nocopy", "true", placed.at());
                case "rprivate", "private", "rshared", "shared", "rslave", "slave" ->
                    said.say(path + ".bind.propagation", option, placed.at());
                default -> {} // what else may stand there changes nothing in a Swarm
            }
        }
    }
}
