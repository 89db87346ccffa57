package io.swarmkeeper.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds cgroups below the host's mount of them. Where a process belongs is taken from the kernel, never guessed. */
final class Cgroups {

    private static final List<String> NEEDED = List.of("memory", "cpuacct", "cpu", "blkio", "pids");
    private static final int DEPTH = 6;

    private final Path proc;
    private final Path root;

    Cgroups(Path proc, Path root) {
        this.proc = proc;
        this.root = root;
    }

    /** One hierarchy for all controllers. */
    boolean isVersion2() {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    /**
     * @param pid as the host's {@code /proc} numbers it
     * @param containerId to find it by where paths are told relative to our own cgroup namespace
     * @throws IOException if the process or its cgroup is gone
     */
    Cgroup of(long pid, String containerId) throws IOException {
        String text = HostFiles.read(proc.resolve(Long.toString(pid)).resolve("cgroup"));
        if (isVersion2()) {
            for (String line : text.split("\n")) {
                if (line.startsWith("0::")) {
                    return new CgroupV2(below(root, line.substring(3), containerId));
                }
            }
            throw new IOException("process %d is in no cgroup".formatted(pid));
        }
        Map<String, Path> paths = new HashMap<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                for (String controller : parts[1].split(",")) {
                    if (NEEDED.contains(controller) && Files.exists(root.resolve(controller))) {
                        paths.put(controller, below(root.resolve(controller), parts[2], containerId));
                    }
                }
            }
        }
        return new CgroupV1(paths);
    }

    /** The cgroup of that path, whose figures are the node's. */
    Cgroup named(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        if (isVersion2()) {
            return new CgroupV2(root.resolve(relative));
        }
        Map<String, Path> paths = new HashMap<>();
        for (String controller : NEEDED) {
            if (Files.exists(root.resolve(controller))) {
                paths.put(controller, root.resolve(controller).resolve(relative));
            }
        }
        return new CgroupV1(paths);
    }

    /**
     * With a cgroup namespace of our own, which engines give by default on version 2, the kernel tells paths relative to
     * ours: {@code /../docker-1f0e….scope}, and {@code /} for our own container. The container's id in the last name then
     * finds it.
     */
    private static Path below(Path mount, String path, String containerId) throws IOException {
        return path.equals("/") || path.startsWith("/..") ? find(mount, containerId) : mount.resolve(path.substring(1));
    }

    /** Others may come and go while this looks. */
    private static Path find(Path mount, String containerId) throws IOException {
        AtomicReference<@Nullable Path> found = new AtomicReference<>();
        Files.walkFileTree(mount, Set.of(), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return String.valueOf(folder.getFileName()).contains(containerId)
                        ? visitFile(folder, attributes)
                        : FileVisitResult.CONTINUE;
            }

            /** Also folders as deep as we look. */
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isDirectory()
                        && String.valueOf(file.getFileName()).contains(containerId)) {
                    found.set(file);
                    return FileVisitResult.TERMINATE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        Path folder = found.get();
        if (folder == null) {
            throw new IOException("no cgroup of container " + containerId);
        }
        return folder;
    }
}
