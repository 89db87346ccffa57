package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.stackfile.RunningStacks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What runs, stack by stack. */
@RestController
@Tag(name = "Stack files")
class StacksController {

    private static final String YAML = "application/yaml";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final LatestSnapshot latest;
    private final RunningStacks stacks;

    StacksController(LatestSnapshot latest, RunningStacks stacks) {
        this.latest = latest;
        this.stacks = stacks;
    }

    /** @param lost no stack file has a word for it, so that a deploy takes it away */
    record UnsaidView(String service, String path, String what, boolean lost) {}

    /** @param unsaid what the file cannot say, and what a deploy of it does by itself */
    record StackFileView(String stack, String yaml, List<UnsaidView> unsaid) {}

    @GetMapping("/api/v1/stacks/{name}/stack-file")
    @Tells({
        Problem.Code.NOT_FOUND,
        Problem.Code.INVALID_PARAMETER,
        Problem.Code.FORBIDDEN,
        Problem.Code.SWARM_UNAVAILABLE,
        Problem.Code.AUDIT_UNAVAILABLE
    })
    @Operation(
            operationId = "exportStack",
            summary =
                    "A running stack as a stack file with all its values, passwords too; with format=json also what it cannot say")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = YAML, schema = @Schema(type = "string")),
                @Content(mediaType = "application/json", schema = @Schema(implementation = StackFileView.class))
            })
    ResponseEntity<byte[]> stackFile(
            @PathVariable String name,
            @RequestParam(defaultValue = "yaml") @Parameter(description = "yaml or json") String format,
            Viewer viewer) {
        if (!List.of("yaml", "json").contains(format)) {
            throw Wanted.wrongParameter("format", format, "yaml", "json");
        }
        Snapshot snapshot = latest.get();
        StackExport export = stacks.find(snapshot, name).orElseThrow(() -> unknown(snapshot, name));
        stacks.handOut(export, viewer.name());
        boolean json = format.equals("json");
        String text = json ? JSON.writeValueAsString(view(export)) : export.text();
        return ResponseEntity.ok()
                .header("Content-Type", json ? MediaType.APPLICATION_JSON_VALUE : YAML)
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException unknown(Snapshot snapshot, String name) {
        List<String> there = StackExport.stacks(snapshot);
        return new ProblemException(
                Problem.Code.NOT_FOUND,
                "There is no stack \"%s\"; %s."
                        .formatted(
                                Shown.text(name),
                                there.isEmpty()
                                        ? "this Swarm runs none"
                                        : "there are " + Shown.text(String.join(", ", there))));
    }

    private static StackFileView view(StackExport export) {
        return new StackFileView(
                export.stack(),
                export.text(),
                export.unsaid().stream()
                        .map(u -> new UnsaidView(u.service(), u.path(), u.what(), u.lost()))
                        .toList());
    }
}
