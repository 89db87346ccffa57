package io.swarmkeeper.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.report.SizedService.Size;
import io.swarmkeeper.analysis.report.SizesJson.ReportException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sizes of a report, out and in again, and what is no report. */
class SizesJsonTest {

    private static final Instant AT = Instant.parse("2026-11-28T10:15:00Z");

    private static final MeasuredSizes SIZES = new MeasuredSizes(
            AT,
            List.of(
                    new SizedService(
                            "shop_api",
                            Optional.of("shop"),
                            "api",
                            51_840,
                            Duration.ofDays(6),
                            5.5,
                            "",
                            Optional.of(432_000_000L),
                            Optional.of(new Size(500_000_000, "twice the 95th percentile")),
                            Optional.of(new Size(497_025_024, "highest peak of 6 days")),
                            Optional.of(new Size(250_000_000, "95th percentile")),
                            Optional.empty()),
                    new SizedService(
                            "lone",
                            Optional.empty(),
                            "lone",
                            0,
                            Duration.ZERO,
                            0,
                            "nothing of it was measured",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())));

    static String report(MeasuredSizes sizes) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.putObject("swarmkeeper").put("version", "0.1.0").put("form", SizesJson.FORM);
        root.put("at", sizes.at().toString());
        root.putArray("findings").addObject().put("services", -1);
        SizesJson.write(root.putArray("services"), sizes);
        return root.toString();
    }

    private static MeasuredSizes read(String json) {
        return SizesJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(read(report(SIZES))).isEqualTo(SIZES);
        assertThat(SIZES.stacks()).containsExactly("shop");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        497025024|-1|services[0].sizing.limit.memoryBytes.amount is -1; a whole number
        497025024|0|services[0].sizing.limit.memoryBytes.amount is 0; more is expected
        497025024|1.5|amount is 1.5; a whole number
        497025024|9223372036854775807|a whole number from 0 to
        497025024|1e400|a whole number
        497025024|"a lot"|amount is "a lot"; a whole number
        432000000|-5|services[0].sizing.peakBytes is -5
        5.5|-5.5|confidenceDays is -5.5; a number of days
        "shop"|7|services[0].stack is 7; a text is expected
        "shop_api"|null|services[0].name is missing
        "form":1|"form":2|a report of form 2; this Swarmkeeper reads form 1
        ,"form":1||a report of an older Swarmkeeper (0.1.0), which had no sizes
        "swarmkeeper"|"other"|not a report of Swarmkeeper
        2026-11-28T10:15:00Z|yesterday|at is "yesterday"; a time
        "services":[|"services":3,"x":[|services is no list
        "findings"|"at"|not JSON
        """)
    void whatDoesNotFitIsNamed(String good, String bad, String message) {
        String report = report(SIZES);
        assertThat(report).contains(good);
        assertThatThrownBy(() -> read(report.replace(good, bad == null ? "" : bad)))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoReportIsToldAsSuch() {
        for (String text :
                List.of("", "[]", "3", "null", "{", "{\"a\":", "services:\n  a:\n", "\u0000", "[".repeat(9999))) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(ReportException.class);
        }
        assertThatThrownBy(() -> read(report(SIZES) + "{}"))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("something follows its end");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("not JSON");
    }

    /** Words of a report end up on terminals. */
    @Test
    void wordsComeOnOneLineWithoutControlCharacters() {
        MeasuredSizes read =
                read(report(SIZES).replace("nothing of it", "\\u001b[2J\\nrm -rf\\u2028 " + "x".repeat(900)));
        assertThat(read.services().getLast().undecided())
                .startsWith("?[2J?rm -rf? xxx")
                .hasSizeLessThan(600);
    }
}
