package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.stackfile.yaml.YamlFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VolumeCureTest {

    private static final String FILES = """
            services:
              store:
                image: shop/store
                volumes:
                  - 'files:/files'
                deploy:
                  placement:
                    constraints:
                      - node.hostname == n1
              reader:
                image: shop/reader
                volumes:
                  - 'files:/files:ro'
            volumes:
              files:
            """;

    @Test
    void putsAReaderWhereItsVolumeIs() {
        Optimization seen = optimize(FILES, Cure.VOLUMES);

        assertThat(seen.text()).isEqualTo(FILES.replace("ro'\n", """
                ro'
                    deploy:
                      placement:
                        constraints:
                          - 'node.hostname == n1'
                """));
        assertThat(seen.done().stream().map(d -> d.service() + ": " + d.what()))
                .containsExactly("reader: placed on node.hostname == n1, where files is written");
        assertThat(optimize(seen.text(), Cure.VOLUMES).text()).isEqualTo(seen.text());
    }

    @Test
    void movesNothingThatKeepsDataOfItsOwn() {
        assertThat(refusals(FILES.replace("ro'\n", "ro'\n      - copies:/copies\n")))
                .containsExactly(
                        "reader: it belongs on node.hostname == n1, where files is, but what it writes to copies would stay behind");
        assertThat(refusals(FILES.replace("node.hostname == n1", "node.role == worker")))
                .containsExactly(
                        "store: its data in files are on the node where it runs today, which a file does not show: pin it there",
                        "reader: it reads files, and who writes there is not pinned to one node");
        assertThat(refusals(
                        FILES.replace("ro'\n", "ro'\n    deploy: {placement: {constraints: [node.role == worker]}}\n")))
                .containsExactly(
                        "reader: it belongs on node.hostname == n1, where files is, but has constraints of its own");
    }

    /** Its value would be frozen into another service, and may be secret. */
    @Test
    void givesNobodyWhatCameInByAVariable() {
        String varying = FILES.replace("== n1", "== ${NODE}");
        StackFile file = StackFile.parse(
                YamlFile.bytes(varying), Optional.empty(), Variables.of(Map.of("NODE", "n1-of-the-vault")));

        Optimization seen = Optimizer.optimize(file, Set.of(Cure.VOLUMES));

        assertThat(seen.text()).isEqualTo(varying);
        assertThat(seen.refused().stream().map(r -> r.service() + ": " + r.why()))
                .containsExactly("reader: it reads files, and a variable says where that is written");
    }

    @Test
    void leavesAloneWhatEveryNodeReaches() {
        String shared =
                FILES.replace("  files:\n", "  files:\n    driver_opts: {type: nfs, o: addr=nas, device: ':/files'}\n");
        assertThat(optimize(shared, Cure.VOLUMES).text()).isEqualTo(shared);
        assertThat(refusals(shared)).isEmpty();
    }

    /** A constraint of its kind may lead to another node, and a database that starts there starts empty. */
    @Test
    void placesNoDataByTheirKind() {
        String tiers =
                "services:\n  db-a:\n    image: postgres\n    deploy:\n      placement:\n        constraints:\n          - node.labels.tier == data\n  db-b:\n    image: mysql\n    volumes: [orders:/var/lib/mysql]\nvolumes:\n  orders:\n";
        Optimization seen = optimize(tiers, Cure.PLACEMENT);
        assertThat(seen.text()).isEqualTo(tiers);
        assertThat(seen.refused().stream().map(Optimization.Refused::why))
                .containsExactly(
                        "the others of its kind stand on node.labels.tier == data, but its data in orders are on the node where it runs today");
    }

    /** Two places for one service: the one where its volume is counts. */
    @Test
    void placesAReaderByItsVolumeAndNotByItsKind() {
        String both = FILES.replace("node.hostname == n1", "node.labels.tier == data")
                .replace("shop/store", "postgres")
                .replace("shop/reader", "mysql");

        Optimization seen = Optimizer.optimize(Written.file(both), Set.of(Cure.PLACEMENT, Cure.VOLUMES));
        assertThat(seen.done().stream().map(d -> d.cure().word() + " " + d.service()))
                .containsExactly("volumes reader");
        assertThat(optimize(both, Cure.PLACEMENT).done()).isEmpty();
    }

    private static List<String> refusals(String text) {
        Optimization optimization = optimize(text, Cure.VOLUMES);
        assertThat(optimization.text()).isEqualTo(text);
        return optimization.refused().stream()
                .map(r -> r.service() + ": " + r.why())
                .toList();
    }

    private static Optimization optimize(String text, Cure cure) {
        return Optimizer.optimize(Written.file(text, Map.of()), Set.of(cure));
    }
}
