package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
@Tag(name = "Swarm", description = "What is there, as of the latest snapshot")
class ClusterController {

    private final LatestSnapshot latest;

    ClusterController(LatestSnapshot latest) {
        this.latest = latest;
    }

    @GetMapping("/cluster")
    @Operation(summary = "The Swarm itself, how old our picture of it is, and how much there is of everything")
    ClusterView cluster() {
        return ClusterView.of(latest.get(), latest.connection());
    }
}
