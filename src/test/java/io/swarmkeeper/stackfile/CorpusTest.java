package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.swarm.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real public stack files, where ../shared/corpus is beside the checkout; docker stack config is asked where it is there. */
class CorpusTest {

    private static final Path CORPUS = Path.of("..", "shared", "corpus");

    /** What their authors keep beside the files. */
    private static final List<String> NEIGHBOURS =
            List.of("geoip-updater.env", "matomo.env", "db-1.env", "db-2.env", "db-3.env");

    /** Variables that one of them insists on. */
    private static final Map<String, String> VARIABLES = Map.of("GITLAB_HOST", "1", "REGISTRY_HOST", "1");

    /** Refused by docker stack config as well (INDEX.md). */
    private static final List<String> UNREADABLE = List.of("26-", "27-", "30-");

    @TempDir
    static Path folder;

    @BeforeAll
    static void copy() throws IOException {
        assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yml")).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        for (String neighbour : NEIGHBOURS) {
            Files.createFile(folder.resolve(neighbour));
        }
    }

    @Test
    void curesEveryFileThatIsOneAndChangesNothingElse() throws IOException {
        long lines = 0;
        long kept = 0;
        for (Path path : files()) {
            if (isUnreadable(path)) {
                continue;
            }
            StackFile file = read(path);
            Optimization optimization = Optimizer.optimize(file, EnumSet.allOf(Cure.class));
            List<String> before = split(file.yaml().text());
            List<String> after = split(optimization.text());
            long same = before.size() - lost(before, after).size();
            lines += before.size();
            kept += same;
            assertThat(optimization.done()).as(path.getFileName().toString()).isNotEmpty();
            // Only a value that was replaced, an alias that was opened and a last line without an end may differ.
            assertThat(lost(before, after))
                    .as(path.getFileName().toString())
                    .allSatisfy(l ->
                            assertThat(l).matches("(?s).*(replicas|failure_action|parallelism|deploy): ?.*|.*[^\n]"));
            assertThat(Optimizer.optimize(file.withText(optimization.text()), EnumSet.allOf(Cure.class))
                            .text())
                    .as("cured twice: %s", path.getFileName())
                    .isEqualTo(optimization.text());
        }
        System.out.printf("%d of %d lines of the corpus are as they were%n", kept, lines);
        assertThat(lines).isGreaterThan(3000);
        assertThat((double) kept / lines)
                .as("%d of %d lines are as they were", kept, lines)
                .isGreaterThan(0.99);
    }

    /** Each service gets a change of its own, and its undo. */
    @Test
    void takesAChangeOfAnyServiceAndItsUndo() throws IOException {
        Resources wanted = Resources.of(123_000_000, 77 << 20);
        int patched = 0;
        int refused = 0;
        int exactly = 0;
        for (Path path : files()) {
            if (isUnreadable(path)) {
                continue;
            }
            StackFile file = read(path);
            for (StackService service : file.services()) {
                String what = path.getFileName() + " " + service.name();
                Resources limits = service.spec().template().limits();
                Resources reservations = service.spec().template().reservations();
                String after;
                try {
                    after = StackPatch.apply(file, service.name(), wanted, wanted);
                } catch (StackFileException e) {
                    assertThat(e.getMessage()).as(what).matches(".*(comes from a variable|for all who use).*");
                    refused++;
                    continue;
                }
                patched++;
                String back = StackPatch.apply(file.withText(after), service.name(), limits, reservations);
                exactly += back.equals(file.yaml().text()) ? 1 : 0;
                if (limits.isNone() && reservations.isNone()) {
                    assertThat(Meaning.of(YamlFile.parse(back).root()))
                            .as(what)
                            .isEqualTo(Meaning.of(file.yaml().root()));
                }
            }
        }
        System.out.printf("%d changes, %d taken back byte for byte, %d refused%n", patched, exactly, refused);
        assertThat(patched).isGreaterThan(100);
        assertThat((double) refused / patched).isLessThan(0.1);
        assertThat((double) exactly / patched).isGreaterThan(0.7);
    }

    @Test
    void refusesWhatDockerStackConfigCannotReadAndNamesThePlace() throws IOException {
        for (Path path : files()) {
            if (isUnreadable(path)) {
                assertThatThrownBy(() -> read(path))
                        .isInstanceOfSatisfying(
                                StackFileException.class,
                                e -> assertThat(e.place().line()).isGreaterThan(1));
            }
        }
    }

    @Test
    void findsTheFaultsOfThePlansOwnSystem() throws IOException {
        StackFile file = read(folder.resolve("32-sophia-docker-compose.cloud-b.yml"));
        Map<String, Integer> codes = new TreeMap<>();
        Review.of(file).forEach(f -> codes.merge(f.code(), 1, Integer::sum));

        assertThat(codes)
                .containsKeys(
                        "undefined-secret",
                        "no-resource-limits",
                        "no-health-check",
                        "unpinned-local-volume",
                        "path-on-every-node");
        assertThat(Review.of(file).stream().filter(f -> f.severity() == Severity.CRITICAL))
                .hasSizeGreaterThan(10);
    }

    @Test
    void isAcceptedByDockerStackConfigWhereverTheOriginalWas() throws Exception {
        assumeTrue(docker(folder, "version", "--format", "{{.Client.Version}}").isPresent(), "no docker client");
        List<String> accepted = new ArrayList<>();
        for (Path path : files()) {
            Optional<String> original = docker(folder, "stack", "config", "-c", path.toString());
            if (isUnreadable(path)) {
                assertThat(original).as(path.getFileName().toString()).isEmpty();
                continue;
            }
            StackFile file = read(path);
            if (original.isEmpty()) {
                assertThat(Review.of(file))
                        .as(path.getFileName().toString())
                        .anyMatch(f -> f.severity() == Severity.CRITICAL);
                continue;
            }
            Optimization optimization = Optimizer.optimize(file, EnumSet.allOf(Cure.class));
            Path cured = folder.resolve("cured.yml");
            Files.writeString(cured, optimization.text());
            Optional<String> after = docker(folder, "stack", "config", "-c", cured.toString());
            assertThat(after).as(path.getFileName().toString()).isPresent();
            assertOnlyCured(path, YamlFile.parse(original.get()), YamlFile.parse(after.get()), optimization);
            accepted.add(path.getFileName().toString());
        }
        assertThat(accepted).hasSizeGreaterThan(25);
    }

    /** What docker made of both differs in cured services alone, and there below nothing but what cures may set. */
    private static void assertOnlyCured(Path path, YamlFile before, YamlFile after, Optimization optimization) {
        List<String> cured = optimization.done().stream()
                .map(Optimization.Done::service)
                .distinct()
                .toList();
        Map<String, String> flat = new TreeMap<>();
        flatten(Meaning.of(before.root()), "", flat);
        Set<String> changes = new TreeSet<>();
        Map<String, String> now = new TreeMap<>();
        flatten(Meaning.of(after.root()), "", now);
        now.forEach((k, v) -> {
            if (!v.equals(flat.remove(k))) {
                changes.add(k);
            }
        });
        changes.addAll(flat.keySet());
        assertThat(changes).as(path.getFileName().toString()).isNotEmpty().allSatisfy(changed -> {
            assertThat(cured).anyMatch(s -> changed.startsWith("services." + s + "."));
            assertThat(changed)
                    .matches(
                            "services\\..+\\.(deploy\\.(resources\\..+|replicas|update_config\\..+|placement\\.constraints.*)|healthcheck\\..+|logging\\..+)");
        });
    }

    private static void flatten(Meaning meaning, String path, Map<String, String> flat) {
        switch (meaning) {
            case Meaning.Text text -> flat.put(path, text.value());
            case Meaning.Items items -> flat.put(path, items.toString());
            case Meaning.Fields fields ->
                fields.fields().forEach((k, v) -> flatten(v, path.isEmpty() ? k : path + "." + k, flat));
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("\\d\\d-.*\\.yml"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isUnreadable(Path path) {
        return UNREADABLE.stream().anyMatch(path.getFileName().toString()::startsWith);
    }

    private static StackFile read(Path path) throws IOException {
        return StackFile.parse(Files.readAllBytes(path), Optional.of(folder), Variables.of(VARIABLES));
    }

    /** With their ends. */
    private static List<String> split(String text) {
        return List.of(text.split("(?<=\n)"));
    }

    /** Lines that are in no longest common run of both. */
    private static List<String> lost(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lost = new ArrayList<>();
        int j = 0;
        for (int i = 0; i < before.size(); i++) {
            while (j < after.size() && !before.get(i).equals(after.get(j)) && common[i][j] == common[i][j + 1]) {
                j++;
            }
            if (j < after.size() && before.get(i).equals(after.get(j))) {
                j++;
            } else {
                lost.add(before.get(i));
            }
        }
        return lost;
    }

    /** Its output; empty if it failed or is not there. */
    private static Optional<String> docker(Path folder, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(VARIABLES);
        Path output = folder.resolve("output.txt");
        builder.redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            boolean client = words[0].equals("version");
            return process.exitValue() == 0 || client ? Optional.of(Files.readString(output)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
