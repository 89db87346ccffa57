package io.swarmkeeper.stackfile.report;

import static io.swarmkeeper.analysis.report.JunitReport.escape;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.stackfile.FileFault;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.Review;
import java.util.ArrayList;
import java.util.List;

/** JUnit's XML: one suite, a case for each code, a failure for each finding. */
final class FileJunit {

    private FileJunit() {}

    static String write(FileReport report) {
        List<String> codes =
                new ArrayList<>(Review.codes().stream().map(FindingCode::code).toList());
        for (FileFault fault : FileFault.values()) {
            codes.add(fault.code());
        }
        long failed = codes.stream().filter(c -> !of(report, c).isEmpty()).count();
        String counts = " tests=\"%d\" failures=\"%d\"".formatted(codes.size(), failed);
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuites name=\"Swarmkeeper\"").append(counts).append(">\n");
        xml.append("  <testsuite name=\"")
                .append(escape(report.path()))
                .append('"')
                .append(counts)
                .append(" errors=\"0\" time=\"0\">\n");
        for (String code : codes) {
            xml.append("    <testcase classname=\"swarmkeeper.stack-file\" name=\"")
                    .append(code)
                    .append("\" time=\"0\"");
            List<FileFinding> findings = of(report, code);
            if (findings.isEmpty()) {
                xml.append("/>\n");
                continue;
            }
            xml.append(">\n");
            for (FileFinding finding : findings) {
                xml.append("      <failure type=\"")
                        .append(code)
                        .append("\" message=\"")
                        .append(escape("%s:%d:%d: [%s] %s. %s"
                                .formatted(
                                        report.path(),
                                        finding.place().line(),
                                        finding.place().column(),
                                        FileReport.word(finding.severity()),
                                        finding.title(),
                                        finding.explanation())))
                        .append("\"/>\n");
            }
            xml.append("    </testcase>\n");
        }
        return xml.append("  </testsuite>\n</testsuites>\n").toString();
    }

    private static List<FileFinding> of(FileReport report, String code) {
        return report.findings().stream().filter(f -> f.code().equals(code)).toList();
    }
}
