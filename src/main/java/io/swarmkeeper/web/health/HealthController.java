package io.swarmkeeper.web.health;

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
class HealthController {

    private final SwarmHealth health;

    HealthController(SwarmHealth health) {
        this.health = health;
    }

    @GetMapping("/health/swarm")
    ResponseEntity<byte[]> swarm(@RequestHeader(name = "Accept", required = false) @Nullable String accept) {
        return answer(health.ofSwarm(), accept);
    }

    @GetMapping("/health/swarm/{service}")
    ResponseEntity<byte[]> service(
            @PathVariable String service, @RequestHeader(name = "Accept", required = false) @Nullable String accept) {
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
