package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.Cure;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.KnownSizes;
import io.swarmkeeper.stackfile.Optimization;
import io.swarmkeeper.stackfile.Optimizer;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.StorageFolders;
import io.swarmkeeper.stackfile.UnifiedDiff;
import io.swarmkeeper.swarm.Quantities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A stack file that was read: what was found beside its lines, and what the chosen cures would make of it.
 *
 * @param unshown how many findings have no place on the page, the least bad ones; empty if all have
 * @param faults what was left out because of a fault of ours
 * @param diff of the file and the cured one, secrets hidden; empty if nothing is to be changed
 * @param stack the running one that it is compared with and sized by, as far as that was measured; empty for none
 * @param reserved what all replicas of all services reserve once cured; empty if no amounts were set
 */
record StackFileSheet(
        String headline,
        List<FileListing.Line> lines,
        String unshown,
        List<Choice> choices,
        String outcome,
        Some<Row> done,
        Some<Row> refused,
        Some<Row> faults,
        Some<PlanDiff.Line> diff,
        String stack,
        String reserved) {

    /** A page of more is read by nobody, and takes the memory of a small container. */
    static final int MOST = 1_000;

    /**
     * The first {@link #MOST}.
     *
     * @param unshown how many more there are, in words; empty if there are none
     */
    record Some<T>(List<T> rows, String unshown) {

        static <T> Some<T> of(List<T> all) {
            return new Some<>(all.stream().limit(MOST).toList(), StackFileSheet.unshown(all.size()));
        }
    }

    /** One kind of cure to choose. */
    record Choice(String word, String title, String what, boolean chosen) {}

    /** @param what was set, or why it was refused */
    record Row(String cure, String service, int line, String what) {}

    static StackFileSheet of(
            StackFile file,
            List<FileFinding> findings,
            String name,
            Set<Cure> cures,
            String stack,
            KnownSizes known,
            StorageFolders storage) {
        return of(file, findings, name, cures, stack, Optimizer.optimize(file, cures, known, storage));
    }

    static StackFileSheet of(
            StackFile file,
            List<FileFinding> findings,
            String name,
            Set<Cure> cures,
            String stack,
            Optimization optimization) {
        String text = file.yaml().text();
        List<Row> done = optimization.done().stream()
                .map(d -> row(d.cure(), d.service(), d.place().line(), d.what()))
                .toList();
        List<Row> refused = rows(optimization.refused());
        boolean sized = optimization.done().stream().anyMatch(d -> d.cure() == Cure.RESOURCES);
        return new StackFileSheet(
                headline(name, findings),
                FileListing.of(
                        text,
                        findings.stream()
                                .sorted(Comparator.comparing(FileFinding::severity))
                                .limit(MOST)
                                .toList()),
                unshown(findings.size()),
                Arrays.stream(Cure.values())
                        .map(c -> choice(c, cures.contains(c)))
                        .toList(),
                Wording.sentence("%s, %s refused"
                        .formatted(
                                Wording.count(done.size(), "cure"),
                                refused.isEmpty() ? "none" : Integer.toString(refused.size()))),
                Some.of(done),
                Some.of(refused),
                Some.of(rows(optimization.faults())),
                diff(name, text, optimization.text()),
                stack,
                sized
                        ? Quantities.cores(optimization.reserved().cpuNano()) + " and "
                                + Quantities.bytes(optimization.reserved().memoryBytes())
                        : "");
    }

    private static String unshown(int all) {
        return all > MOST
                ? "%d more are not shown here; the API and the command line tell all.".formatted(all - MOST)
                : "";
    }

    private static List<Row> rows(List<Optimization.Refused> refused) {
        return refused.stream()
                .map(r -> row(r.cure(), r.service(), r.place().line(), r.why()))
                .toList();
    }

    private static Row row(Cure cure, String service, int line, String what) {
        return new Row(cure.word(), Wording.name(service), line, FileListing.shown(what));
    }

    private static String headline(String name, List<FileFinding> findings) {
        List<String> counts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long n = findings.stream().filter(f -> f.severity() == severity).count();
            if (n > 0) {
                counts.add(Wording.count(
                        n,
                        switch (severity) {
                            case CRITICAL -> "critical finding";
                            case WARNING -> "warning";
                            case INFO -> "hint";
                        }));
            }
        }
        return counts.isEmpty()
                ? "Nothing was found in " + name
                : "%s has %s".formatted(name, Wording.list(counts, counts.size()));
    }

    /** Both sides are hidden alike, so that what is hidden never looks changed. */
    static Some<PlanDiff.Line> diff(String name, String before, String after) {
        String diff = UnifiedDiff.of(name, MaskedYaml.of(before), MaskedYaml.of(after));
        return Some.of(diff.strip()
                .lines()
                .map(l -> new PlanDiff.Line(look(l), Wording.clip(l, 400)))
                .toList());
    }

    private static String look(String line) {
        if (line.startsWith("@@") || line.startsWith("--- ") || line.startsWith("+++ ") || line.startsWith("\\")) {
            return "at";
        }
        return line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "";
    }

    private static Choice choice(Cure cure, boolean chosen) {
        return switch (cure) {
            case RESOURCES ->
                new Choice(cure.word(), "Resources", "limits and reservations where there are none", chosen);
            case HEALTH_CHECKS ->
                new Choice(cure.word(), "Health checks", "for official images whose program is known", chosen);
            case UPDATE_POLICY ->
                new Choice(cure.word(), "Update policy", "one task at a time, failed updates roll back", chosen);
            case LOGGING -> new Choice(cure.word(), "Logging", "at most three files of 10 MB", chosen);
            case REPLICAS -> new Choice(cure.word(), "Replicas", "two where there is no sign of state", chosen);
            case PLACEMENT ->
                new Choice(cure.word(), "Placement", "on the label that the others of its kind stand on", chosen);
            case VOLUMES ->
                new Choice(
                        cure.word(),
                        "Volumes",
                        "who only reads a local volume goes where it is written; new ones into the folder of their class",
                        chosen);
            case NETWORKS ->
                new Choice(
                        cure.word(), "Networks", "data off the gateways' network, where all needs are shown", chosen);
        };
    }
}
