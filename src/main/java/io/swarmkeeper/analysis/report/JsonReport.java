package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings.Progress;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything, in the words of the API. */
final class JsonReport {

    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonReport() {}

    static String write(Report report) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("swarmkeeper").put("version", report.version()).put(SizesJson.FORM_NAME, SizesJson.FORM);
        root.put("at", report.at().toString());
        root.putObject("verdict")
                .put("tone", word(report.verdict().tone()))
                .put("headline", report.verdict().headline())
                .put("detail", report.verdict().detail());
        report.snapshot().ifPresent(s -> cluster(root.putObject("cluster"), s));
        ArrayNode phases = root.putArray("phases");
        for (Phase phase : Phase.values()) {
            Progress progress = report.findings().progress(phase);
            phases.addObject()
                    .put("phase", phase.number())
                    .put("title", phase.title())
                    .put("done", progress.done())
                    .put("decided", progress.decided());
        }
        ArrayNode scorecard = root.putArray("scorecard");
        for (Metric metric : report.scorecard().metrics()) {
            scorecard
                    .addObject()
                    .put("name", metric.name())
                    .put("title", metric.title())
                    .put("target", metric.target())
                    .put("value", metric.value().orElse(null))
                    .put("amount", metric.amount().orElse(null))
                    .put("unit", metric.unit().isEmpty() ? null : metric.unit())
                    .put("state", word(metric.state()))
                    .put("trend", word(metric.trend().direction()))
                    .put("before", metric.trend().before().orElse(null))
                    .put("note", metric.note())
                    .put("since", report.since(metric).map(Instant::toString).orElse(null));
        }
        ArrayNode findings = root.putArray("findings");
        report.findings().all().forEach(f -> finding(findings.addObject(), f, report.since(f)));
        SizesJson.write(root.putArray("services"), report.sizes());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void cluster(ObjectNode node, Snapshot snapshot) {
        node.put("id", snapshot.cluster().id())
                .put("engineVersion", snapshot.cluster().engineVersion())
                .put("apiVersion", snapshot.cluster().apiVersion())
                .put("collectedAt", snapshot.collectedAt().toString())
                .put("complete", snapshot.complete());
        node.putObject("counts")
                .put("nodes", snapshot.nodes().size())
                .put("services", snapshot.services().size())
                .put("tasks", snapshot.tasks().size())
                .put("networks", snapshot.networks().size())
                .put("volumes", snapshot.volumes().size());
    }

    private static void finding(ObjectNode node, Finding finding, Optional<Instant> since) {
        node.put("id", finding.id())
                .put("code", finding.code().code())
                .put("severity", word(finding.severity()))
                .put("phase", finding.code().phase().number());
        node.putObject("subject")
                .put("kind", word(finding.subject().kind()))
                .put("id", finding.subject().id())
                .put("name", finding.subject().name());
        node.put("title", finding.title()).put("explanation", finding.explanation());
        ObjectNode evidence = node.putObject("evidence");
        for (Map.Entry<String, Object> entry : finding.evidence().entrySet()) {
            evidence.set(entry.getKey(), JSON.valueToTree(entry.getValue()));
        }
        node.put("since", since.map(Instant::toString).orElse(null)).put("state", word(finding.state()));
        finding.exemption()
                .ifPresent(e -> node.putObject("exemption")
                        .put("reason", e.reason())
                        .put("owner", e.owner())
                        .put("until", e.until().toString()));
    }

    /** Kebab-case, as the API spells it. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
