package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings.Progress;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** For people: a page that can be mailed, or put beside a ticket. Names from the Swarm cannot break out of their cell. */
final class MarkdownReport {

    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]()#+!|<>~&-]");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");
    private static final int LONGEST_CELL = 600;
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private MarkdownReport() {}

    static String write(Report report) {
        StringBuilder page = new StringBuilder();
        page.append("# ").append(escape(report.verdict().headline())).append("\n\n");
        page.append(escape(report.verdict().detail())).append(".\n\n");
        report.snapshot()
                .ifPresent(s -> page.append("Swarm ")
                        .append(escape(s.cluster().id()))
                        .append(", engine ")
                        .append(escape(s.cluster().engineVersion()))
                        .append(", ")
                        .append(Quantities.count(s.nodes().size(), "node"))
                        .append(", ")
                        .append(Quantities.count(s.services().size(), "service"))
                        .append(", ")
                        .append(Quantities.count(
                                s.tasks().stream().filter(Task::isRunning).count(), "running task"))
                        .append("; seen ")
                        .append(moment(s.collectedAt()))
                        .append(".\n\n"));
        phases(page, report);
        scorecard(page, report);
        findings(page, report, Finding.State.OPEN, "Open findings", "No open findings.");
        findings(page, report, Finding.State.UNDECIDED, "Undecided", "");
        exempt(page, report);
        page.append("Made by Swarmkeeper ")
                .append(escape(report.version()))
                .append(" at ")
                .append(moment(report.at()))
                .append(".\n");
        return page.toString();
    }

    private static void phases(StringBuilder page, Report report) {
        page.append("## Phases\n\n| phase | done |\n|---|---|\n");
        for (Phase phase : Phase.values()) {
            Progress progress = report.findings().progress(phase);
            row(page, List.of(phase.number() + " " + phase.title(), progress.done() + " of " + progress.decided()));
        }
        page.append('\n');
    }

    private static void scorecard(StringBuilder page, Report report) {
        page.append("## Scorecard\n\n| metric | target | state | value | note |\n|---|---|---|---|---|\n");
        for (Metric metric : report.scorecard().metrics()) {
            row(
                    page,
                    List.of(
                            metric.title(),
                            metric.target(),
                            JsonReport.word(metric.state()),
                            metric.value().orElse("unknown"),
                            metric.note()));
        }
        page.append('\n');
    }

    private static void findings(
            StringBuilder page, Report report, Finding.State state, String heading, String ifNone) {
        List<Finding> all =
                report.findings().all().stream().filter(f -> f.state() == state).toList();
        if (all.isEmpty() && ifNone.isEmpty()) {
            return;
        }
        page.append("## ").append(heading).append("\n\n");
        if (all.isEmpty()) {
            page.append(ifNone).append("\n\n");
            return;
        }
        page.append("| severity | finding | code | evidence | since |\n|---|---|---|---|---|\n");
        for (Finding finding : all) {
            row(
                    page,
                    List.of(
                            JsonReport.word(finding.severity()),
                            finding.title(),
                            finding.code().code(),
                            finding.explanation(),
                            report.since(finding).map(MarkdownReport::moment).orElse("unknown")));
        }
        page.append('\n');
    }

    private static void exempt(StringBuilder page, Report report) {
        List<Finding> all = report.findings().all().stream()
                .filter(f -> f.exemption().isPresent())
                .toList();
        if (all.isEmpty()) {
            return;
        }
        page.append("## Set aside\n\n| finding | code | reason | owner | until |\n|---|---|---|---|---|\n");
        for (Finding finding : all) {
            finding.exemption()
                    .ifPresent(e -> row(
                            page,
                            List.of(finding.title(), finding.code().code(), e.reason(), e.owner(), moment(e.until()))));
        }
        page.append('\n');
    }

    private static String moment(Instant at) {
        return MOMENT.format(at);
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append('|');
        cells.forEach(c -> page.append(' ').append(escape(c)).append(" |"));
        page.append('\n');
    }

    static String escape(String text) {
        String line = BREAKS.matcher(text).replaceAll(" ");
        String bounded = line.length() <= LONGEST_CELL ? line : line.substring(0, LONGEST_CELL - 1) + "…";
        return SPECIAL.matcher(bounded).replaceAll(m -> switch (m.group()) {
            case "<" -> "&lt;";
            case ">" -> "&gt;";
            case "&" -> "&amp;";
            // Harmless within words and numbers, and far more readable bare.
            case "-", "(", ")", "+" -> java.util.regex.Matcher.quoteReplacement(m.group());
            default -> java.util.regex.Matcher.quoteReplacement("\\" + m.group());
        });
    }
}
