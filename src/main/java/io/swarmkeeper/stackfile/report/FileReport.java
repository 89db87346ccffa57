package io.swarmkeeper.stackfile.report;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.yaml.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Findings of one file, ready to be written.
 *
 * @param path of the file as it was named
 * @param version of Swarmkeeper
 */
public record FileReport(String path, String version, List<FileFinding> findings) {

    /** A form that a report can be written in. */
    public enum Format {
        TEXT(FileText::write),
        JSON(FileJson::write),
        SARIF(FileSarif::write),
        JUNIT(FileJunit::write);

        private final Function<FileReport, String> writer;

        Format(Function<FileReport, String> writer) {
            this.writer = writer;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Format> find(String word) {
            for (Format format : values()) {
                if (format.word().equals(word)) {
                    return Optional.of(format);
                }
            }
            return Optional.empty();
        }
    }

    public FileReport {
        findings = List.copyOf(findings);
    }

    public String write(Format format) {
        return format.writer.apply(this);
    }

    /** True if any finding is as bad as that or worse. */
    public boolean reaches(Severity severity) {
        return findings.stream().anyMatch(f -> f.severity().compareTo(severity) <= 0);
    }

    /** Text of a file or its name: it must neither steer the terminal that shows it nor begin a line of its own. */
    public static String printable(String text) {
        return Printable.of(text);
    }

    static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
