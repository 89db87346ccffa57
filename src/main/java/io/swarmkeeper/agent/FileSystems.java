package io.swarmkeeper.agent;

import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.DiskSpeed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The host's file systems under what containers mount: device and type from its mount table, space by statvfs(3). */
final class FileSystems {

    /** Layout of {@code struct statvfs} on 64-bit Linux: words of eight bytes. */
    private static final int FRAGMENT_SIZE = 1;

    private static final int BLOCKS = 2;
    private static final int AVAILABLE = 4;
    private static final int INODES = 5;
    private static final int FREE_INODES = 6;
    private static final int SIZE = 256;

    /** Views of the kernel: nothing is stored there. */
    private static final Set<String> PSEUDO =
            Set.of("proc", "sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "devtmpfs", "devpts", "mqueue", "nsfs");

    private record Mounted(String device, String point, String type, String source) {}

    private record Space(long total, long free, long inodes, long freeInodes) {}

    private final Path proc;
    private final Path root;
    private final Function<Container.Mount, @Nullable DiskSpeed> speeds;
    private final MethodHandle statvfs;

    /** @param speeds what a disk was last measured to do; null if it was not */
    @SuppressWarnings("restricted") // one call, of a signature that the C library has kept for decades
    FileSystems(Path proc, Path root, Function<Container.Mount, @Nullable DiskSpeed> speeds) {
        this.speeds = speeds;
        this.proc = proc;
        this.root = root;
        Linker linker = Linker.nativeLinker();
        this.statvfs = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("statvfs"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    }

    /** One entry for each volume and bind mount. */
    List<DiskSpace> look(List<Container> containers) throws IOException {
        Map<String, Container.Mount> mounts = new LinkedHashMap<>();
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        for (Container container : containers) {
            for (Container.Mount mount : container.mounts()) {
                String key = mount.kind() + mount.source();
                mounts.putIfAbsent(key, mount);
                List<String> users = tasks.computeIfAbsent(key, k -> new ArrayList<>());
                if (container.isTask()) {
                    users.add(container.taskId());
                }
            }
        }
        if (mounts.isEmpty()) {
            return List.of();
        }
        List<Mounted> table = table("1");
        List<Mounted> seenFromHere = table("self");
        String rootDevice = at("/", table).device();
        List<DiskSpace> disks = new ArrayList<>();
        mounts.forEach((key, mount) -> {
            Mounted under = at(mount.source(), table);
            if (PSEUDO.contains(under.type()) || mount.source().startsWith("/sys/")) {
                return;
            }
            Mounted seen = at(root + mount.source(), seenFromHere);
            // Mounted since we began, it is not in our view: there is only what it covers, of another disk.
            Space space = seen.device().equals(under.device()) ? space(mount.source()) : null;
            disks.add(new DiskSpace(
                    mount.kind(),
                    mount.name(),
                    mount.source(),
                    tasks.getOrDefault(key, List.of()),
                    under.source(),
                    under.type(),
                    under.device().equals(rootDevice),
                    space == null ? null : (Long) space.total(),
                    space == null ? null : (Long) space.free(),
                    space == null ? null : (Long) space.inodes(),
                    space == null ? null : (Long) space.freeInodes(),
                    speeds.apply(mount)));
        });
        return disks;
    }

    /** {@code 36 35 98:0 /root /point options … - type source …}, the mounts that a process sees. */
    private List<Mounted> table(String process) throws IOException {
        List<Mounted> table = new ArrayList<>();
        for (String line :
                HostFiles.read(proc.resolve(process).resolve("mountinfo")).split("\n")) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ");
            if (halves.length == 2 && left.length > 4) {
                String[] right = halves[1].split(" ");
                table.add(new Mounted(left[2], plain(left[4]), right[0], right.length > 1 ? plain(right[1]) : ""));
            }
        }
        return table;
    }

    /** The last mount that covers the path. */
    private static Mounted at(String path, List<Mounted> table) {
        Mounted best = new Mounted("", "", "", "");
        for (Mounted mounted : table) {
            String point = mounted.point();
            boolean covers = path.equals(point) || path.startsWith(point.endsWith("/") ? point : point + "/");
            if (covers && point.length() >= best.point().length()) {
                best = mounted;
            }
        }
        return best;
    }

    /** Blanks and backslashes are told in octal. */
    private static String plain(String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }

    private @Nullable Space space(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(SIZE, Long.BYTES);
            int result = (int) statvfs.invokeExact(arena.allocateFrom(root + path), answer);
            if (result != 0) {
                return null;
            }
            long unit = word(answer, FRAGMENT_SIZE);
            return new Space(
                    word(answer, BLOCKS) * unit,
                    word(answer, AVAILABLE) * unit,
                    word(answer, INODES),
                    word(answer, FREE_INODES));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long word(MemorySegment struct, int index) {
        return struct.getAtIndex(ValueLayout.JAVA_LONG, index);
    }
}
