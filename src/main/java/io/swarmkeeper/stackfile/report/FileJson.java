package io.swarmkeeper.stackfile.report;

import io.swarmkeeper.stackfile.FileFinding;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything as data, in the words of the API. */
final class FileJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private FileJson() {}

    static String write(FileReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("swarmkeeper").put("version", report.version());
        root.put("file", report.path());
        ArrayNode findings = root.putArray("findings");
        for (FileFinding finding : report.findings()) {
            findings.addObject()
                    .put("code", finding.code())
                    .put("severity", FileReport.word(finding.severity()))
                    .put("line", finding.place().line())
                    .put("column", finding.place().column())
                    .put("subject", finding.subject().isEmpty() ? null : finding.subject())
                    .put("title", finding.title())
                    .put("explanation", finding.explanation());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
