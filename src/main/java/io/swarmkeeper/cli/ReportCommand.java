package io.swarmkeeper.cli;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.SingleAnalysis;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.remediation.RightSizes;
import io.swarmkeeper.swarm.Snapshot;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code report}: the findings of a live Swarm that is read once, without a server. */
final class ReportCommand {

    private static final String AGAINST = "--against";
    private static final String TEXT = "text";

    private ReportCommand() {}

    /** @return 1 if an open finding is as bad as {@code --fail-on} says, else 0 */
    static int run(List<String> words, Map<String, String> environment, String version, PrintStream out) {
        Arguments arguments = new Arguments(words, Set.of("--format", FailOn.OPTION, AGAINST), Set.of());
        arguments.none();
        String word = arguments.value("--format").orElse(TEXT);
        Optional<Report.Format> format = format(word);
        Optional<Severity> failOn = FailOn.of(arguments);
        String host = arguments.value(AGAINST).orElse("");
        if (host.startsWith("http://") || host.startsWith("https://")) {
            throw new UsageException(
                    "%s is %s; a Docker host such as tcp://host:port is expected. A Swarmkeeper has its report at /api/v1/report"
                            .formatted(AGAINST, host));
        }
        Snapshot snapshot = RunningSwarm.everything(host, environment);
        Report report = make(snapshot, version, Instant.now());
        out.print(format.map(report::write).orElseGet(() -> ReportText.write(report)));
        return failOn.filter(worst -> reaches(report, worst)).isPresent() ? 1 : 0;
    }

    static Report make(Snapshot snapshot, String version, Instant now) {
        SingleAnalysis judged = SingleAnalysis.of(snapshot, now);
        return new Report(
                Optional.of(snapshot),
                judged.findings(),
                judged.scorecard(),
                RightSizes.unmeasured(snapshot, now),
                version,
                now,
                true);
    }

    private static boolean reaches(Report report, Severity severity) {
        return report.findings()
                .worst()
                .filter(f -> f.severity().compareTo(severity) <= 0)
                .isPresent();
    }

    /** Empty = text. */
    private static Optional<Report.Format> format(String word) {
        return switch (word) {
            case TEXT -> Optional.empty();
            case "json" -> Optional.of(Report.Format.JSON);
            case "markdown", "md" -> Optional.of(Report.Format.MD);
            case "sarif" -> Optional.of(Report.Format.SARIF);
            case "junit" -> Optional.of(Report.Format.JUNIT);
            default ->
                throw new UsageException(
                        "--format is %s; there are text, json, markdown, sarif and junit".formatted(word));
        };
    }
}
