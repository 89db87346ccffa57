package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.Statements.Statement;
import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.stackfile.export.Unsaid;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where a stack file and the stack that runs differ, both ways, in the words of stack files. What runs is written as a
 * stack file first, so that one reading serves both. Pure.
 */
public final class StackDrift {

    private final StackFile file;
    private final StackNames fileNames;
    private final StackFile running;
    private final StackNames runningNames;
    private final StackExport export;
    private final Snapshot snapshot;
    private final String stack;
    private final List<FileFinding> findings = new ArrayList<>();

    private StackDrift(StackFile file, Snapshot snapshot, String stack) {
        this.file = file;
        this.snapshot = snapshot;
        this.stack = stack;
        this.export = StackExport.of(snapshot, stack);
        this.running = read(export);
        this.fileNames = new StackNames(file, stack);
        this.runningNames = new StackNames(running, stack);
    }

    /** What goes wrong with it has no place in the file that was sent, and its words may be secret: neither is told. */
    private static StackFile read(StackExport export) {
        byte[] bytes = YamlFile.bytes(export.text());
        if (bytes.length > YamlFile.MOST_BYTES) {
            throw new UnknownStackException("Stack %s cannot be compared: as a stack file it has more than %d MiB"
                    .formatted(Words.name(export.stack()), YamlFile.MOST_BYTES >> 20));
        }
        try {
            return StackFile.parse(bytes, Optional.empty(), Variables.of(Map.of()));
        } catch (StackFileException e) {
            throw new UnknownStackException("Stack %s cannot be compared: what runs cannot be written as a stack file"
                    .formatted(Words.name(export.stack())));
        }
    }

    /**
     * Sorted by place.
     *
     * @param stack one of {@link StackExport#stacks}
     * @throws UnknownStackException if what runs cannot be a stack file
     */
    public static List<FileFinding> of(StackFile file, Snapshot snapshot, String stack) {
        StackDrift drift = new StackDrift(file, snapshot, stack);
        drift.compare();
        return Review.sorted(drift.findings);
    }

    /**
     * The stack that a file is most likely of.
     *
     * @param asked its name, if somebody said it
     * @throws UnknownStackException with the stacks there are, if it runs not, or none or several come into question
     */
    public static String stackOf(StackFile file, Snapshot snapshot, Optional<String> asked) {
        List<String> stacks = StackExport.stacks(snapshot);
        String there = stacks.isEmpty() ? "the Swarm runs none" : "there are " + UnknownStackException.list(stacks);
        Optional<String> named = asked.or(file::name);
        if (named.isPresent()) {
            UnknownStackException.require(named.get(), stacks);
            return named.get();
        }
        Set<String> keys = file.declared("services");
        List<String> likely = stacks.stream()
                .filter(stack -> services(snapshot, stack).stream().anyMatch(s -> keys.contains(s.shortName())))
                .toList();
        if (likely.size() != 1) {
            throw new UnknownStackException("%s runs services of these names, so say which stack it is; %s"
                    .formatted(likely.isEmpty() ? "No stack" : "More than one stack", there));
        }
        return likely.getFirst();
    }

    private static List<Service> services(Snapshot snapshot, String stack) {
        return snapshot.services().stream()
                .filter(s -> s.stack().filter(stack::equals).isPresent())
                .toList();
    }

    private void compare() {
        Map<String, StackService> live = new HashMap<>();
        running.services().forEach(s -> live.put(s.name(), s));
        for (StackService service : file.services()) {
            StackService other = live.remove(service.name());
            if (other == null) {
                add(
                        service.key(),
                        service.name(),
                        "%s is in this file and not in the Swarm".formatted(Words.name(service.name())),
                        "The next deploy makes it.");
            } else {
                compare(service, other);
            }
        }
        YamlNode services = file.root()
                .find("services")
                .map(f -> (YamlNode) f.key())
                .orElse(file.yaml().root());
        for (String name : new TreeSet<>(live.keySet())) {
            add(
                    services,
                    name,
                    "%s runs in stack %s and is not in this file".formatted(Words.name(name), Words.name(stack)),
                    "The next deploy leaves it running, or with --prune removes it.");
        }
        for (String section : List.of("networks", "volumes")) {
            compare(section);
        }
        forgottenNetworks();
    }

    private void compare(StackService service, StackService other) {
        Statements here = ServiceStatements.of(file, fileNames, service);
        Statements there = ServiceStatements.of(running, runningNames, other);
        sameImage(here, there);
        Differences differences =
                new Differences(here, there, ServiceStatements.usual(here), ServiceStatements.usual(there));
        Set<String> storage = other.mounts().stream()
                .map(PlacedMount::mount)
                .filter(HostPaths::isStorage)
                .map(m -> MountStatements.path(m.target()))
                .collect(Collectors.toSet());
        for (Differences.Difference difference : differences.all()) {
            boolean leavesData = storage.contains(difference.path());
            add(
                    leavesData ? Severity.WARNING : FileFault.STACK_DRIFT.severity(),
                    difference.at().orElseGet(() -> service.at(difference.path().split("\\."))),
                    service.name(),
                    "%s: %s".formatted(Words.name(service.name()), difference.words()),
                    difference.meaning()
                            + (leavesData ? " Its tasks then start without the data that they have now." : ""));
        }
        for (Unsaid unsaid : export.unsaid()) {
            if (unsaid.lost() && unsaid.service().equals(stack + "_" + service.name())) {
                add(
                        service.key(),
                        service.name(),
                        "%s: the Swarm has %s, and no stack file can say it"
                                .formatted(Words.name(service.name()), Words.text(unsaid.path())),
                        "The next deploy takes it away.");
            }
        }
    }

    /** A tag is what it stood for at the last deploy: a digest that the file does not ask for is no difference. */
    private static void sameImage(Statements here, Statements there) {
        Statement said = here.said().get("image");
        Statement runs = there.said().get("image");
        if (said == null || runs == null) {
            return;
        }
        ImageReference wanted = ImageReference.parse(said.value());
        ImageReference found = ImageReference.parse(runs.value());
        boolean sameTag = wanted.digest().isEmpty()
                ? wanted.tag().orElse("latest").equals(found.tag().orElse("latest"))
                : wanted.digest().equals(found.digest()) && wanted.tag().equals(found.tag());
        boolean same = sameTag && wanted.familiarRepository().equals(found.familiarRepository());
        if (same) {
            there.say("image", said.value(), runs.at());
        }
    }

    /** Networks and volumes of the same name that are made in different ways. */
    private void compare(String section) {
        Map<String, String> liveKeys = new HashMap<>();
        running.declared(section).forEach(k -> liveKeys.put(runningNames.real(section, k), k));
        for (String key : file.declared(section)) {
            String name = fileNames.real(section, key);
            String other = liveKeys.get(name);
            if (other == null) {
                continue; // which services use it is said of them
            }
            DeclarationStatements here = DeclarationStatements.of(file, section, key);
            DeclarationStatements there = DeclarationStatements.of(running, section, other);
            here.forget(there);
            for (Differences.Difference difference :
                    new Differences(here.said(), there.said(), here.usual(), there.usual()).all()) {
                add(
                        difference.at().orElse(here.at()),
                        key,
                        "%s %s: %s"
                                .formatted(
                                        section.substring(0, section.length() - 1),
                                        Words.name(key),
                                        difference.words()),
                        "A deploy leaves %s as they are: remove it, or give it another name, for the file to count."
                                .formatted(section));
            }
        }
    }

    /** Networks of the stack that no service joins any more: a deploy never removes them. */
    private void forgottenNetworks() {
        Set<String> known = new TreeSet<>();
        file.declared("networks").forEach(k -> known.add(fileNames.real("networks", k)));
        file.services()
                .forEach(s -> ServiceStatements.of(file, fileNames, s).said().keySet().stream()
                        .filter(p -> p.startsWith("networks."))
                        .forEach(p -> known.add(p.substring("networks.".length()))));
        running.declared("networks").forEach(k -> known.add(runningNames.real("networks", k)));
        YamlNode at = file.root()
                .find("networks")
                .map(f -> (YamlNode) f.key())
                .orElse(file.yaml().root());
        snapshot.networks().stream()
                .filter(n -> n.stack().filter(stack::equals).isPresent())
                .filter(n -> !known.contains(n.name()))
                .forEach(n -> add(
                        at,
                        n.name(),
                        "Network %s is left in the Swarm, and this file does not declare it"
                                .formatted(Words.name(n.name())),
                        "No service joins it, and no deploy removes it: docker network rm does."));
    }

    private void add(YamlNode at, String subject, String title, String explanation) {
        add(FileFault.STACK_DRIFT.severity(), at, subject, title, explanation);
    }

    private void add(Severity severity, YamlNode at, String subject, String title, String explanation) {
        findings.add(new FileFinding(
                FileFault.STACK_DRIFT.code(), severity, file.yaml().place(at), subject, title, explanation));
    }
}
