package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.Map;
import java.util.Set;

/** Tells storage from the sockets and system files that services mount for other reasons. */
public final class HostPaths {

    /** Whole subtrees of the host that hold no service's data. */
    private static final Set<String> SYSTEM = Set.of(
            "/proc",
            "/sys",
            "/dev",
            "/run",
            "/var/run",
            "/tmp",
            "/usr",
            "/boot",
            "/lib/modules",
            "/var/lib/docker",
            "/etc/localtime",
            "/etc/timezone",
            "/etc/hosts",
            "/etc/hostname",
            "/etc/resolv.conf",
            "/etc/machine-id");

    /** Where a tmpfs holds what may be lost. */
    private static final Set<String> SCRATCH = Set.of(
            "/tmp",
            "/run",
            "/var/run",
            "/var/tmp",
            "/dev",
            "/var/cache",
            "/var/log",
            "/cache",
            "/app/tmp",
            "/app/cache");

    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of("cifs", "smb3", "ceph", "glusterfs", "9p");

    private HostPaths() {}

    /**
     * True if tasks keep something there: a writable volume of any kind, or a writable bind of a host folder that is
     * neither a socket nor part of the system. Never for tmpfs.
     */
    public static boolean isStorage(Mount mount) {
        if (mount.readOnly() || mount.isTmpfs()) {
            return false;
        }
        return mount.isBind()
                ? !isSystem(mount.source())
                : mount.type().equals("volume") || mount.type().equals("cluster");
    }

    /** A volume or bind whose content stays on the node: not one that the local driver mounts from the network. */
    public static boolean isOnNode(Mount mount) {
        return mount.isBind() || mount.isLocalVolume() && !isNetworked(mount.driverOptions());
    }

    /** True if these options make the local driver mount something that every node can reach. */
    public static boolean isNetworked(Map<String, String> driverOptions) {
        String type = driverOptions.getOrDefault("type", "");
        return type.startsWith("nfs") || NETWORK_FILE_SYSTEMS.contains(type);
    }

    /** True for a host path that is a socket or part of the system rather than some service's data. */
    public static boolean isSystem(String path) {
        return path.equals("/") || path.endsWith(".sock") || isBelow(path, SYSTEM);
    }

    /** A place inside a container where nothing is expected to last. */
    public static boolean isScratch(String target) {
        return isBelow(target, SCRATCH);
    }

    private static boolean isBelow(String path, Set<String> roots) {
        for (String root : roots) {
            if (path.equals(root) || path.startsWith(root + "/")) {
                return true;
            }
        }
        return false;
    }
}
