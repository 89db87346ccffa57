package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageCureTest {

    private static final String FILE = """
            services:
              db:
                image: postgres:16
                volumes:
                  - pg:/var/lib/postgresql/data
                deploy:
                  placement:
                    constraints: [node.labels.disk == fast]
              redis:
                image: redis:7
                volumes: ["cached:/data"]
                deploy: {placement: {constraints: [node.hostname == n1]}}
            volumes:
              pg:   # the orders
              cached:
            """;

    private static final String IN_FOLDER = """
                driver: local
                driver_opts:
                  type: none
                  o: bind
                  # Must be there on each node that takes it; a volume that exists already stays where it is
                  device: /mnt/fast-ssd/pg
            """;

    @Test
    void putsAVolumeIntoTheFolderOfItsClass() {
        Optimization seen = optimize(FILE, "database=/mnt/fast-ssd");

        assertThat(seen.text()).isEqualTo(FILE.replace("# the orders\n", "# the orders\n" + indented(IN_FOLDER)));
        assertThat(told(seen))
                .containsExactly(
                        "pg@14: made in /mnt/fast-ssd/pg, storage of class database, where it does not exist yet; where it"
                                + " does, it keeps its data and its place. The deploy starts db anew: what pins them must lead"
                                + " to the node that has the data, and the folder must be there, or tasks fail. Another stack"
                                + " with a volume of that name and class would write into the same folder: give it another");
        assertThat(refusals(seen)).isEmpty();
        Optimization twice = optimize(seen.text(), "database=/mnt/fast-ssd");
        assertThat(twice.text()).isEqualTo(seen.text());
        assertThat(twice.done()).isEmpty();
        assertThat(twice.refused()).isEmpty();
    }

    @Test
    void writesAsTheFileIsWritten() {
        String braces = FILE.replace("  pg:   # the orders\n  cached:\n", "  pg: {labels: {of: shop}}\n  cached: {}\n");
        assertThat(optimize(braces, "database=/a,cache=/b").text())
                .isEqualTo(braces.replace(
                                "{labels: {of: shop}}",
                                "{labels: {of: shop}, driver: local, driver_opts: {type: none, o: bind, device: /a/pg}}")
                        .replace(
                                "  cached: {}\n",
                                indented(IN_FOLDER)
                                        .replace("/mnt/fast-ssd/pg", "/b/cached")
                                        .transform(s -> "  cached:\n" + s)));
        String returns = FILE.replace("\n", "\r\n");
        assertThat(optimize(returns, "database=/mnt/fast-ssd").text())
                .isEqualTo(FILE.replace("# the orders\n", "# the orders\n" + indented(IN_FOLDER))
                        .replace("\n", "\r\n"));
        String local = FILE.replace("  pg:   # the orders\n", "  pg:\n    driver: local\n");
        assertThat(optimize(local, "database=/mnt/fast-ssd").text())
                .isEqualTo(local.replace("    driver: local\n", indented(IN_FOLDER)));
    }

    /** A mapping that others share is not changed for them. */
    @Test
    void givesAnAliasedVolumeAPartOfItsOwn() {
        String shared = FILE.replace("  pg:   # the orders\n  cached:\n", "  pg: *all\n  cached: *all\n")
                + "x-all: &all\n  labels: {of: shop}\n";
        String anchored =
                "x-all: &all\n  labels: {of: shop}\n" + shared.replace("x-all: &all\n  labels: {of: shop}\n", "");
        Optimization seen = optimize(anchored, "database=/a");
        assertThat(seen.faults()).isEmpty();
        assertThat(seen.text())
                .contains("  pg:\n    <<: *all\n    driver: local\n")
                .contains("  cached: *all\n");
        assertThat(optimize(seen.text(), "database=/a").text()).isEqualTo(seen.text());
    }

    @Test
    void takesTheNameThatItHasInEveryStack() {
        assertThat(optimize(FILE.replace("  pg:   # the orders\n", "  pg: {name: orders}\n"), "database=/a")
                        .text())
                .contains("{name: orders, driver: local, driver_opts: {type: none, o: bind, device: /a/orders}}");
    }

    /** Of files that a server is sent no variable has a value. */
    @Test
    void leavesEveryVolumeWhereAVariableMayMountIt() {
        for (String mount : List.of(
                "'${VOL}:/other'",
                "{type: volume, source: '${VOL}', target: /other}",
                "{type: '${T}', source: pg, target: /o}")) {
            String varied = FILE.replace("[\"cached:/data\"]", "[\"cached:/data\", %s]".formatted(mount));
            Optimization seen = optimize(varied, "database=/a");
            assertThat(seen.text()).as(mount).isEqualTo(varied);
            assertThat(refusals(seen)).as(mount).anyMatch(r -> r.contains("a variable says"));
        }
        String path = FILE.replace("[\"cached:/data\"]", "[\"cached:/data\", '/srv/${DIR}:/other:ro']");
        assertThat(optimize(path, "database=/a").text()).contains("device: /a/pg");
    }

    @Test
    void seesThroughPathsThatOnlyLookDifferent() {
        String bound = FILE.replace("[\"cached:/data\"]", "[\"cached:/data\", '/a/../a//pg:/other']");
        assertThat(refusals(optimize(bound, "database=/a")))
                .anyMatch(r -> r.contains("redis mounts that folder itself"));
        String made = FILE + "  else: {driver: local, driver_opts: {type: none, o: bind, device: /a//./pg/}}\n";
        assertThat(refusals(optimize(made, "database=/a")))
                .anyMatch(r -> r.contains("volume else of the file would be in the same folder"));
    }

    @Test
    void doesNothingUnlessSomebodySaysWhere() {
        Optimization seen = Optimizer.optimize(Written.file(FILE), Set.of(Cure.VOLUMES));
        assertThat(seen.text()).isEqualTo(FILE);
        assertThat(refusals(seen))
                .containsExactly(
                        "pg@14: no file shows where storage for a database is: name the folder, as storage database=/FOLDER",
                        "cached@15: no file shows where storage for a cache is: name the folder, as storage cache=/FOLDER");
        // Nothing is asked for where no answer would do.
        Optimization loose = Optimizer.optimize(
                Written.file(FILE.replace("node.hostname == n1", "node.role == worker")), Set.of(Cure.VOLUMES));
        assertThat(refusals(loose)).hasSize(2).noneMatch(r -> r.startsWith("cached"));
    }

    /** On the lab a deploy moved such a task, and it started empty. */
    @Test
    void refusesWhoMayStartOnAnotherNode() {
        String why =
                " may start on any node, and a deploy starts it anew: on another node than today's it would find the volume"
                        + " empty; pin it to where the data are, and to nodes that have the folder";
        refused(FILE.replace("node.labels.disk == fast", "node.role == worker"), "pg@14: db" + why);
        refused(FILE.replace("node.labels.disk == fast", "node.labels.disk != slow"), "pg@14: db" + why);
        refused(
                FILE.replace(
                        "volumes:\n  pg",
                        "  dump:\n    image: shop/dump\n    deploy: {mode: global}\n"
                                + "    volumes: ['pg:/from:ro']\nvolumes:\n  pg"),
                "pg@18: dump" + why);
    }

    /** Else the second run would do what the first one refused. */
    @Test
    void countsAReaderThatIsPinnedByTheSameCure() {
        String reader = FILE.replace(
                "volumes:\n  pg", "  reports:\n    image: shop/reports\n    volumes: ['pg:/from:ro']\nvolumes:\n  pg");
        Optimization seen = optimize(reader, "database=/mnt/fast-ssd");
        assertThat(seen.done().stream().map(Optimization.Done::service)).containsExactly("reports", "pg");
        assertThat(optimize(seen.text(), "database=/mnt/fast-ssd").text()).isEqualTo(seen.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {external: true}                                     | it is external: who makes it says where it is
        {driver: rexray}                                     | it has a driver or options of its own, and an engine changes neither afterwards
        {driver: '${DRIVER}'}                                | it has a driver or options of its own, and an engine changes neither afterwards
        {driver_opts: {type: tmpfs, device: tmpfs}}          | it has a driver or options of its own, and an engine changes neither afterwards
        {driver_opts: {type: none, o: bind, device: /old}}   | it has a driver or options of its own, and an engine changes neither afterwards
        {driver_opts: {device: '${DEVICE}'}}                 | it has a driver or options of its own, and an engine changes neither afterwards
        {name: 'orders_${STAGE:-dev}'}                       | a variable is in its name, so it may be another one at the next deploy
        {name: ..}                                           | no folder can have its name
        {name: a/b}                                          | no folder can have its name
        {name: cached}                                       | volume cached of the file would be in the same folder
        """)
    void refusesWhatIsMadeInAnotherWay(String declared, String why) {
        refused(FILE.replace("  pg:   # the orders\n", "  pg: " + declared + "\n"), "pg@14: " + why);
    }

    @Test
    void refusesWhatIsNotOneClassAlone() {
        refused(
                FILE.replace("\"cached:/data\"", "\"cached:/data\", \"pg:/pg\""),
                "pg@14: db (database) and redis (cache) write to it, and it cannot be storage of each of their classes");
        refused(
                FILE.replace("redis:\n    image: redis:7", "tool:\n    image: shop/tool")
                        .replace("\"cached:/data\"", "\"pg:/pg\""),
                "pg@14: db (database) and tool (service of no known kind) write to it, and it cannot be storage of each of their classes");
        refused(FILE.replace("pg:/var", "${PG:-pg}:/var"), "pg@14: a variable says who mounts it");
        refused(
                FILE.replace(
                        "- pg:/var/lib/postgresql/data",
                        "- {type: volume, source: pg, target: /var/lib/postgresql/data, volume: {subpath: a}}"),
                "pg@14: a folder inside it is mounted, which a new one does not have");
        refused(
                FILE.replace("\"cached:/data\"", "\"cached:/data\", \"/mnt/fast-ssd:/all\""),
                "pg@14: redis mounts that folder itself, or one inside or above it");
        refused(
                FILE.replace(
                        "  cached:\n", "  cached: {driver_opts: {type: none, o: bind, device: /mnt/fast-ssd/pg/}}\n"),
                "pg@14: volume cached of the file would be in the same folder");
    }

    /** A backup reads what others write. */
    @Test
    void letsOthersReadTheFolder() {
        String read = FILE.replace("\"cached:/data\"", "\"cached:/data\", \"/mnt/fast-ssd:/all:ro\", \"/:/rootfs\"");
        assertThat(optimize(read, "database=/mnt/fast-ssd").done()).hasSize(1);
    }

    /** What is not copied out of an image into a plain volume is not into a folder either. */
    @Test
    void takesVolumesThatGetNothingOfTheImage() {
        String nocopy = FILE.replace(
                "- pg:/var/lib/postgresql/data",
                "- {type: volume, source: pg, target: /var/lib/postgresql/data, volume: {nocopy: true}}");
        assertThat(optimize(nocopy, "database=/a").done()).hasSize(1);
    }

    @Test
    void tellsOfAClassThatTheFileHasNothingOf() {
        refused(FILE, "queue=/a", "queue@1: no service of the file is a message queue");
        refused(
                FILE.replace("pg:/var", "/srv/pg:/var"),
                "db@2: it writes to no volume that the file declares, so nothing of it goes to storage of class database");
        refused(
                FILE.replace("pg:/var", "/var"),
                "db@2: its volumes at /var/lib/postgresql/data have no name, and are new and empty for each task: name them first");
    }

    @Test
    void saysWhatIsSoForAStackThatRuns() {
        KnownSizes known = new KnownSizes("shop", Instant.EPOCH, Map.of("db", MeasuredCureTest.measured("shop", "db")));
        Optimization seen = Optimizer.optimize(
                Written.file(FILE), Set.of(Cure.VOLUMES), known, StorageFolders.parse("database=/a"));
        assertThat(told(seen).getFirst())
                .contains(
                        "it keeps its data and its place, as in stack shop, which runs: copy the data over by hand first"
                                + " if they are to move. The deploy");
    }

    private static void refused(String text, String why) {
        refused(text, "database=/mnt/fast-ssd", why);
    }

    private static void refused(String text, String storage, String why) {
        Optimization seen = optimize(text, storage);
        assertThat(seen.text()).isEqualTo(text);
        assertThat(seen.done()).isEmpty();
        assertThat(refusals(seen)).contains(why);
    }

    private static String indented(String text) {
        return text.indent(0);
    }

    private static List<String> told(Optimization seen) {
        return seen.done().stream()
                .map(d -> d.service() + "@" + d.place().line() + ": " + d.what())
                .toList();
    }

    private static List<String> refusals(Optimization seen) {
        return seen.refused().stream()
                .map(r -> r.service() + "@" + r.place().line() + ": " + r.why())
                .toList();
    }

    private static Optimization optimize(String text, String storage) {
        return Optimizer.optimize(
                Written.file(text), Set.of(Cure.VOLUMES), KnownSizes.NONE, StorageFolders.parse(storage));
    }
}
