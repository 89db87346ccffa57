package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a service needs of the node it runs on, which neither a Swarm nor its engine makes. */
final class NodePaths {

    private NodePaths() {}

    /** All of it, as the file has it: what came in by a variable may be secret. */
    static List<String> of(StackService service, StackFile file) {
        return Stream.concat(
                        binds(service).stream().map(NodePaths::bind),
                        service.mounts().stream().filter(NodePaths::isDevice).map(m -> device(m, file)))
                .distinct()
                .toList();
    }

    /** Binds of host paths that not every node has anyway. */
    static List<PlacedMount> binds(StackService service) {
        return service.mounts().stream()
                .filter(m -> m.mount().isBind() && !HostPaths.isSystem(m.written()))
                .toList();
    }

    /** The path of a bind as the file has it. */
    static String bind(PlacedMount mount) {
        return Shown.source(mount).orElse(mount.written());
    }

    /** True for a volume that is a folder or a disk of the node. */
    static boolean isDevice(PlacedMount mount) {
        Map<String, String> options = mount.mount().driverOptions();
        String device = options.getOrDefault("device", "");
        boolean bind = options.getOrDefault("type", "none").equals("none");
        return mount.mount().isLocalVolume()
                && device.startsWith("/")
                && !mount.mount().isTmpfs()
                && !HostPaths.isNetworked(options)
                && !(bind && HostPaths.isSystem(device));
    }

    /** The folder or disk of such a volume as the file has it. */
    static String device(PlacedMount mount, StackFile file) {
        return file.declaration("volumes", mount.written())
                .flatMap(m -> file.reader().written(m, "driver_opts", "device"))
                .orElseGet(() -> mount.mount().driverOptions().getOrDefault("device", ""));
    }
}
