package io.swarmkeeper.stackfile;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Folders of the nodes that a file uses already: two who write into one spoil each other's data. */
final class TakenFolders {

    /**
     * A folder of the nodes that somebody has already.
     *
     * @param who a service that writes there, or a volume
     * @param ownName of the volume, which becomes the name of its folder
     */
    private record Folder(String who, String path, String ownName) {}

    private final List<Folder> written;
    private final List<Folder> made;

    TakenFolders(StackFile file, List<DeclaredVolume> volumes) {
        this.written = file.services().stream()
                .flatMap(s -> s.mounts().stream()
                        .filter(m -> m.mount().isBind() && !m.mount().readOnly())
                        .map(m -> new Folder(s.name(), plain(m.mount().source()), "")))
                .toList();
        this.made = volumes.stream()
                .map(v -> new Folder(
                        v.name(),
                        plain(file.driverOptions(v.name()).getOrDefault("device", "")),
                        v.ownName().orElse(v.name())))
                .toList();
    }

    /** Who has that folder already, in words; empty if nobody does. */
    Optional<String> by(DeclaredVolume volume, String device) {
        String own = volume.ownName().orElse(volume.name());
        Optional<String> mounted = written.stream()
                .filter(w -> overlap(w.path(), device))
                .map(w -> "%s mounts that folder itself, or one inside or above it".formatted(w.who()))
                .findFirst();
        return mounted.or(() -> made.stream()
                .filter(m -> !m.who().equals(volume.name())
                        && (overlap(m.path(), device) || m.ownName().equals(own)))
                .map(m -> "volume %s of the file would be in the same folder".formatted(m.who()))
                .findFirst());
    }

    private static boolean overlap(String path, String device) {
        return path.equals(device)
                || !path.isEmpty() && (path.startsWith(device + "/") || device.startsWith(path + "/"));
    }

    /** Empty if it is none of a Linux node's; without dots and slashes that only look different. */
    private static String plain(String path) {
        return path.startsWith("/") && path.indexOf('\0') < 0
                ? Path.of(path).normalize().toString()
                : "";
    }
}
