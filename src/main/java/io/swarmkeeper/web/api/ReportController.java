package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.report.Report;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Report")
class ReportController {

    private final LatestSnapshot latest;
    private final Analysis analysis;
    private final Clock clock;
    private final String version;

    /** @param build absent when the classes do not come from a packaged jar */
    ReportController(LatestSnapshot latest, Analysis analysis, Clock clock, ObjectProvider<BuildProperties> build) {
        this.latest = latest;
        this.analysis = analysis;
        this.clock = clock;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("0.0.0");
    }

    @GetMapping("/api/v1/report")
    @Operation(summary = "The whole picture, for people (md) and pipelines (json, sarif, junit)")
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
        Report report = new Report(
                Optional.of(latest.get()), analysis.latest(), analysis.scorecard(), version, clock.instant());
        // The format was asked for by name: it is this one whatever the Accept header says beside it.
        return ResponseEntity.ok()
                .header("Content-Type", known.contentType())
                .body(report.write(known).getBytes(StandardCharsets.UTF_8));
    }
}
