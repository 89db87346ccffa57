package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.swarm.Resources;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The numbers of a change, in the file that deploys the service. */
class StackPatchTest {

    private static final long CORE = 1_000_000_000;
    private static final long GIB = 1L << 30;
    private static final Resources LIMITS = Resources.of(CORE / 2, GIB / 2);
    private static final Resources RESERVATIONS = Resources.of(CORE / 4, GIB / 4);

    private static String patch(String text, Resources limits, Resources reservations) {
        String patched = StackPatch.apply(Written.file(text), "api", limits, reservations);
        assertThat(StackPatch.apply(Written.file(patched), "api", limits, reservations))
                .as("patched once more")
                .isEqualTo(patched);
        return patched;
    }

    private static String patch(String text) {
        return patch(text, LIMITS, RESERVATIONS);
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> patch(text))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void putsInWhatIsLacking() {
        assertThat(patch("services:\n  api:   # the shop's\n    image: a\n")).isEqualTo("""
            services:
              api:   # the shop's
                image: a
                deploy:
                  resources:
                    limits:
                      cpus: "0.5"
                      memory: 512M
                    reservations:
                      cpus: "0.25"
                      memory: 256M
            """);
    }

    @Test
    void replacesWhatIsSetInItsOwnQuotesAndKeepsTheCommentBehindIt() {
        assertThat(patch("""
            services:
              api:
                image: "a"
                deploy:
                  resources:
                    limits:
                      # never more than the node has
                      cpus: '2'      # two
                      memory: '4G'   # four
                    reservations: {cpus: "1", memory: 256m}
                  replicas: 2
            """)).isEqualTo("""
                services:
                  api:
                    image: "a"
                    deploy:
                      resources:
                        limits:
                          # never more than the node has
                          cpus: '0.5'      # two
                          memory: '512M'   # four
                        reservations: {cpus: "0.25", memory: 256m}
                      replicas: 2
                """);
    }

    @Test
    void leavesWhatIsTheSameAmountAsItIsWritten() {
        String text = "services:\r\n"
                + "  api:\r\n"
                + "    image: a\r\n"
                + "    deploy: {resources: {limits: {cpus: '.50', memory: 0.5gb}, reservations: {cpus: '0.250',"
                + " memory: 262144k}}}\r\n";
        assertThat(patch(text)).isEqualTo(text);
    }

    @Test
    void takesAwayWhatIsNoMoreAndWhatThatLeavesEmpty() {
        String plain = "services:\n  api:\n    image: a\n  db:\n    image: b";
        assertThat(patch(patch(plain), Resources.NONE, Resources.NONE)).isEqualTo(plain);
        String braces = "services: {api: {image: a, deploy: {replicas: 2}}, db: {image: b}}";
        assertThat(patch(patch(braces), Resources.NONE, Resources.NONE)).isEqualTo(braces);
        String last = "services:\r\n  api:\r\n    image: a\r\n    deploy:\r\n      replicas: 2";
        assertThat(patch(patch(last), Resources.NONE, Resources.NONE)).isEqualTo(last);

        String mixed = """
            services:
              api:
                image: a
                deploy:
                  resources:
                    limits:
                      cpus: '2'   # gone
                      # stays
                      memory: 4G
                      pids: 100
                    reservations: {cpus: '1', memory: 2G, generic_resources: []}
            """;
        assertThat(patch(mixed, Resources.of(0, GIB), Resources.NONE)).isEqualTo("""
            services:
              api:
                image: a
                deploy:
                  resources:
                    limits:
                      # stays
                      memory: 1G
                      pids: 100
                    reservations: {generic_resources: []}
            """);
        assertThat(patch(mixed, Resources.NONE, Resources.of(0, 2 * GIB)))
                .contains("limits:\n          # stays\n          pids: 100\n")
                .contains("reservations: {memory: 2G, generic_resources: []}");
    }

    @Test
    void movesAValueFromOnePartToTheOther() {
        assertThat(patch(
                        "services:\n"
                                + "  api:\n"
                                + "    image: a\n"
                                + "    deploy:\n"
                                + "      resources:\n"
                                + "        limits:\n"
                                + "          memory: 1G\n"
                                + "        reservations:\n"
                                + "          memory: 1G\n",
                        Resources.of(CORE, 0),
                        Resources.NONE))
                .isEqualTo("services:\n"
                        + "  api:\n"
                        + "    image: a\n"
                        + "    deploy:\n"
                        + "      resources:\n"
                        + "        limits:\n"
                        + "          cpus: \"1.0\"\n");
        assertThat(patch(
                        "services:\n"
                                + "  api:\n"
                                + "    image: a\n"
                                + "    deploy:\n"
                                + "      resources:\n"
                                + "        limits: {memory: 1G}\n",
                        Resources.of(CORE, 0),
                        Resources.NONE))
                .endsWith("        limits: {cpus: \"1.0\"}\n");
    }

    /** What a cure said of its own numbers is not true of those that replace them. */
    @Test
    void takesAwayTheCommentsThatCuresPutThere() {
        String cured = Optimizer.optimize(
                        Written.file("services:\n  api:\n    image: a\n    # mine\n"), Set.of(Cure.RESOURCES))
                .text();
        assertThat(cured)
                .contains("# By kind of service (backend), not measured")
                .contains("# Half of the limits");
        assertThat(patch(cured)).doesNotContain("not measured").contains("# mine");
        assertThat(patch(cured, Resources.NONE, Resources.NONE))
                .isEqualTo("services:\n  api:\n    image: a\n    # mine\n");
    }

    @Test
    void whatIsSharedStaysForTheOthers() {
        String shared = """
            x-d: &d
              resources:
                limits: {cpus: '1', memory: 1G}
            services:
              api:
                image: a
                deploy: *d
              web:
                image: a
                deploy:
                  <<: *d
            """;
        assertThat(patch(shared)).isEqualTo("""
            x-d: &d
              resources:
                limits: {cpus: '1', memory: 1G}
            services:
              api:
                image: a
                deploy:
                  <<: *d
                  resources:
                    limits:
                      cpus: '0.5'
                      memory: 512M
                    reservations:
                      cpus: '0.25'
                      memory: 256M
              web:
                image: a
                deploy:
                  <<: *d
            """);
        assertThatThrownBy(() -> patch(shared, Resources.of(CORE, 0), Resources.NONE))
                .hasMessageContaining("memory comes from elsewhere in the file, by an anchor");
    }

    @Test
    void whatCannotBeReplacedSafelyIsRefusedWithItsPlace() {
        refused(
                "services:\n  api:\n    image: a\n    deploy: {resources: {limits: {memory: '${MEM:-1G}'}}}\n",
                "limits.memory of api comes from a variable: make it 512M where its value is kept");
        refused(
                "services:\n  api:\n    image: a\n    deploy: {resources: {limits: {memory: '${MEM}'}}}\n",
                "comes from a variable");
        refused(
                "services:\n"
                        + "  api:\n"
                        + "    image: a\n"
                        + "    deploy: {resources: {limits: {memory: &m 1G}}}\n"
                        + "  web:\n"
                        + "    image: a\n"
                        + "    deploy: {resources: {limits: {memory: *m}}}\n",
                "carries an anchor");
        refused(
                "services:\n"
                        + "  api:\n"
                        + "    image: a\n"
                        + "    deploy: &d {resources: {limits: {memory: 1G}}}\n"
                        + "  web:\n"
                        + "    image: a\n"
                        + "    deploy: *d\n",
                "deploy is &d, and what is changed there changes for all who use *d");
        refused(
                "services:\n  web:\n    image: a\n  db:\n    image: a\n",
                "there is no service api in the file; there are web, db");
        assertThatThrownBy(() -> patch(
                        "services:\n"
                                + "  api:\n"
                                + "    image: a\n"
                                + "    deploy: {resources: {limits: {memory: &m 1G, cpus: '1'}}}\n"
                                + "  web:\n"
                                + "    image: a\n"
                                + "    deploy: {resources: {limits: {memory: *m}}}\n",
                        Resources.of(CORE, 0),
                        Resources.NONE))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining("memory holds &m, which others may use");
        assertThat(patch("services:\n"
                        + "  api:\n"
                        + "    image: a\n"
                        + "    deploy: {resources: {limits: {cpus: '0.5', memory: '${MEM:-512M}'},"
                        + " reservations: {cpus: '0.25', memory: 256M}}}\n"))
                .contains("${MEM:-512M}");
    }

    @Test
    void anAliasOfOneValueIsReplacedHereAlone() {
        assertThat(patch(
                        "x-m: &m 1G\n"
                                + "services:\n"
                                + "  api:\n"
                                + "    image: a\n"
                                + "    deploy: {resources: {limits: {cpus: '0.5', memory: *m}}}\n",
                        LIMITS,
                        Resources.NONE))
                .isEqualTo("x-m: &m 1G\n"
                        + "services:\n"
                        + "  api:\n"
                        + "    image: a\n"
                        + "    deploy: {resources: {limits: {cpus: '0.5', memory: 512M}}}\n");
    }

    /** A cured file is patched, and what a change took away comes back as a cure would have it. */
    @Test
    void cureAndPatchGoTogether() {
        String text = "services:\n  api:\n    image: a\n";
        String cured = Optimizer.optimize(Written.file(text, Map.of()), EnumSet.allOf(Cure.class))
                .text();
        String patched = patch(cured);
        assertThat(Optimizer.optimize(Written.file(patched), EnumSet.allOf(Cure.class))
                        .text())
                .isEqualTo(patched);
    }
}
