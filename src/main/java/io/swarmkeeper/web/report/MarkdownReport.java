package io.swarmkeeper.web.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Masking;
import java.util.List;
import java.util.Locale;

/** GitHub-flavoured Markdown. Names from the Swarm are escaped: they may hold anything. */
final class MarkdownReport {

    private static final int MOST_CHARACTERS = 500;

    private MarkdownReport() {}

    static String write(Report report) {
        StringBuilder out = new StringBuilder();
        Findings findings = report.findings();
        out.append("# ").append(text(report.verdict().headline())).append("\n\n");
        out.append(text(report.verdict().detail())).append("\n\n");
        out.append("Swarm `%s`, engine %s, snapshot of %s%s. %d nodes, %d services, %d tasks.\n\n"
                .formatted(
                        report.snapshot().cluster().id(),
                        text(report.snapshot().cluster().engineVersion()),
                        report.snapshot().collectedAt(),
                        report.snapshot().complete()
                                ? ""
                                : " (incomplete: "
                                        + text(String.join(
                                                ", ", report.snapshot().missing())) + ")",
                        report.snapshot().nodes().size(),
                        report.snapshot().services().size(),
                        report.snapshot().tasks().size()));
        phases(out, findings);
        scorecard(out, report.scorecard());
        findings(out, findings);
        aside(out, "Undecided", findings, Finding.State.UNDECIDED);
        aside(out, "Set aside", findings, Finding.State.EXEMPT);
        return out.toString();
    }

    private static void phases(StringBuilder out, Findings findings) {
        out.append("## Phases\n\n| phase | done | decided |\n|---|---:|---:|\n");
        for (FindingCode.Phase phase : FindingCode.Phase.values()) {
            Findings.Progress progress = findings.progress(phase);
            out.append("| %d %s | %d | %d |\n"
                    .formatted(phase.number(), phase.title(), progress.done(), progress.decided()));
        }
        out.append('\n');
    }

    private static void scorecard(StringBuilder out, Scorecard scorecard) {
        if (scorecard.metrics().isEmpty()) {
            return;
        }
        out.append("## Scorecard\n\n| metric | target | value | state |\n|---|---|---|---|\n");
        for (Scorecard.Metric metric : scorecard.metrics()) {
            out.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            text(metric.title()),
                            text(metric.target()),
                            metric.value().map(MarkdownReport::text).orElse("not measured"),
                            metric.state().name().toLowerCase(Locale.ROOT)));
        }
        out.append('\n');
    }

    private static void findings(StringBuilder out, Findings findings) {
        out.append("## Findings\n\n");
        if (findings.open().isEmpty()) {
            out.append("None open.\n\n");
        }
        for (Severity severity : Severity.values()) {
            List<Finding> some = findings.open(severity);
            if (!some.isEmpty()) {
                String name =
                        severity.name().charAt(0) + severity.name().substring(1).toLowerCase(Locale.ROOT);
                out.append("### %s (%d)\n\n| code | subject | finding | since |\n|---|---|---|---|\n"
                        .formatted(name, some.size()));
                some.forEach(f -> row(out, f, f.since().toString()));
                out.append('\n');
            }
        }
    }

    private static void aside(StringBuilder out, String title, Findings findings, Finding.State state) {
        List<Finding> some =
                findings.all().stream().filter(f -> f.state() == state).toList();
        if (some.isEmpty()) {
            return;
        }
        out.append("## %s\n\n| code | subject | finding | %s |\n|---|---|---|---|\n"
                .formatted(title, state == Finding.State.EXEMPT ? "until" : "since"));
        for (Finding finding : some) {
            String last = finding.exemption()
                    .map(e -> e.until() + ", " + text(e.owner()) + ": " + text(e.reason()))
                    .orElse(finding.since().toString());
            row(out, finding, last);
        }
        out.append('\n');
    }

    private static void row(StringBuilder out, Finding finding, String last) {
        out.append("| %s | %s %s | %s. %s | %s |\n"
                .formatted(
                        finding.code().code(),
                        finding.subject().kind().name().toLowerCase(Locale.ROOT),
                        text(finding.subject().name()),
                        text(finding.title()),
                        text(finding.explanation()),
                        last));
    }

    /** One line of plain text, whatever stands in it. */
    private static String text(String raw) {
        String shown = Masking.text(raw).replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ");
        if (shown.length() > MOST_CHARACTERS) {
            shown = shown.substring(0, MOST_CHARACTERS) + "…";
        }
        return shown.replace("&", "&amp;").replace("<", "&lt;").replaceAll("([\\\\`*\\[\\]|!#~])", "\\\\$1");
    }
}
