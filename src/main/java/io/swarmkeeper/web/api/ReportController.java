package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.web.CurrentReport;
import io.swarmkeeper.web.Problem;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Report")
class ReportController {

    private final LatestSnapshot latest;
    private final CurrentReport current;

    ReportController(LatestSnapshot latest, CurrentReport current) {
        this.latest = latest;
        this.current = current;
    }

    @GetMapping("/api/v1/report")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(
            operationId = "getReport",
            summary = "The whole picture, for people (md) and pipelines (json, sarif, junit)")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(type = "object")),
                @Content(mediaType = "text/markdown", schema = @Schema(type = "string")),
                @Content(mediaType = "application/sarif+json", schema = @Schema(type = "object")),
                @Content(mediaType = "application/xml", schema = @Schema(type = "string"))
            })
    ResponseEntity<byte[]> report(
            @RequestParam(defaultValue = "json") @Parameter(description = "json, md, sarif or junit") String format) {
        Report.Format known = Report.Format.find(format)
                .orElseThrow(() -> Wanted.wrongParameter("format", format, Words.all(Report.Format.class)));
        latest.get(); // or the problem that says why there is nothing to report
        Report report = current.make();
        // The format was asked for by name: it is this one whatever the Accept header says beside it.
        return ResponseEntity.ok()
                .header("Content-Type", known.contentType())
                .body(report.write(known).getBytes(StandardCharsets.UTF_8));
    }
}
