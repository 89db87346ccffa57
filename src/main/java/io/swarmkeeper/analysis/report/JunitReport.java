package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.FindingCode.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * JUnit's XML, for pipelines: a suite for each phase, a case for each code. A case with open findings fails and lists
 * them; one whose findings are all exempt or undecided is skipped and says why.
 */
public final class JunitReport {

    private JunitReport() {}

    private enum End {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** @param lines one for each finding that decided it */
    private record Case(FindingCode code, End end, List<String> lines) {}

    static String write(Report report) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        List<Case> all = new ArrayList<>();
        for (FindingCode code : FindingCode.values()) {
            all.add(judge(code, report));
        }
        xml.append("<testsuites name=\"Swarmkeeper\"").append(counts(all)).append(">\n");
        for (Phase phase : Phase.values()) {
            List<Case> cases =
                    all.stream().filter(c -> c.code().phase() == phase).toList();
            xml.append("  <testsuite name=\"")
                    .append(escape("Phase " + phase.number() + ": " + phase.title()))
                    .append('"')
                    .append(counts(cases))
                    .append(" errors=\"0\" time=\"0\" timestamp=\"")
                    .append(escape(report.at().toString()))
                    .append("\">\n");
            cases.forEach(c -> write(xml, c));
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static Case judge(FindingCode code, Report report) {
        List<String> open = new ArrayList<>();
        List<String> aside = new ArrayList<>();
        if (report.snapshot().isEmpty()) {
            return new Case(code, End.SKIPPED, List.of("The Swarm has not been seen yet."));
        }
        for (Finding finding : report.findings().all()) {
            if (finding.code() == code) {
                String line = "[%s] %s. %s"
                        .formatted(JsonReport.word(finding.severity()), finding.title(), finding.explanation());
                switch (finding.state()) {
                    case OPEN -> open.add(line);
                    case UNDECIDED -> aside.add("Undecided: " + line);
                    case EXEMPT ->
                        aside.add("Exempt: " + line
                                + finding.exemption()
                                        .map(e -> " Reason: %s (%s, until %s)"
                                                .formatted(e.reason(), e.owner(), e.until()))
                                        .orElse(""));
                }
            }
        }
        if (!open.isEmpty()) {
            return new Case(code, End.FAILED, open);
        }
        return aside.isEmpty() ? new Case(code, End.PASSED, List.of()) : new Case(code, End.SKIPPED, aside);
    }

    private static void write(StringBuilder xml, Case test) {
        xml.append("    <testcase classname=\"swarmkeeper.phase")
                .append(test.code().phase().number())
                .append("\" name=\"")
                .append(escape(test.code().code()))
                .append("\" time=\"0\"");
        switch (test.end()) {
            case PASSED -> xml.append("/>\n");
            case FAILED -> {
                xml.append(">\n");
                for (String line : test.lines()) {
                    xml.append("      <failure type=\"")
                            .append(escape(test.code().code()))
                            .append("\" message=\"")
                            .append(escape(line))
                            .append("\"/>\n");
                }
                xml.append("    </testcase>\n");
            }
            case SKIPPED ->
                xml.append(">\n      <skipped message=\"")
                        .append(escape(String.join(" ", test.lines())))
                        .append("\"/>\n    </testcase>\n");
        }
    }

    private static String counts(List<Case> cases) {
        return " tests=\"%d\" failures=\"%d\" skipped=\"%d\""
                .formatted(
                        cases.size(),
                        cases.stream().filter(c -> c.end() == End.FAILED).count(),
                        cases.stream().filter(c -> c.end() == End.SKIPPED).count());
    }

    /** For attributes and text; what XML 1.0 cannot hold at all becomes the replacement character. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&apos;");
                case '\t', '\n', '\r' -> escaped.append(' ');
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** XML 1.0, production 2. */
    private static boolean isAllowed(int c) {
        return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= 0x10FFFF;
    }
}
