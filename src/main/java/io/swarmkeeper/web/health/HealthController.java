package io.swarmkeeper.web.health;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.web.health.SwarmHealth.Word;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** For balancers, open to all: a status, and one word why. */
@RestController
@Tag(name = "Health")
@SecurityRequirements
class HealthController {

    private final SwarmHealth health;

    HealthController(SwarmHealth health) {
        this.health = health;
    }

    @GetMapping("/health/swarm")
    @Operation(operationId = "getSwarmHealth", summary = "Whether the Swarm can take traffic: one word, without login")
    @ApiResponse(responseCode = "200", description = "ok", content = @Content(schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "503",
            description = "no-snapshot, stale, no-quorum or critical-service-down",
            content = @Content(schema = @Schema(type = "string")))
    ResponseEntity<byte[]> swarm(
            @Parameter(hidden = true) @RequestHeader(name = "Accept", required = false) @Nullable String accept) {
        return answer(health.ofSwarm(), accept);
    }

    @GetMapping("/health/swarm/{service}")
    @Operation(
            operationId = "getServiceHealth",
            summary = "Whether a service can take traffic: one word, without login")
    @ApiResponse(responseCode = "200", description = "ok", content = @Content(schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "404",
            description = "unknown-service",
            content = @Content(schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "503",
            description = "no-snapshot, stale or too-few-tasks",
            content = @Content(schema = @Schema(type = "string")))
    ResponseEntity<byte[]> service(
            @Parameter(description = "id or full name") @PathVariable String service,
            @Parameter(hidden = true) @RequestHeader(name = "Accept", required = false) @Nullable String accept) {
        return answer(health.ofService(service), accept);
    }

    private static ResponseEntity<byte[]> answer(Word word, @Nullable String accept) {
        int status = switch (word) {
            case OK -> 200;
            case UNKNOWN_SERVICE -> 404;
            case NO_SNAPSHOT, STALE, NO_QUORUM, CRITICAL_SERVICE_DOWN, TOO_FEW_TASKS -> 503;
        };
        String text = word.name().toLowerCase(Locale.ROOT).replace('_', '-');
        boolean json = accept != null && accept.contains("json");
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(json ? MediaType.APPLICATION_JSON : new MediaType("text", "plain", StandardCharsets.UTF_8))
                .body((json ? "{\"status\":\"" + text + "\"}" : text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
