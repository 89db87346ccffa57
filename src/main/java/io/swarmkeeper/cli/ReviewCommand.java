package io.swarmkeeper.cli;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.report.FileReport;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code review FILE}: says what is wrong with a stack file, and where it and what runs differ. */
final class ReviewCommand {

    private static final String AGAINST = "--against";
    private static final String STACK = "--stack";

    private ReviewCommand() {}

    /** @return 1 if a finding is as bad as {@code --fail-on} says, else 0 */
    static int run(List<String> words, Map<String, String> environment, String version, PrintStream out) {
        Arguments arguments =
                new Arguments(words, Set.of("--format", FailOn.OPTION, "--env-file", AGAINST, STACK), Set.of());
        FileReport.Format format = format(arguments.value("--format").orElse("text"));
        Optional<Severity> failOn = FailOn.of(arguments);
        StackFile file = StackFiles.read(arguments.file(), arguments.value("--env-file"), environment);
        Optional<String> host = arguments.value(AGAINST);
        if (host.isEmpty() && arguments.value(STACK).isPresent()) {
            throw new UsageException("%s goes with %s".formatted(STACK, AGAINST));
        }
        List<FileFinding> findings = new ArrayList<>(Review.of(file, Instant.now()));
        host.ifPresent(h -> findings.addAll(Drift.find(file, h, arguments.value(STACK), environment)));
        FileReport report = new FileReport(arguments.file(), version, Review.sorted(findings));
        out.print(report.write(format));
        return failOn.filter(report::reaches).isPresent() ? 1 : 0;
    }

    private static FileReport.Format format(String word) {
        return FileReport.Format.find(word)
                .orElseThrow(() ->
                        new UsageException("--format is %s; there are text, json, sarif and junit".formatted(word)));
    }
}
