package io.swarmkeeper.cli;

import static io.swarmkeeper.stackfile.report.FileReport.printable;

import io.swarmkeeper.analysis.Exemption;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.swarm.Quantities;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line for each open finding and one with what it is about, as a review has them; then what does not count, and why. */
final class ReportText {

    private ReportText() {}

    static String write(Report report) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : report.findings().open()) {
            lines.add("%s: %s: %s [%s]"
                    .formatted(subject(finding), word(finding.severity()), finding.title(), code(finding)));
            lines.add("    %s%s"
                    .formatted(
                            finding.explanation(),
                            report.since(finding)
                                    .map(since -> " Since %s.".formatted(since))
                                    .orElse("")));
        }
        for (Finding finding : report.findings().all()) {
            finding.exemption().ifPresent(e -> lines.add(aside(finding, e)));
        }
        undecided(report, lines);
        lines.add(summary(report));
        lines.add("Read once at %s: where no time is told, nobody knows since when it is so."
                .formatted(report.at().truncatedTo(ChronoUnit.SECONDS)));
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(printable(line)).append(System.lineSeparator()));
        return text.toString();
    }

    private static String aside(Finding finding, Exemption exemption) {
        return "%s: set aside until %s: %s [%s]: %s (%s)"
                .formatted(
                        subject(finding),
                        exemption.until(),
                        finding.title(),
                        code(finding),
                        exemption.reason(),
                        exemption.owner());
    }

    /** Most lack the same, and say so once. */
    private static void undecided(Report report, List<String> lines) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Finding finding : report.findings().all()) {
            if (finding.state() == Finding.State.UNDECIDED) {
                byReason.computeIfAbsent(finding.explanation(), k -> new ArrayList<>())
                        .add(undecided(finding));
            }
        }
        byReason.forEach((reason, codes) -> {
            lines.add("Undecided: " + String.join(", ", codes));
            lines.add("    " + reason);
        });
    }

    /** What is undecided of the whole Swarm needs no name. */
    private static String undecided(Finding finding) {
        return finding.subject().kind() == Subject.Kind.SWARM
                ? code(finding)
                : "%s of %s".formatted(code(finding), subject(finding));
    }

    private static String summary(Report report) {
        List<Finding> all = report.findings().all();
        return "%s: %d critical, %s, %d info; %d set aside, %d undecided."
                .formatted(
                        Quantities.count(report.findings().open().size(), "finding"),
                        count(report, Severity.CRITICAL),
                        Quantities.count(count(report, Severity.WARNING), "warning"),
                        count(report, Severity.INFO),
                        all.stream()
                                .filter(f -> f.state() == Finding.State.EXEMPT)
                                .count(),
                        all.stream()
                                .filter(f -> f.state() == Finding.State.UNDECIDED)
                                .count());
    }

    private static long count(Report report, Severity severity) {
        return report.findings().open(severity).size();
    }

    private static String subject(Finding finding) {
        String name = finding.subject().name();
        return finding.subject().kind() == Subject.Kind.SWARM
                ? name
                : finding.subject().kind().name().toLowerCase(Locale.ROOT) + " " + name;
    }

    private static String code(Finding finding) {
        return finding.code().code();
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
