package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Telemetry;
import io.swarmkeeper.web.api.MeasurementViews.AgentView;
import io.swarmkeeper.web.api.MeasurementViews.CoverageView;
import io.swarmkeeper.web.api.MeasurementViews.FlowView;
import io.swarmkeeper.web.api.MeasurementViews.KillView;
import io.swarmkeeper.web.api.MeasurementViews.LatencyView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * What agents measured, from memory. Known without the engine, so these answer while it is lost; the header {@code
 * Measured-At} says when the picture was made.
 */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Measurements")
class MeasurementsController {

    private record Listing(RenderedOnce once, Function<Measurements, List<?>> of, Function<List<?>, List<?>> views) {}

    private final Telemetry telemetry;
    private final Listing agents;
    private final Listing latency;
    private final Listing flows;
    private final Listing kills;

    MeasurementsController(Telemetry telemetry, JsonMapper json) {
        this.telemetry = telemetry;
        this.agents = listing(json, Measurements::agents, AgentView::of);
        this.latency = listing(json, Measurements::latencies, LatencyView::of);
        this.flows = listing(json, Measurements::flows, FlowView::of);
        this.kills = listing(json, Measurements::kills, KillView::of);
    }

    @SuppressWarnings("unchecked") // what comes out of the first function goes into the second
    private static <T> Listing listing(JsonMapper json, Function<Measurements, List<T>> of, Function<T, Object> view) {
        return new Listing(
                new RenderedOnce(json),
                of::apply,
                list -> ((List<T>) list).stream().map(view).toList());
    }

    @GetMapping("/coverage")
    @Operation(
            operationId = "getCoverage",
            summary = "How much of the Swarm agents look at, and for how long they have")
    CoverageView coverage() {
        return CoverageView.of(telemetry.latest());
    }

    @GetMapping("/agents")
    @Operation(operationId = "listAgents", summary = "All agents that were ever heard, and the age of their last word")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = AgentView.class))))
    void agents(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(agents, request, response);
    }

    @GetMapping("/latency")
    @Operation(
            operationId = "listLatency",
            summary = "Round trips between nodes of the last half hour, over overlays and past them")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = LatencyView.class))))
    void latency(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(latency, request, response);
    }

    @GetMapping("/flows")
    @Operation(operationId = "listFlows", summary = "Which service was seen talking to which")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = FlowView.class))))
    void flows(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(flows, request, response);
    }

    @GetMapping("/oom-kills")
    @Operation(
            operationId = "listOomKills",
            summary =
                    "Processes killed with signal 9 in the last seven days, newest first; those not for memory say so")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = KillView.class))))
    void oomKills(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(kills, request, response);
    }

    private void answer(Listing listing, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Measurements measurements = telemetry.latest();
        List<?> list = listing.of().apply(measurements);
        response.setHeader("Measured-At", measurements.at().toString());
        listing.once()
                .get(List.<Object>of(list), () -> listing.views().apply(list))
                .answer(request, response);
    }
}
