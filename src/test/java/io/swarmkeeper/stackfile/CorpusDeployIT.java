package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Stack files deployed to the real Swarm before and after their cure: the engine's specs of both differ in what the cures
 * are said to set, by name and value, and in nothing else. Two files of our own, and ten public ones where ../shared/corpus
 * is beside the checkout.
 */
class CorpusDeployIT {

    private static final Path CORPUS = Path.of("..", "shared", "corpus");
    /** The engine takes half a second to a second for the digest of an image: only few are asked for. */
    private static final int FEW_SERVICES = 2;

    /** What the files ask for; all of it is made up. */
    private static final Map<String, String> VARIABLES = Map.of(
            "SHOP_REGION", "north",
            "POSTGRES_PASSWORD", "of-postgres",
            "BACKEND_IMAGE", "atlas/backend:1",
            "FRONTEND_IMAGE", "atlas/frontend:1",
            "DOCKER_REGISTRY", "scoobyjava15");

    private static StackLab lab;

    @BeforeAll
    static void open() throws IOException {
        lab = new StackLab(VARIABLES);
        assumeTrue(lab.clientVersion() >= 24, "the docker client is older than 24 and reads stack files otherwise");
        lab.give("SHOP_DIGEST", lab.digest());
        lab.neighbour("api.env", "FROM=a file\n");
    }

    @AfterAll
    static void close() throws IOException {
        lab.close();
    }

    @Test
    void shopDiffersByTheListedCuresAndRunsWithThem() throws IOException {
        Path cured = deployBoth(
                "shop", "shop.yml", own("shop.yml"), EnumSet.complementOf(EnumSet.of(Cure.NETWORKS, Cure.VOLUMES)));
        runs(cured, "shop-cured", Set.of("web", "api", "orders-api", "sessions", "on-each"));
    }

    @Test
    void jobsWithCarriageReturnsDifferByTheListedCuresAndRunWithThem() throws IOException {
        Path cured = deployBoth(
                "jobs",
                "jobs.yml",
                own("jobs.yml").replace("\n", "\r\n"),
                EnumSet.of(Cure.RESOURCES, Cure.LOGGING, Cure.UPDATE_POLICY));
        runs(cured, "jobs-cured", Set.of("worker"));
    }

    @Test
    void dataLeaveTheGatewaysNetworkAndReadersGoToTheirVolume() throws IOException {
        Path cured = deployBoth("split", "split.yml", own("split.yml"), EnumSet.of(Cure.NETWORKS, Cure.VOLUMES));
        assertThat(lab.config(cured).get("proxy").get("networks")).isEqualTo(Collections.singletonMap("shop", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "03", "05", "06", "08", "09", "12", "16", "25", "31"})
    void differsByTheListedCures(String number) throws IOException {
        Path file = corpus(number);
        deployBoth(
                "corpus-" + number, file.getFileName().toString(), Files.readString(file), EnumSet.noneOf(Cure.class));
    }

    /** The later version of the plan's own system: no cure makes a network and secrets that the file does not declare. */
    @Test
    void isRefusedForWhatTheReviewSaid() throws IOException {
        Path file = corpus("32");
        String text = Files.readString(file);
        Path path = lab.write(file.getFileName().toString(), text);
        StackFile stack = parse(path, text);
        lab.surround(path, lab.config(path));

        assertThat(Review.of(stack).stream().map(FileFinding::code)).contains("undefined-network", "undefined-secret");
        // which of them the client meets first is left to chance
        try {
            for (String each : List.of(
                    text, Optimizer.optimize(stack, EnumSet.allOf(Cure.class)).text())) {
                lab.write(path.getFileName().toString(), each);
                assertThatThrownBy(() -> lab.deploy(path, "corpus-32", false))
                        .hasMessageFindingMatch("undefined (network|secret) ");
                assertThat(lab.specs("corpus-32")).isEmpty();
            }
        } finally {
            lab.remove("corpus-32");
        }
    }

    /**
     * Without tasks: what stands in for a file's programs cannot do what it asks for, and from an update that fails the
     * engine goes back to the old spec by itself, once a cure has told it to.
     *
     * @return the cured file
     */
    private static Path deployBoth(String stack, String name, String text, Set<Cure> atLeast) throws IOException {
        Path path = lab.write(name, text);
        Map<String, Map<String, Object>> before = lab.config(path);
        lab.surround(path, before);
        boolean withDigests = before.size() <= FEW_SERVICES;
        Optimization cured = Optimizer.optimize(parse(path, text), EnumSet.allOf(Cure.class));
        assertThat(cured.done()).isNotEmpty();
        try {
            lab.tasks(false);
            lab.deploy(path, stack, withDigests);
            Map<String, JsonNode> specs = lab.specs(stack);
            assertThat(specs.keySet()).isEqualTo(before.keySet());

            lab.write(name, cured.text());
            lab.deploy(path, stack, withDigests);
            compare(before, specs, lab.config(path), lab.specs(stack), cured.done(), atLeast);
        } finally {
            try {
                lab.remove(stack);
            } finally {
                lab.tasks(true); // else all that come after would wait for nodes that take tasks
            }
        }
        return path;
    }

    private static void runs(Path cured, String stack, Set<String> services) throws IOException {
        lab.surround(cured, lab.config(cured));
        try {
            lab.deploy(cured, stack, true);
            lab.runs(stack, services);
        } finally {
            lab.remove(stack);
        }
    }

    private static void compare(
            Map<String, Map<String, Object>> before,
            Map<String, JsonNode> specsBefore,
            Map<String, Map<String, Object>> after,
            Map<String, JsonNode> specsAfter,
            List<Optimization.Done> done,
            Set<Cure> atLeast) {
        assertThat(specsAfter.keySet()).isEqualTo(specsBefore.keySet());
        Map<String, Set<String>> made = new TreeMap<>();
        for (String service : specsBefore.keySet()) {
            Map<String, String> wanted =
                    difference(SpecFields.of(service, before.get(service)), SpecFields.of(service, after.get(service)));
            Map<String, String> found =
                    difference(SpecFields.flat(specsBefore.get(service)), SpecFields.flat(specsAfter.get(service)));
            assertThat(found).as("spec of %s", service).isEqualTo(wanted);
            found.keySet()
                    .forEach(path ->
                            made.computeIfAbsent(service, s -> new TreeSet<>()).add(place(path)));
        }
        Map<String, Set<String>> listed = new TreeMap<>();
        done.stream()
                .filter(d -> specsBefore.containsKey(d.service()))
                .forEach(d -> listed.computeIfAbsent(d.service(), s -> new TreeSet<>())
                        .add(SpecFields.PLACES.get(d.cure())));
        assertThat(made).as("services and where their cures are").isEqualTo(listed);
        assertThat(done.stream().map(Optimization.Done::cure).collect(Collectors.toSet()))
                .containsAll(atLeast);
    }

    private static String place(String path) {
        return SpecFields.PLACES.values().stream()
                .filter(path::startsWith)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cure sets " + path));
    }

    /** What is not the same, by path: the old value and the new one. */
    private static Map<String, String> difference(Map<String, String> before, Map<String, String> after) {
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        Map<String, String> different = new LinkedHashMap<>();
        for (String path : paths) {
            String old = before.getOrDefault(path, "nothing");
            String now = after.getOrDefault(path, "nothing");
            if (!old.equals(now)) {
                different.put(path, old + " -> " + now);
            }
        }
        return different;
    }

    private static StackFile parse(Path path, String text) {
        return StackFile.parse(
                text.getBytes(StandardCharsets.UTF_8), Optional.of(path.getParent()), Variables.of(lab.environment()));
    }

    private static String own(String name) throws IOException {
        try (InputStream stream = CorpusDeployIT.class.getResourceAsStream("/stack-files/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Path corpus(String number) throws IOException {
        assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.filter(f -> f.getFileName().toString().startsWith(number + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
