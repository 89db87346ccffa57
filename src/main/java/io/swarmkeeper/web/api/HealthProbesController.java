package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.ProbeResult;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.probe.HealthTrials;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping(path = "/api/v1/services", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Swarm")
class HealthProbesController {

    private final HealthTrials trials;
    private final LatestSnapshot latest;

    HealthProbesController(HealthTrials trials, LatestSnapshot latest) {
        this.trials = trials;
        this.latest = latest;
    }

    /**
     * A health check to try.
     *
     * @param template http-curl, http-wget, tcp-connect, redis-ping or postgres-ready
     * @param parameters of the template: port for all; path for http-curl and http-wget; user and database for
     *     postgres-ready
     * @param task id of a running task of the service; any of them if left out
     * @param runs 1 to 10, one after the other; 3 if left out
     * @param timeoutSeconds of each run, 1 to 5; 3 if left out
     */
    record HealthProbeRequest(
            @Nullable String template,
            @Nullable Map<String, JsonNode> parameters,
            @Nullable String task,
            @Nullable Integer runs,
            @Nullable Integer timeoutSeconds) {}

    /**
     * @param taskId where it was tried
     * @param nodeHostname of the node it runs on
     * @param command the words that were run in the container, without a shell
     * @param passed every run ended with 0, in time
     * @param runs in their order; fewer than asked for if one did not end in time
     */
    record HealthProbeView(
            String serviceId,
            String serviceName,
            String taskId,
            @Nullable String nodeId,
            @Nullable String nodeHostname,
            String containerId,
            String template,
            List<String> command,
            boolean passed,
            List<RunView> runs) {}

    /**
     * @param millis until it ended, or until it was not waited for any longer
     * @param exitCode null if it did not end in time; 126 and 127 mean that the image has no such program
     * @param output the beginning of what it wrote, with what looks secret hidden
     */
    record RunView(Instant at, long millis, @Nullable Integer exitCode, String output) {

        static RunView of(ProbeResult.Run run) {
            return new RunView(run.at(), run.took().toMillis(), run.exitCode().orElse(null), run.output());
        }
    }

    @PostMapping(path = "/{service}/health-probe", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Tells({Problem.Code.PROBE_REFUSED, Problem.Code.AGENT_UNAVAILABLE, Problem.Code.SWARM_UNAVAILABLE})
    @Operation(
            operationId = "probeHealth",
            summary = "Tries a health check in a running container of the service; nothing is changed (role operator)")
    HealthProbeView probe(
            @PathVariable @Parameter(description = "id or name") String service,
            @RequestBody HealthProbeRequest request,
            Viewer viewer)
            throws InterruptedException {
        HealthTrials.require(viewer);
        Snapshot snapshot = latest.get();
        Service found = latest.getService(snapshot, service);
        HealthTrials.Trial trial = trials.run(read(request), found, snapshot, viewer);
        Task task = trial.task();
        ProbeResult result = trial.result();
        return new HealthProbeView(
                found.id(),
                found.name(),
                task.id(),
                task.nodeId().orElse(null),
                task.nodeId().flatMap(snapshot::findNode).map(n -> n.hostname()).orElse(null),
                task.containerId(),
                trial.probe().template(),
                result.command(),
                result.passed(),
                result.runs().stream().map(RunView::of).toList());
    }

    private static HealthTrials.Wish read(HealthProbeRequest request) {
        return new HealthTrials.Wish(
                Wanted.text("template", request.template(), 100),
                ParameterTexts.of(
                        Wanted.present("parameters", request.parameters(), "an object such as {\"port\":6379}")),
                Optional.ofNullable(request.task()),
                Optional.ofNullable(request.runs()),
                Optional.ofNullable(request.timeoutSeconds()));
    }
}
