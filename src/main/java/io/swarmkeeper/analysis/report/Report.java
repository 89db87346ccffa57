package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Verdict;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is reported: one Swarm at one moment.
 *
 * @param snapshot empty if the Swarm has not been seen yet
 * @param sizes what each of its services should be given; none while it has not been seen
 * @param version of Swarmkeeper
 * @param single if it is made of one reading of the Swarm, with no memory of what was before
 */
public record Report(
        Optional<Snapshot> snapshot,
        Findings findings,
        Scorecard scorecard,
        MeasuredSizes sizes,
        String version,
        Instant at,
        boolean single) {

    /** How it can be written. */
    public enum Format {
        JSON("application/json", "json"),
        MD("text/markdown;charset=UTF-8", "md"),
        SARIF("application/sarif+json", "sarif"),
        JUNIT("application/xml", "xml");

        private final String contentType;
        private final String extension;

        Format(String contentType, String extension) {
            this.contentType = contentType;
            this.extension = extension;
        }

        public String contentType() {
            return contentType;
        }

        /** For a file's name, without dot. */
        public String extension() {
            return extension;
        }

        /** By its word in the API: {@code json}, {@code md}, {@code sarif}, {@code junit}. */
        public static Optional<Format> find(String word) {
            return Arrays.stream(values())
                    .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
        }
    }

    /** Since when a finding is so; empty if nobody knows: of one reading only what the engine itself remembers is known. */
    public Optional<Instant> since(Finding finding) {
        return known(finding.since());
    }

    Optional<Instant> since(Metric metric) {
        return known(metric.since());
    }

    private Optional<Instant> known(Instant since) {
        boolean news = !since.isBefore(findings.analysedAt().truncatedTo(ChronoUnit.MILLIS));
        return single && news ? Optional.empty() : Optional.of(since);
    }

    public Verdict verdict() {
        return Verdict.of(findings);
    }

    public String write(Format format) {
        return switch (format) {
            case JSON -> JsonReport.write(this);
            case MD -> MarkdownReport.write(this);
            case SARIF -> SarifReport.write(this);
            case JUNIT -> JunitReport.write(this);
        };
    }
}
