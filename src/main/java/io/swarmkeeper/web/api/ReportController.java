package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.api.FindingsController.MetricView;
import io.swarmkeeper.web.report.Report;
import io.swarmkeeper.web.report.ReportFormat;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
@Tag(name = "Report")
class ReportController {

    private final LatestSnapshot latest;
    private final FindingViews findings;
    private final Analysis analysis;
    private final Clock clock;
    private final JsonMapper json;

    ReportController(LatestSnapshot latest, FindingViews findings, Analysis analysis, Clock clock, JsonMapper json) {
        this.latest = latest;
        this.findings = findings;
        this.analysis = analysis;
        this.clock = clock;
        this.json = json;
    }

    /** The whole picture. */
    record ReportView(
            Instant madeAt,
            VerdictView verdict,
            ClusterView cluster,
            List<PhaseView> phases,
            List<MetricView> scorecard,
            List<FindingView> findings) {}

    record VerdictView(String tone, String headline, String detail) {}

    /** @param done codes with no open and no undecided finding, of those decided */
    record PhaseView(int phase, String title, int done, int decided) {}

    @GetMapping("/api/v1/report")
    @Operation(summary = "The whole picture, for people (md) and pipelines (json, sarif, junit)")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = ReportView.class)),
                @Content(mediaType = "text/markdown", schema = @Schema(type = "string")),
                @Content(mediaType = "application/sarif+json", schema = @Schema(type = "object")),
                @Content(mediaType = "application/xml", schema = @Schema(type = "string"))
            })
    ResponseEntity<byte[]> report(
            @RequestParam(defaultValue = "json") @Parameter(description = "json, md, sarif or junit") String format) {
        Snapshot snapshot = latest.get();
        Report report = Report.of(snapshot, analysis, clock.instant());
        if (format.equals("json")) {
            return answer("application/json", json.writeValueAsBytes(view(report)));
        }
        ReportFormat known = Words.find(ReportFormat.class, format)
                .orElseThrow(() -> Wanted.wrongParameter("format", format, "json, " + Words.all(ReportFormat.class)));
        return answer(known.mediaType(), known.write(report).getBytes(StandardCharsets.UTF_8));
    }

    /** The format was asked for by name; whatever the Accept header says beside it, it is this one. */
    private static ResponseEntity<byte[]> answer(String mediaType, byte[] body) {
        return ResponseEntity.ok().header("Content-Type", mediaType).body(body);
    }

    private ReportView view(Report report) {
        return new ReportView(
                report.madeAt(),
                new VerdictView(
                        Words.of(report.verdict().tone()),
                        Shown.text(report.verdict().headline()),
                        Shown.text(report.verdict().detail())),
                ClusterView.of(report.snapshot(), latest.connection()),
                Arrays.stream(FindingCode.Phase.values())
                        .map(p -> phase(p, report.findings()))
                        .toList(),
                report.scorecard().metrics().stream().map(MetricView::of).toList(),
                findings.latest(report.snapshot()).all());
    }

    private static PhaseView phase(FindingCode.Phase phase, Findings findings) {
        Findings.Progress progress = findings.progress(phase);
        return new PhaseView(phase.number(), phase.title(), progress.done(), progress.decided());
    }
}
