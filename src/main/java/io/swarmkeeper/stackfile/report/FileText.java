package io.swarmkeeper.stackfile.report;

import static io.swarmkeeper.stackfile.report.FileReport.printable;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.swarm.Quantities;

/** A line for each finding that editors and terminals can jump to, and one with what it is about. */
final class FileText {

    private FileText() {}

    static String write(FileReport report) {
        StringBuilder text = new StringBuilder();
        for (FileFinding finding : report.findings()) {
            text.append("%s:%d:%d: %s: %s [%s]%n    %s%n"
                    .formatted(
                            printable(report.path()),
                            finding.place().line(),
                            finding.place().column(),
                            FileReport.word(finding.severity()),
                            printable(finding.title()),
                            finding.code(),
                            printable(finding.explanation())));
        }
        return text.append(summary(report)).append(System.lineSeparator()).toString();
    }

    private static String summary(FileReport report) {
        if (report.findings().isEmpty()) {
            return "Nothing found in " + printable(report.path()) + ".";
        }
        return "%s: %d critical, %s, %d info."
                .formatted(
                        Quantities.count(report.findings().size(), "finding"),
                        count(report, Severity.CRITICAL),
                        Quantities.count(count(report, Severity.WARNING), "warning"),
                        count(report, Severity.INFO));
    }

    private static long count(FileReport report, Severity severity) {
        return report.findings().stream().filter(f -> f.severity() == severity).count();
    }
}
