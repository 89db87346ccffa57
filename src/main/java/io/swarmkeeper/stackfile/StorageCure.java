package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.Optimization.Done;
import io.swarmkeeper.stackfile.Optimization.Refused;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Volumes into the folder that an operator named for their class. An engine makes a volume once: one that is there keeps
 * its data and its place whatever the file says, and so nothing is lost where it is. Where a task starts on another node
 * it is made anew and empty, and a deploy of the cured file starts all its tasks anew; so only for services that are
 * pinned.
 */
final class StorageCure {

    /** As a volume's name, without what leads to another folder. */
    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private static final String COMMENT =
            "Must be there on each node that takes it; a volume that exists already stays where it is";

    private final StackFile file;
    private final StorageFolders folders;
    private final KnownSizes known;
    private final Predicate<StackService> pinned;
    private final Map<StackService, Kind> kinds = new IdentityHashMap<>();
    private final List<DeclaredVolume> volumes;
    private final TakenFolders taken;
    /** Who mounts what a variable without a value says. */
    private final Optional<StackService> unknownUse;

    private final List<Part> parts = new ArrayList<>();
    private final List<Refused> refused;

    private StorageCure(
            StackFile file,
            Snapshot snapshot,
            StorageFolders folders,
            KnownSizes known,
            Predicate<StackService> placed,
            List<Refused> refused) {
        this.file = file;
        this.folders = folders;
        this.known = known;
        Map<StackService, Boolean> pins = new IdentityHashMap<>();
        this.pinned = s -> pins.computeIfAbsent(s, k -> Pinning.mayPin(k.spec()) || placed.test(k));
        this.unknownUse = file.services().stream()
                .filter(s -> s.mounts().stream().anyMatch(m -> DeclaredVolume.hasUnknownSource(m, file)))
                .findFirst();
        this.refused = refused;
        this.volumes = DeclaredVolume.of(file);
        this.taken = new TakenFolders(file, volumes);
        file.services()
                .forEach(s -> kinds.put(s, ServiceProfile.of(s.spec(), snapshot).kind()));
    }

    /**
     * @param placed true for who gets pinned by the same cure
     * @param refused takes the reasons where nothing is to be done
     */
    static List<Part> propose(
            StackFile file,
            Snapshot snapshot,
            StorageFolders folders,
            KnownSizes known,
            Predicate<StackService> placed,
            List<Refused> refused) {
        StorageCure cure = new StorageCure(file, snapshot, folders, known, placed, refused);
        cure.volumes.forEach(cure::propose);
        folders.folders().keySet().forEach(cure::tellWithout);
        return cure.parts;
    }

    private void propose(DeclaredVolume volume) {
        Set<Kind> classes = EnumSet.noneOf(Kind.class);
        volume.writers().forEach(s -> classes.add(kind(s)));
        if (folders.isNone()) {
            askFor(volume, classes);
            return;
        }
        Optional<Kind> asked =
                classes.stream().filter(k -> folders.find(k).isPresent()).findFirst();
        if (asked.isEmpty()) {
            return;
        }
        String device =
                folders.find(asked.get()).orElseThrow() + "/" + volume.ownName().orElse(volume.name());
        if (volume.isFolder(device)) {
            return;
        }
        Optional<String> obstacle = obstacle(volume, classes).or(() -> taken.by(volume, device));
        if (obstacle.isPresent()) {
            refuse(volume, obstacle.get());
        } else {
            parts.add(part(volume, asked.get(), device));
        }
    }

    private Kind kind(StackService service) {
        return kinds.getOrDefault(service, Kind.OTHER);
    }

    /** Only where an answer would do: else there is something else to do first, which is told with the class. */
    private void askFor(DeclaredVolume volume, Set<Kind> classes) {
        if (classes.isEmpty()
                || classes.contains(Kind.OTHER)
                || obstacle(volume, classes).isPresent()) {
            return;
        }
        Kind kind = classes.iterator().next();
        refuse(
                volume,
                "no file shows where storage for %s is: name the folder, as storage %s=/FOLDER"
                        .formatted(kind.withArticle(), StorageFolders.word(kind)));
    }

    /** What keeps a volume from being put anywhere. */
    private Optional<String> obstacle(DeclaredVolume volume, Set<Kind> classes) {
        if (file.isExternal("volumes", volume.name())) {
            return Optional.of("it is external: who makes it says where it is");
        }
        if (!volume.isPlain()) {
            return Optional.of("it has a driver or options of its own, and an engine changes neither afterwards");
        }
        if (volume.isNameVaried()) {
            return Optional.of("a variable is in its name, so it may be another one at the next deploy");
        }
        if (!FOLDER.matcher(volume.ownName().orElse(volume.name())).matches()) {
            return Optional.of("no folder can have its name");
        }
        if (volume.isUseVaried()) {
            return Optional.of("a variable says who mounts it");
        }
        if (unknownUse.isPresent()) {
            return Optional.of("a variable says what %s mounts, and that may be this volume"
                    .formatted(unknownUse.get().name()));
        }
        if (classes.size() > 1) {
            return Optional.of("%s write to it, and it cannot be storage of each of their classes"
                    .formatted(Words.list(volume.writers().stream()
                            .map(s -> "%s (%s)".formatted(s.name(), kind(s).words()))
                            .toList())));
        }
        if (volume.isMountedInside()) {
            return Optional.of("a folder inside it is mounted, which a new one does not have");
        }
        List<String> loose = volume.users().stream()
                .filter(pinned.negate())
                .map(StackService::name)
                .toList();
        return loose.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%s may start on any node, and a deploy starts it anew: on another node than today's it would find the volume empty; pin it to where the data are, and to nodes that have the folder"
                                .formatted(Words.list(loose)));
    }

    private Part part(DeclaredVolume volume, Kind kind, String device) {
        Group settings = Group.EMPTY;
        String[] options = {"volumes", volume.name(), "driver_opts"};
        if (volume.field("driver").isEmpty()) {
            settings = settings.with(new Value("local", ""), "volumes", volume.name(), "driver");
        }
        for (String option : List.of("type", "o")) {
            settings = settings.with(
                    new Value(String.valueOf(DeclaredVolume.BIND.get(option)), ""),
                    options[0],
                    options[1],
                    options[2],
                    option);
        }
        settings = settings.with(new Value(device, COMMENT), options[0], options[1], options[2], "device");
        String what =
                "made in %s, storage of class %s, where it does not exist yet; where it does, it keeps its data and its place%s. The deploy starts %s anew: what pins them must lead to the node that has the data, and the folder must be there, or tasks fail. Another stack with a volume of that name and class would write into the same folder: give it another"
                        .formatted(
                                device,
                                StorageFolders.word(kind),
                                running(volume),
                                Words.list(volume.users().stream()
                                        .map(StackService::name)
                                        .toList()));
        Place place = place(volume);
        return new Part(
                Cure.VOLUMES,
                volume.name(),
                place,
                settings,
                List.of(new Done(Cure.VOLUMES, volume.name(), place, what)));
    }

    private String running(DeclaredVolume volume) {
        boolean runs = volume.users().stream().anyMatch(s -> known.services().containsKey(s.name()));
        return runs
                ? ", as in stack %s, which runs: copy the data over by hand first if they are to move"
                        .formatted(known.stack())
                : "";
    }

    private Place place(DeclaredVolume volume) {
        return file.yaml().place(volume.key());
    }

    private void refuse(DeclaredVolume volume, String why) {
        refused.add(new Refused(Cure.VOLUMES, volume.name(), place(volume), why));
    }

    /** A class that nobody asked the file for, and storage of it that has no name. */
    private void tellWithout(Kind kind) {
        List<StackService> all =
                file.services().stream().filter(s -> kind(s) == kind).toList();
        String word = StorageFolders.word(kind);
        if (all.isEmpty()) {
            refused.add(
                    new Refused(Cure.VOLUMES, word, Place.START, "no service of the file is " + kind.withArticle()));
            return;
        }
        for (StackService service : all) {
            Set<String> nameless = new TreeSet<>();
            service.mounts().stream()
                    .filter(m -> m.mount().type().equals("volume")
                            && m.mount().source().isEmpty())
                    .forEach(m -> nameless.add(m.mount().target()));
            boolean writes = volumes.stream().anyMatch(v -> isWriter(v, service));
            String why = "";
            if (!nameless.isEmpty()) {
                why = "its volumes at %s have no name, and are new and empty for each task: name them first"
                        .formatted(Words.list(nameless));
            } else if (!writes) {
                why = "it writes to no volume that the file declares, so nothing of it goes to storage of class "
                        + word;
            }
            if (!why.isEmpty()) {
                refused.add(new Refused(
                        Cure.VOLUMES, service.name(), file.yaml().place(service.key()), new Shown(service).in(why)));
            }
        }
    }

    private static boolean isWriter(DeclaredVolume volume, StackService service) {
        return volume.writers().stream().anyMatch(s -> s.name().equals(service.name()));
    }
}
