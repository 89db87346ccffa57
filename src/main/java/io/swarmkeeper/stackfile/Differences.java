package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.Statements.Statement;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.swarm.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/** Statement by statement, what a file says and what runs. */
final class Differences {

    private static final Set<String> PAIRS = Set.of("environment", "labels", "sysctls", "options", "driver_opts");
    private static final Set<String> LISTS = Set.of("command", "entrypoint", "test");
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @param at of it in the file; empty if only the Swarm has it
     * @param words what the file says and what the Swarm has, secrets hidden
     * @param meaning what the next deploy does, a sentence
     */
    record Difference(String path, Optional<YamlNode> at, String words, String meaning) {}

    private final Statements here;
    private final Statements there;
    private final Map<String, String> usualHere;
    private final Map<String, String> usualThere;

    /** @param usualHere what counts in the file where it says nothing, by path; likewise there */
    Differences(Statements here, Statements there, Map<String, String> usualHere, Map<String, String> usualThere) {
        this.here = here;
        this.there = there;
        this.usualHere = usualHere;
        this.usualThere = usualThere;
    }

    List<Difference> all() {
        Set<String> paths = new TreeSet<>(here.said().keySet());
        paths.addAll(there.said().keySet());
        List<Difference> all = new ArrayList<>();
        for (String path : paths) {
            if (here.isOpen(path) || there.isOpen(path) || isInsideOfMissing(path)) {
                continue;
            }
            Optional<Statement> said = Optional.ofNullable(here.said().get(path));
            Optional<Statement> runs = Optional.ofNullable(there.said().get(path));
            Optional<String> wanted = said.map(Statement::value).or(() -> Optional.ofNullable(usualHere.get(path)));
            Optional<String> found = runs.map(Statement::value).or(() -> Optional.ofNullable(usualThere.get(path)));
            if (!wanted.equals(found)) {
                all.add(difference(path, said, runs, wanted, found));
            }
        }
        return all;
    }

    /** A mount that is lacking lacks its options as well; that need not be said of each. */
    private boolean isInsideOfMissing(String path) {
        return Statements.whole(path)
                .filter(w -> here.said().containsKey(w) != there.said().containsKey(w))
                .isPresent();
    }

    private static Difference difference(
            String path,
            Optional<Statement> said,
            Optional<Statement> runs,
            Optional<String> wanted,
            Optional<String> found) {
        Optional<YamlNode> at = said.map(Statement::at);
        String name = Words.text(path);
        if (said.isEmpty()) {
            String usual = wanted.filter(w -> !w.isEmpty())
                    .map(w -> ", so that it is " + shown(path, w))
                    .orElse("");
            return new Difference(
                    path,
                    at,
                    "the Swarm has %s %s, and the file says nothing of it%s"
                            .formatted(name, shown(path, found.orElse("")), usual),
                    usual.isEmpty() ? "The next deploy takes it away." : "The next deploy makes it that again.");
        }
        if (runs.isEmpty()) {
            String usual = found.filter(f -> !f.isEmpty())
                    .map(f -> "has " + shown(path, f))
                    .orElse("has none");
            return new Difference(
                    path,
                    at,
                    "%s is %s here, and the Swarm %s".formatted(name, shown(path, said.get()), usual),
                    "The next deploy sets it.");
        }
        String a = shown(path, said.get());
        if (!said.get().written().isEmpty() && mayHoldAnything(path)) {
            // What runs is what the variable had before, and as secret.
            return new Difference(
                    path,
                    at,
                    "%s is %s here, with another value than in the Swarm".formatted(name, a),
                    "The next deploy sets what stands here.");
        }
        String b = shown(path, found.orElse(""));
        String words = a.equals(b)
                ? "%s is another value here than in the Swarm; both look secret".formatted(name)
                : "%s is %s here and %s in the Swarm".formatted(name, a, b);
        return new Difference(path, at, words, "The next deploy sets what stands here.");
    }

    private static boolean mayHoldAnything(String path) {
        List<String> parts = List.of(path.split("\\."));
        return pairAt(parts) >= 0 || LISTS.contains(parts.getLast());
    }

    /** What came in by a variable as the file has it. */
    private static String shown(String path, Statement said) {
        return said.written().isEmpty()
                ? shown(path, said.value())
                : StackFile.shortened(Masking.text(said.written()).replaceAll("\\s+", " "));
    }

    /** Secrets hidden, no longer than a line. */
    private static String shown(String path, String value) {
        List<String> parts = List.of(path.split("\\."));
        int pair = pairAt(parts);
        String shown;
        if (pair >= 0) {
            shown = Masking.value(String.join(".", parts.subList(pair, parts.size())), value);
        } else if (LISTS.contains(parts.getLast()) && value.startsWith("[")) {
            List<String> words = new ArrayList<>();
            JSON.readTree(value).values().forEach(v -> words.add(v.asString("")));
            shown = String.join(" ", Masking.words(words));
        } else {
            shown = Masking.text(value);
        }
        return shown.isEmpty() ? "empty" : StackFile.shortened(shown.replaceAll("\\s+", " "));
    }

    /** Where a name begins that somebody gave to a value; -1 if the path has none. */
    private static int pairAt(List<String> parts) {
        for (int i = 0; i < parts.size() - 1; i++) {
            if (PAIRS.contains(parts.get(i))) {
                return i + 1;
            }
        }
        return -1;
    }
}
