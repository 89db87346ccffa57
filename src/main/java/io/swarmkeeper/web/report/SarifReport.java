package io.swarmkeeper.web.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Masking;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * SARIF 2.1.0 (OASIS). A finding is on something that runs, not on a line of a file: it carries a logical location,
 * and an address of the form {@code swarm/service/name} for readers that insist on a file.
 */
final class SarifReport {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SarifReport() {}

    static String write(Report report) {
        ObjectNode log = JSON.createObjectNode();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "Swarmkeeper");
        ArrayNode rules = driver.putArray("rules");
        for (FindingCode code : FindingCode.values()) {
            ObjectNode rule = rules.addObject().put("id", code.code()).put("name", code.code());
            rule.putObject("shortDescription").put("text", code.code().replace('-', ' '));
            rule.putObject("properties").put("phase", code.phase().number());
        }
        ObjectNode invocation = run.putArray("invocations").addObject();
        invocation.put("executionSuccessful", report.snapshot().complete());
        invocation.put("endTimeUtc", report.madeAt().toString());
        ArrayNode results = run.putArray("results");
        report.findings().all().forEach(f -> result(results.addObject(), f));
        return JSON.writeValueAsString(log);
    }

    private static void result(ObjectNode result, Finding finding) {
        result.put("ruleId", finding.code().code());
        result.put("ruleIndex", finding.code().ordinal());
        boolean undecided = finding.state() == Finding.State.UNDECIDED;
        result.put("kind", undecided ? "open" : "fail");
        result.put("level", undecided ? "none" : level(finding.severity()));
        result.putObject("message").put("text", Masking.text(finding.title() + ". " + finding.explanation()));
        String kind = finding.subject().kind().name().toLowerCase(Locale.ROOT);
        String name = Masking.text(finding.subject().name());
        ObjectNode location = result.putArray("locations").addObject();
        location.putObject("physicalLocation")
                .putObject("artifactLocation")
                .put("uri", "swarm/" + kind + "/" + address(name));
        location.putArray("logicalLocations")
                .addObject()
                .put("name", name)
                .put("fullyQualifiedName", kind + "/" + name)
                .put("kind", "resource");
        result.putObject("partialFingerprints").put("swarmkeeper/v1", finding.id());
        ArrayNode suppressions = result.putArray("suppressions");
        finding.exemption()
                .ifPresent(e -> suppressions
                        .addObject()
                        .put("kind", "external")
                        .put(
                                "justification",
                                Masking.text("%s, until %s: %s".formatted(e.owner(), e.until(), e.reason()))));
        result.putObject("properties").put("since", finding.since().toString());
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private static String address(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
