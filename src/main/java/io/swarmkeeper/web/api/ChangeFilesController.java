package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.remediation.StackSettings;
import io.swarmkeeper.stackfile.StackPatch;
import io.swarmkeeper.stackfile.UnifiedDiff;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A change put into the stack file that deploys its service. The file is sent here, and nothing of it is kept. */
@RestController
@Tag(name = "Changes")
class ChangeFilesController {

    private static final String DIFF = "text/x-diff";
    private static final String STATE_HEADER = "Change-State";
    private static final String USUAL_NAME = "docker-compose.yml";

    private final Changes changes;
    private final StackFileBody files;

    ChangeFilesController(Changes changes, StackFileBody files) {
        this.changes = changes;
        this.files = files;
    }

    @PostMapping(
            path = "/api/v1/changes/{id}/stack-file",
            consumes = {StackFileBody.YAML, "application/x-yaml", "text/yaml"})
    @Tells({
        Problem.Code.INVALID_BODY,
        Problem.Code.NOT_FOUND,
        Problem.Code.WRONG_STATE,
        Problem.Code.UNSUPPORTED_MEDIA_TYPE,
        Problem.Code.BUSY
    })
    @Operation(
            operationId = "patchStackFile",
            summary = "The stack file with exactly this change in it, every other byte as it was",
            description =
                    "Change-State is the state of the change: with any but succeeded, deploying the file makes a change"
                            + " that is not in force, past whoever decides on it.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = StackFileBody.YAML, schema = @Schema(type = "string"))))
    @ApiResponse(
            responseCode = "200",
            headers =
                    @Header(
                            name = STATE_HEADER,
                            description = "where the change stands, as its state",
                            schema = @Schema(type = "string")),
            content = {
                @Content(mediaType = StackFileBody.YAML, schema = @Schema(type = "string")),
                @Content(mediaType = DIFF, schema = @Schema(type = "string"))
            })
    ResponseEntity<byte[]> patched(
            @PathVariable long id,
            @RequestParam
                    @Parameter(
                            description = "yaml or diff; if left out diff where Accept asks for text/x-diff, else yaml")
                    Optional<String> format,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") @Parameter(hidden = true) String accept,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        boolean diff = switch (format.orElse(accept.contains(DIFF) ? "diff" : "yaml")) {
            case "diff" -> true;
            case "yaml" -> false;
            default -> throw Wanted.wrongParameter("format", format.orElse(""), "yaml", "diff");
        };
        Change change = ChangesController.find(changes, id);
        StackSettings settings = change.stackSettings()
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.WRONG_STATE,
                        "%s is in no stack: no stack file deploys it."
                                .formatted(Shown.text(change.plan().subject().name()))));
        String answer = files.read(request, file -> {
            String text = StackPatch.apply(file, settings.service(), settings.limits(), settings.reservations());
            return diff ? UnifiedDiff.of(USUAL_NAME, file.yaml().text(), text) : text;
        });
        return ResponseEntity.ok()
                .header(STATE_HEADER, change.state().word())
                .header(HttpHeaders.CONTENT_TYPE, diff ? DIFF + ";charset=UTF-8" : StackFileBody.YAML)
                .body(answer.getBytes(StandardCharsets.UTF_8));
    }
}
