package io.swarmkeeper.stackfile.report;

import io.swarmkeeper.analysis.Explanations;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.report.SarifReport;
import io.swarmkeeper.stackfile.FileFault;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.Review;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** SARIF 2.1.0, with the line and column of each result, as code scanning shows them beside the file. */
final class FileSarif {

    private static final JsonMapper JSON = JsonMapper.shared();

    private FileSarif() {}

    static String write(FileReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", SarifReport.SCHEMA).put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "Swarmkeeper").put("semanticVersion", SarifReport.semantic(report.version()));
        ArrayNode rules = driver.putArray("rules");
        List<String> codes = new ArrayList<>();
        for (FindingCode code : Review.codes()) {
            codes.add(code.code());
            SarifReport.rule(rules.addObject(), Explanations.of(code));
        }
        for (FileFault fault : FileFault.values()) {
            codes.add(fault.code());
            ObjectNode rule = rules.addObject();
            rule.put("id", fault.code()).put("name", SarifReport.pascal(fault.code()));
            rule.putObject("shortDescription").put("text", fault.title());
            rule.putObject("defaultConfiguration").put("level", SarifReport.level(fault.severity()));
        }
        ArrayNode results = run.putArray("results");
        for (FileFinding finding : report.findings()) {
            ObjectNode result = results.addObject();
            result.put("ruleId", finding.code())
                    .put("ruleIndex", codes.indexOf(finding.code()))
                    .put("level", SarifReport.level(finding.severity()));
            result.putObject("message").put("text", finding.title() + ". " + finding.explanation());
            ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
            place.putObject("artifactLocation").put("uri", uri(report.path()));
            place.putObject("region")
                    .put("startLine", finding.place().line())
                    .put("startColumn", finding.place().column());
        }
        run.put("columnKind", "utf16CodeUnits");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static String uri(String path) {
        try {
            return new URI(null, null, path.replace('\\', '/'), null).toASCIIString();
        } catch (URISyntaxException e) {
            return "stack-file";
        }
    }
}
