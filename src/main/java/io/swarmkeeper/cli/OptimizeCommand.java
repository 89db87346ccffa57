package io.swarmkeeper.cli;

import io.swarmkeeper.stackfile.Cure;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.KnownSizes;
import io.swarmkeeper.stackfile.Optimization;
import io.swarmkeeper.stackfile.Optimizer;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.StorageFolders;
import io.swarmkeeper.stackfile.UnifiedDiff;
import io.swarmkeeper.stackfile.UnknownStackException;
import io.swarmkeeper.stackfile.report.FileReport;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.swarm.Quantities;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code optimize FILE}: puts cures into a stack file, beside it, into it, or as a diff. */
final class OptimizeCommand {

    private static final String WRITE = "--write";
    private static final String DIFF = "--diff";
    private static final String MEASURED = "--measured";
    private static final String STACK = "--stack";
    private static final String STORAGE = "--storage";
    private static final int MOST_OBSTACLES = 5;

    private OptimizeCommand() {}

    /** The diff goes to out; what was done and refused to out as well, or to err if a diff is there. */
    static int run(List<String> words, Map<String, String> environment, PrintStream out, PrintStream err) {
        Arguments arguments = new Arguments(
                words, Set.of("--only", "--without", "--env-file", MEASURED, STACK, STORAGE), Set.of(WRITE, DIFF));
        Set<Cure> cures = cures(arguments.value("--only"), arguments.value("--without"));
        if (arguments.has(WRITE) && arguments.has(DIFF)) {
            throw new UsageException("--write and --diff do not go together");
        }
        StorageFolders storage = storage(arguments.value(STORAGE), cures);
        String name = arguments.file();
        StackFile file = StackFiles.read(name, arguments.value("--env-file"), environment);
        KnownSizes known = known(file, arguments, environment);
        if (!known.stack().isEmpty()) {
            (arguments.has(DIFF) ? err : out)
                    .println(FileReport.printable("Measured of stack %s:".formatted(known.stack())));
        }
        return run(file, Optimizer.optimize(file, cures, known, storage), name, arguments, out, err);
    }

    /** @return 3 if a cure was left out by a fault of ours, else 0 */
    static int run(
            StackFile file,
            Optimization optimization,
            String name,
            Arguments arguments,
            PrintStream out,
            PrintStream err) {
        boolean changed = !optimization.text().equals(file.yaml().text());
        if (arguments.has(DIFF)) {
            out.print(UnifiedDiff.of(inDiff(name), file.yaml().text(), optimization.text()));
            tell(optimization, name, err);
        } else if (arguments.has(WRITE)) {
            if (changed) {
                SafeWrite.replace(Path.of(name), YamlFile.bytes(optimization.text()));
            }
            tell(optimization, name, out);
            out.println(changed ? name + " is written." : name + " is left as it is.");
        } else {
            String target = name + ".optimized";
            boolean anew = Files.exists(Path.of(target));
            SafeWrite.create(Path.of(target), Path.of(name), YamlFile.bytes(optimization.text()));
            tell(optimization, name, out);
            out.println(target
                    + (anew ? " was there and is written anew" : " is written")
                    + (changed ? "." : "; it is the same as " + name + "."));
        }
        tellObstacles(Review.obstacles(file), name, err);
        optimization.faults().forEach(f -> line(err, name, f.place(), f.service(), f.cure(), f.why()));
        return optimization.faults().isEmpty() ? 0 : CommandLine.OWN_FAULT;
    }

    private static StorageFolders storage(Optional<String> given, Set<Cure> cures) {
        if (given.isEmpty()) {
            return StorageFolders.NONE;
        }
        if (!cures.contains(Cure.VOLUMES)) {
            throw new UsageException("%s is for cure %s, which is left out".formatted(STORAGE, Cure.VOLUMES.word()));
        }
        try {
            return StorageFolders.parse(given.get());
        } catch (IllegalArgumentException e) {
            throw new UsageException("%s: %s".formatted(STORAGE, e.getMessage()));
        }
    }

    private static KnownSizes known(StackFile file, Arguments arguments, Map<String, String> environment) {
        Optional<String> source = arguments.value(MEASURED);
        Optional<String> stack = arguments.value(STACK);
        if (source.isEmpty()) {
            if (stack.isPresent()) {
                throw new UsageException(
                        "%s says which stack of %s is meant, and that is lacking".formatted(STACK, MEASURED));
            }
            return KnownSizes.NONE;
        }
        try {
            return KnownSizes.of(file, MeasuredReport.read(source.get(), environment), stack);
        } catch (UnknownStackException e) {
            throw new UsageException("%s: %s (%s NAME chooses one)".formatted(source.get(), e.getMessage(), STACK));
        }
    }

    /**
     * The name for a diff's header. Patch and git apply take no path that leads out of where they run, so there the name
     * alone stands, for the file's own folder.
     */
    static String inDiff(String name) {
        Path path = Path.of(name).normalize();
        return (path.isAbsolute() || path.startsWith("..") ? path.getFileName() : path).toString();
    }

    private static Set<Cure> cures(Optional<String> only, Optional<String> without) {
        Set<Cure> cures = only.map(OptimizeCommand::cures).orElse(EnumSet.allOf(Cure.class));
        without.map(OptimizeCommand::cures).ifPresent(cures::removeAll);
        return cures;
    }

    private static Set<Cure> cures(String list) {
        Set<Cure> cures = EnumSet.noneOf(Cure.class);
        for (String word : list.split(",")) {
            cures.add(Cure.find(word.strip())
                    .orElseThrow(() -> new UsageException(
                            "%s is no kind of cure; there are %s".formatted(word, String.join(", ", Cure.words())))));
        }
        return cures;
    }

    private static void tell(Optimization optimization, String name, PrintStream out) {
        optimization.done().forEach(d -> line(out, name, d.place(), d.service(), d.cure(), d.what()));
        optimization.refused().forEach(r -> line(out, name, r.place(), r.service(), r.cure(), "refused: " + r.why()));
        out.println("%s, %d refused."
                .formatted(
                        Quantities.count(optimization.done().size(), "cure"),
                        optimization.refused().size()));
        boolean sized = optimization.done().stream().anyMatch(d -> d.cure() == Cure.RESOURCES);
        if (sized) {
            out.println("With them the file reserves %s and %s in all: see that the Swarm has that much, one node lost."
                    .formatted(
                            Quantities.cores(optimization.reserved().cpuNano()),
                            Quantities.bytes(optimization.reserved().memoryBytes())));
            // In the file a comment says so, but not in braces.
            out.println("What is sized by its kind of service was not measured, whether a comment says so or not.");
        }
    }

    private static void tellObstacles(List<FileFinding> obstacles, String name, PrintStream err) {
        if (obstacles.isEmpty()) {
            return;
        }
        err.println(FileReport.printable("%s %s from running as it is written, and no cure mends that:"
                .formatted(obstacles.size() == 1 ? "A fault keeps" : obstacles.size() + " faults keep", name)));
        obstacles.stream()
                .limit(MOST_OBSTACLES)
                .forEach(o -> err.println(FileReport.printable("%s:%d:%d: %s"
                        .formatted(name, o.place().line(), o.place().column(), o.title()))));
        if (obstacles.size() > MOST_OBSTACLES) {
            err.println(FileReport.printable("and more: review %s".formatted(name)));
        }
    }

    private static void line(PrintStream out, String name, Place place, String service, Cure cure, String what) {
        out.println(FileReport.printable(
                "%s:%d:%d: %s: %s: %s".formatted(name, place.line(), place.column(), service, cure.word(), what)));
    }
}
