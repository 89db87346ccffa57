package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileExemptionsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static FileFinding single(String label, Map<String, String> variables) {
        String text = """
                services:
                  db:
                    image: postgres:16
                    deploy:
                      labels:
                        %s
                """.formatted(label);
        StackFile file =
                StackFile.parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(variables));
        List<FileFinding> before = Review.of(file);
        List<FileFinding> after = Review.of(file, NOW);
        assertThat(after).hasSameSizeAs(before);
        assertThat(after)
                .filteredOn(f -> !f.code().equals("single-replica"))
                .as("others stay")
                .containsExactlyElementsOf(before.stream()
                        .filter(f -> !f.code().equals("single-replica"))
                        .toList());
        return after.stream()
                .filter(f -> f.code().equals("single-replica"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatALabelSetsAsideIsInfoAndSaysUntilWhen() {
        FileFinding exempt = single("swarmkeeper.exempt.single-replica: \"2027-06-01;replicates by itself\"", Map.of());
        assertThat(exempt.severity()).isEqualTo(Severity.INFO);
        assertThat(exempt.title()).endsWith("which a label exempts");
        assertThat(exempt.explanation())
                .endsWith(
                        "It is exempt until 2027-06-02 00:00 UTC, for the reason in label swarmkeeper.exempt.single-replica.");
    }

    @Test
    void aLabelThatDoesNotHoldIsSaidWithoutItsValue() {
        for (String value : List.of("2026-11-27;over", "2027-06-01", "soon;one day", "2030-01-01;far", "${UNTIL}")) {
            FileFinding open =
                    single("swarmkeeper.exempt.single-replica: \"%s\"".formatted(value), Map.of("UNTIL", "hunter2"));
            assertThat(open.severity()).as(value).isEqualTo(Severity.CRITICAL);
            assertThat(open.explanation())
                    .as(value)
                    .contains("Label swarmkeeper.exempt.single-replica does not hold")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aReasonThatComesInByAVariableIsNotShown() {
        FileFinding exempt =
                single("swarmkeeper.exempt.single-replica: \"2027-06-01;${WHY}\"", Map.of("WHY", "hunter2"));
        assertThat(exempt.severity()).isEqualTo(Severity.INFO);
        assertThat(exempt.title() + exempt.explanation()).doesNotContain("hunter2");
    }

    @Test
    void aNetworkOfTheSameNameIsNotExempt() {
        String text = """
                services:
                  web: {image: "nginx:1", networks: [web], ports: ["80:80"]}
                  db:
                    image: postgres:16
                    networks: [web]
                networks: {web: }
                """;
        StackFile plain =
                StackFile.parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(Map.of()));
        StackFile labelled = StackFile.parse(
                text.replace("80:80\"]", "80:80\"], deploy: {labels: {swarmkeeper.exempt.flat-overlay: 2027-06-01;no}}")
                        .getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                Variables.of(Map.of()));
        FileFinding before = flat(plain);
        assertThat(flat(labelled)).isEqualTo(before);
    }

    @Test
    void aLabelThatSetsNothingAsideIsToldWhereItStands() {
        StackFile file = StackFile.parse(
                """
                x-common: &common
                  swarmkeeper.exempt.flat-overlay: 2027-06-01;why
                services:
                  db:
                    image: postgres:16
                    labels:
                      - swarmkeeper.exempt.single-replica=2027-06-01;why
                      - swarmkeeper.exempt.no-backup=2027-06-01;why
                    deploy:
                      labels:
                        swarmkeeper.exempt.single-replicas: 2027-06-01;why
                        swarmkeeper.exempt.unbounded-logs: 2027-06-01;why
                        swarmkeeper.exempt.${CODE}: 2027-06-01;why
                        swarmkeeper.exempt.no-backup: 2027-06-01;why
                        <<: *common
                """.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(Map.of("CODE", "hunter2")));
        assertThat(Review.of(file, NOW))
                .filteredOn(f -> f.code().equals("exemption-idle"))
                .extracting(f -> f.place().line() + " " + f.severity() + " " + f.explanation())
                .containsExactly(
                        "2 WARNING flat-overlay is found on networks, which no label exempts.",
                        "7 WARNING Under labels of the service it is a label of its containers: it counts under deploy, labels.",
                        "11 WARNING There is no finding single-replicas; docs/findings.md has their codes.",
                        "12 WARNING unbounded-logs is told of files alone, and no label sets it aside.");
    }

    private static FileFinding flat(StackFile file) {
        return Review.of(file, NOW).stream()
                .filter(f -> f.code().equals("flat-overlay"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMomentIsToldAsOne() {
        assertThat(single("swarmkeeper.exempt.single-replica: \"2027-05-01T08:00:00Z;why\"", Map.of())
                        .explanation())
                .contains("exempt until 2027-05-01 08:00 UTC");
    }

    @Test
    void othersStayAsTheyAre() {
        assertThat(single("swarmkeeper.exempt.no-backup: \"2027-06-01;elsewhere\"", Map.of())
                        .severity())
                .isEqualTo(Severity.CRITICAL);
    }
}
