package io.swarmkeeper.web.report;

/** The formats a report can be written in, besides the API's own JSON. */
public enum ReportFormat {
    /** For people and merge requests. */
    MD("text/markdown;charset=UTF-8") {
        @Override
        public String write(Report report) {
            return MarkdownReport.write(report);
        }
    },
    /** Static Analysis Results Interchange Format 2.1.0, for code scanning. */
    SARIF("application/sarif+json") {
        @Override
        public String write(Report report) {
            return SarifReport.write(report);
        }
    },
    /** JUnit XML, for pipelines: an open finding is a failed test. */
    JUNIT("application/xml;charset=UTF-8") {
        @Override
        public String write(Report report) {
            return JunitReport.write(report);
        }
    };

    private final String mediaType;

    ReportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    public abstract String write(Report report);
}
