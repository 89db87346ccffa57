package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Verdict;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is reported: one Swarm at one moment.
 *
 * @param snapshot empty if the Swarm has not been seen yet
 * @param version of Swarmkeeper
 */
public record Report(Optional<Snapshot> snapshot, Findings findings, Scorecard scorecard, String version, Instant at) {

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
