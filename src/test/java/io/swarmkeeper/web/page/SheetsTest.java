package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Explanation;
import io.swarmkeeper.analysis.Explanations;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.Plan.Step;
import io.swarmkeeper.web.page.ReportPreview.Block;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What pages make of plain data before a template sees it. */
class SheetsTest {

    @Test
    void aReportIsReadBackAsItWasWritten() {
        List<Block> blocks = ReportPreview.of("""
                # The \\*Swarm\\* runs

                5 critical findings\\.

                ## Open findings

                | severity | finding |
                |---|---|
                | critical | a\\|b &lt;img&gt; \\\\&amp;lt; \\[x\\]\\(y\\) |
                | warning |  |

                Made by Swarmkeeper.
                """);
        assertThat(blocks)
                .containsExactly(
                        new Block(1, "The *Swarm* runs", List.of(), List.of()),
                        new Block(0, "5 critical findings.", List.of(), List.of()),
                        new Block(2, "Open findings", List.of(), List.of()),
                        new Block(
                                0,
                                "",
                                List.of("severity", "finding"),
                                List.of(List.of("critical", "a|b <img> \\&lt; [x](y)"), List.of("warning", ""))),
                        new Block(0, "Made by Swarmkeeper.", List.of(), List.of()));
        assertThat(ReportPreview.of("")).isEmpty();
    }

    @Test
    void whatChangesAtOnePlaceStandsTogetherInLine() {
        Step step = new Step(
                "Set limits",
                List.of(
                        add("/TaskTemplate/Resources/Limits/NanoCPUs", "2000000000"),
                        add("/TaskTemplate/Resources/Limits/MemoryBytes", "4294967296"),
                        new Operation("replace", "/TaskTemplate/ForceUpdate", Optional.of("1"), Optional.of("2")),
                        new Operation(
                                "add",
                                "/TaskTemplate/Resources/Reservations",
                                Optional.empty(),
                                Optional.of("{\"MemoryBytes\":1048576}"))),
                true);
        assertThat(PlanDiff.of(step).stream().map(PlanDiff.Line::text))
                .containsExactly(
                        "TaskTemplate.Resources.Limits",
                        "+   NanoCPUs      2.0 cores",
                        "+   MemoryBytes   4 GiB",
                        "TaskTemplate",
                        "-   ForceUpdate   1",
                        "+   ForceUpdate   2",
                        "TaskTemplate.Resources.Reservations",
                        "+   MemoryBytes   1 MiB");
    }

    private static Operation add(String path, String value) {
        return new Operation("add", path, Optional.empty(), Optional.of(value));
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsToldInTheWordsOfItsExplanation(FindingCode code) {
        CodeSheet sheet = CodeSheet.of(code);
        Explanation explanation = Explanations.of(code);
        assertThat(sheet.title()).isEqualTo(explanation.title());
        assertThat(sheet.severity())
                .hasSameSizeAs(explanation.severity())
                .allSatisfy(grade -> assertThat(grade.tag().word()).isIn("critical", "warning", "info", "undecided"));
        assertThat(sheet.cures()).hasSameSizeAs(explanation.cures());
        assertThat(sheet.meaning().getFirst().pieces())
                .isNotEmpty()
                .noneMatch(piece -> piece.text().contains("`"));
    }

    @Test
    void codeInALineIsToldFromWords() {
        assertThat(Prose.of("`a` is not `b`.").pieces())
                .containsExactly(
                        new Prose.Piece("a", true),
                        new Prose.Piece(" is not ", false),
                        new Prose.Piece("b", true),
                        new Prose.Piece(".", false));
    }

    @ParameterizedTest
    @CsvSource({
        "0, gateway, no gateways",
        "1, gateway, 1 gateway",
        "2, gateway, 2 gateways",
        "2, entry, 2 entries",
        "2, virtual address, 2 virtual addresses",
        "2, service of no known kind, 2 services of no known kind",
        "4, MCP server, 4 MCP servers"
    })
    void countsAreEnglish(long n, String noun, String counted) {
        assertThat(Wording.count(n, noun)).isEqualTo(counted);
    }

    @ParameterizedTest
    @CsvSource({
        "redis:7-alpine@sha256:12ab, redis:7-alpine",
        "registry.example/team/app:1, team/app:1",
        "10.0.0.1:5000/library/app:1, app:1",
        "localhost/app, app",
        "sophia/backend:latest, sophia/backend:latest"
    })
    void anImageIsNamedWithoutItsRegistry(String reference, String shown) {
        assertThat(Wording.image(reference)).isEqualTo(shown);
    }

    @Test
    void addressesAreABarWithItsNumbers() {
        assertThat(Bar.addresses(15, OptionalLong.of(256))).isEqualTo(new Bar(6, "held", "15 of 256, 6 %"));
        assertThat(Bar.addresses(3, OptionalLong.of(65_536))).isEqualTo(new Bar(0, "held", "3 of 65536, under 1 %"));
        assertThat(Bar.addresses(300, OptionalLong.of(256))).isEqualTo(new Bar(100, "over", "300 of 256, 117 %"));
        assertThat(Bar.addresses(4, OptionalLong.empty()).text()).isEqualTo("4 needed, no subnet");
    }
}
