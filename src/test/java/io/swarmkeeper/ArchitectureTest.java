package io.swarmkeeper;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Guards the map in docs/architecture.md: which room may know which, and what each may be built with. */
class ArchitectureTest {

    private static final String ROOT = "io.swarmkeeper";

    /** The arrows, exactly as docs/architecture.md draws them. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("swarm", Set.of()),
            entry("wire", Set.of()),
            entry("audit", Set.of()),
            entry("agent", Set.of("wire")),
            entry("scheduler", Set.of("swarm", "audit")),
            entry("collector", Set.of("swarm", "audit")),
            entry("telemetry", Set.of("swarm", "wire", "collector", "audit")),
            entry("analysis", Set.of("swarm", "wire", "scheduler", "collector", "telemetry", "audit")),
            entry("remediation", Set.of("swarm", "scheduler", "telemetry", "analysis", "audit")),
            entry("change", Set.of("swarm", "scheduler", "collector", "telemetry", "analysis", "remediation", "audit")),
            entry("engine", Set.of("swarm", "collector", "change", "audit")),
            entry("stackfile", Set.of("swarm", "scheduler", "analysis", "remediation", "audit")),
            entry("cli", Set.of("swarm", "collector", "analysis", "remediation", "engine", "stackfile", "audit")),
            entry(
                    "web",
                    Set.of(
                            "swarm",
                            "wire",
                            "scheduler",
                            "collector",
                            "telemetry",
                            "analysis",
                            "remediation",
                            "change",
                            "stackfile",
                            "audit")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void roomsKnowOnlyTheRoomsTheMapAllows() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String here = room(from);
                String there = room(dependency.getTargetClass());
                if (!here.isEmpty()
                        && !there.isEmpty()
                        && !here.equals(there)
                        && !allowed(here).contains(there)) {
                    forbidden.add(here + " -> " + there + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(forbidden).isEmpty();
    }

    @Test
    void everyRoomIsOnTheMap() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(c -> rooms.add(room(c)));
        rooms.remove("");
        assertThat(ARROWS.keySet()).containsAll(rooms);
    }

    @Test
    void theMapInTheDocumentIsThisMap() throws IOException {
        Map<String, Set<String>> drawn = new TreeMap<>();
        try (Stream<String> lines = Files.lines(Path.of("docs/architecture.md"))) {
            lines.filter(l -> l.startsWith("| `")).forEach(line -> {
                String[] cells = line.split("\\|");
                Set<String> targets = new TreeSet<>();
                for (String target : cells[2].split(",")) {
                    String name = target.strip().replace("`", "");
                    if (!name.isEmpty() && !name.equals("nothing")) {
                        targets.add(name);
                    }
                }
                drawn.put(cells[1].strip().replace("`", ""), targets);
            });
        }
        Map<String, Set<String>> guarded = new TreeMap<>();
        ARROWS.forEach((room, targets) -> {
            Set<String> withoutAudit = new TreeSet<>(targets);
            withoutAudit.remove("audit");
            guarded.put(room, withoutAudit);
        });
        assertThat(drawn).isEqualTo(guarded);
    }

    @Test
    void onlyTheEngineRoomKnowsDockerJava() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.github.dockerjava..", "org.apache.hc..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWebRoomKnowsSpringMvcAndSecurity() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework.web..",
                        "org.springframework.security..",
                        "jakarta.servlet..",
                        "org.thymeleaf..")
                .check(CLASSES);
    }

    @Test
    void pureRoomsKnowNoSpringAndNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".swarm..",
                        ROOT + ".scheduler..",
                        ROOT + ".analysis.detector..",
                        ROOT + ".analysis.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..")
                .check(CLASSES);
    }

    @Test
    void theSwarmRoomKnowsTheJdkOnly() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".swarm..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(ROOT + ".swarm..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theWireAndTheAgentKnowNoSpringAndNoDockerJava() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".wire..", ROOT + ".agent..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        ROOT + ".wire..",
                        ROOT + ".agent..",
                        "java..",
                        "javax.crypto..",
                        "jdk.net..",
                        "com.sun.net.httpserver..",
                        "com.grack.nanojson..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void noRoomIsNamedAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..common..", "..model..", "..dto..", "..service..", "..impl..", "..manager..")
                .check(CLASSES);
    }

    @Test
    void nothingPrintsToTheConsoleOrItsStackTraces() {
        noClasses()
                .should()
                .callMethod(Throwable.class, "printStackTrace")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    private static Set<String> allowed(String room) {
        return ARROWS.getOrDefault(room, Set.of());
    }

    /** The first package below the root; empty for the root itself and for everything else. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
