package io.swarmkeeper.web.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Masking;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * JUnit XML as pipelines read it: a suite per phase, a test per finding. Open ones failed, undecided and exempt ones
 * were skipped, and a code that found nothing is one test that passed.
 */
final class JunitReport {

    private JunitReport() {}

    static String write(Report report) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "Swarmkeeper");
            for (FindingCode.Phase phase : FindingCode.Phase.values()) {
                suite(xml, phase, report);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text in memory does not fail to be written", e);
        }
        return out.toString();
    }

    private static void suite(XMLStreamWriter xml, FindingCode.Phase phase, Report report) throws XMLStreamException {
        List<Finding> findings = report.findings().all().stream()
                .filter(f -> f.code().phase() == phase)
                .toList();
        List<FindingCode> silent = List.of(FindingCode.values()).stream()
                .filter(c -> c.phase() == phase)
                .filter(c -> findings.stream().noneMatch(f -> f.code() == c))
                .toList();
        long failed = findings.stream().filter(Finding::isOpen).count();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "Phase %d: %s".formatted(phase.number(), phase.title()));
        xml.writeAttribute("tests", Integer.toString(findings.size() + silent.size()));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("skipped", Long.toString(findings.size() - failed));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("timestamp", report.madeAt().toString());
        for (Finding finding : findings) {
            test(xml, finding);
        }
        for (FindingCode code : silent) {
            xml.writeEmptyElement("testcase");
            xml.writeAttribute("classname", code.code());
            xml.writeAttribute("name", "nothing found");
        }
        xml.writeEndElement();
    }

    private static void test(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", finding.code().code());
        String kind = finding.subject().kind().name().toLowerCase(Locale.ROOT);
        xml.writeAttribute("name", kind + " " + text(finding.subject().name()));
        switch (finding.state()) {
            case OPEN -> {
                xml.writeStartElement("failure");
                xml.writeAttribute("type", finding.severity().name().toLowerCase(Locale.ROOT));
                xml.writeAttribute("message", text(finding.title()));
                xml.writeCharacters(text(finding.explanation()));
                xml.writeEndElement();
            }
            case UNDECIDED -> skipped(xml, "undecided: " + text(finding.explanation()));
            case EXEMPT ->
                skipped(
                        xml,
                        finding.exemption()
                                .map(e -> "set aside until %s by %s: %s"
                                        .formatted(e.until(), e.owner(), text(e.reason())))
                                .orElse("set aside"));
        }
        xml.writeEndElement();
    }

    private static void skipped(XMLStreamWriter xml, String why) throws XMLStreamException {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", why);
    }

    /** XML 1.0 has no way to write most control characters and lone surrogates: they become a replacement sign. */
    private static String text(String raw) {
        StringBuilder clean = new StringBuilder(raw.length());
        Masking.text(raw).codePoints().map(c -> isXml(c) ? c : 0xFFFD).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }
}
