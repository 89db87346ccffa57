package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.TaskTemplate.Mount;
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
        String type = mount.driverOptions().getOrDefault("type", "");
        boolean network =
                type.startsWith("nfs") || type.equals("cifs") || type.equals("ceph") || type.equals("glusterfs");
        return mount.isBind() || mount.isLocalVolume() && !network;
    }

    static boolean isSystem(String path) {
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
