package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.Explanation;
import io.swarmkeeper.analysis.Explanations;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * SARIF 2.1.0 (OASIS), for code scanning tools: a rule for each finding code, a result for each finding. Exempt findings
 * are suppressed results; undecided ones are of kind {@code open}, as the standard calls what could not be evaluated.
 */
public final class SarifReport {

    private static final JsonMapper JSON = JsonMapper.shared();
    public static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static String write(Report report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "Swarmkeeper").put("semanticVersion", semantic(report.version()));
        ArrayNode rules = driver.putArray("rules");
        for (FindingCode code : FindingCode.values()) {
            rule(rules.addObject(), Explanations.of(code));
        }
        run.putArray("invocations")
                .addObject()
                .put("executionSuccessful", report.snapshot().isPresent())
                .put("endTimeUtc", report.at().toString());
        ArrayNode results = run.putArray("results");
        report.findings().all().forEach(f -> result(results.addObject(), f, report.since(f)));
        run.put("columnKind", "utf16CodeUnits");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /** Fills in a rule's object for a finding code. */
    public static void rule(ObjectNode rule, Explanation explanation) {
        String meaning = String.join("\n\n", explanation.meaning());
        String cures = String.join(
                "\n", explanation.cures().stream().map(c -> "- " + c).toList());
        rule.put("id", explanation.code().code());
        rule.put("name", pascal(explanation.code().code()));
        rule.putObject("shortDescription").put("text", explanation.title());
        rule.putObject("fullDescription").put("text", meaning);
        rule.putObject("help")
                .put("text", meaning + "\n\nWhy it matters: " + String.join(" ", explanation.why()) + "\n\n" + cures)
                .put(
                        "markdown",
                        meaning + "\n\n**Why it matters.** " + String.join("\n\n", explanation.why())
                                + "\n\n**What cures it**\n\n" + cures);
        rule.putObject("defaultConfiguration").put("level", level(worst(explanation)));
        rule.putObject("properties")
                .putArray("tags")
                .add("docker-swarm")
                .add("phase-" + explanation.code().phase().number());
    }

    private static void result(ObjectNode result, Finding finding, Optional<Instant> since) {
        boolean undecided = finding.state() == Finding.State.UNDECIDED;
        result.put("ruleId", finding.code().code())
                .put("ruleIndex", finding.code().ordinal());
        // A kind other than fail goes with level none.
        result.put("kind", undecided ? "open" : "fail").put("level", undecided ? "none" : level(finding.severity()));
        result.putObject("message").put("text", finding.title() + ". " + finding.explanation());
        result.putArray("locations")
                .addObject()
                .putArray("logicalLocations")
                .addObject()
                .put("name", finding.subject().name())
                .put(
                        "fullyQualifiedName",
                        JsonReport.word(finding.subject().kind()) + "/"
                                + finding.subject().name())
                .put("kind", "resource");
        result.putObject("partialFingerprints").put("swarmkeeperFindingId/v1", finding.id());
        finding.exemption()
                .ifPresent(e -> result.putArray("suppressions")
                        .addObject()
                        .put("kind", "external")
                        .put("status", "accepted")
                        .put("justification", e.reason() + " (" + e.owner() + ", until " + e.until() + ")"));
        ObjectNode properties = result.putObject("properties");
        since.ifPresent(s -> properties.put("since", s.toString()));
        properties.put("severity", JsonReport.word(finding.severity()));
        properties.set("evidence", JSON.valueToTree(finding.evidence()));
    }

    public static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private static Severity worst(Explanation explanation) {
        for (Severity severity : Severity.values()) {
            if (anyStartsWith(explanation.severity(), JsonReport.word(severity))) {
                return severity;
            }
        }
        throw new IllegalStateException("explanation of %s names no severity"
                .formatted(explanation.code().code()));
    }

    private static boolean anyStartsWith(List<String> lines, String word) {
        return lines.stream().anyMatch(l -> l.startsWith(word));
    }

    public static String pascal(String code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.split("-")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }

    /** The standard wants SemVer; a build without a number is 0.0.0. */
    public static String semantic(String version) {
        return version.matches("\\d+\\.\\d+\\.\\d+.*") ? version : "0.0.0";
    }
}
