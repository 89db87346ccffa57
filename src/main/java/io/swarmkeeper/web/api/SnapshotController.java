package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Telemetry;
import io.swarmkeeper.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * The lists of the latest snapshot. Rendered once per change for all who ask; the headers {@code Snapshot-Collected-At},
 * {@code Snapshot-Complete} and {@code Age} say how old the picture is.
 */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Swarm")
class SnapshotController {

    /**
     * One of the lists.
     *
     * @param madeOf the parts of a snapshot that it shows: as long as they are the same, so is the list
     */
    private record Listing(
            RenderedOnce once, Function<Snapshot, List<Object>> madeOf, Function<Snapshot, List<?>> views) {
        Rendered of(Snapshot snapshot) {
            return once.get(madeOf.apply(snapshot), () -> views.apply(snapshot));
        }
    }

    private final LatestSnapshot latest;
    private final Clock clock;
    private final JsonMapper json;
    private final Listing nodes;
    private final Listing services;
    private final Listing tasks;
    private final Listing networks;
    private final Listing volumes;

    SnapshotController(LatestSnapshot latest, Analysis analysis, Telemetry telemetry, Clock clock, JsonMapper json) {
        this.latest = latest;
        this.clock = clock;
        this.json = json;
        this.nodes = listing(
                s -> List.of(s.nodes(), s.tasks(), telemetry.latest().nodes()),
                s -> NodeView.listOf(s, telemetry.latest()));
        this.services = listing(
                s -> List.of(
                        s.services(),
                        s.tasks(),
                        s.nodes(),
                        s.networks(),
                        s.images(),
                        telemetry.latest().services()),
                s -> ServiceView.listOf(s, analysis, telemetry.latest()));
        this.tasks =
                listing(s -> List.of(s.tasks(), s.services(), s.nodes()), s -> TaskView.listOf(s.tasks().stream(), s));
        this.networks = listing(s -> List.of(s.networks(), s.services()), NetworkView::listOf);
        this.volumes = listing(s -> List.of(s.services(), s.tasks(), s.nodes()), VolumeView::listOf);
    }

    private Listing listing(Function<Snapshot, List<Object>> madeOf, Function<Snapshot, List<?>> views) {
        return new Listing(new RenderedOnce(json), madeOf, views);
    }

    @GetMapping("/cluster")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(
            operationId = "getCluster",
            summary = "The Swarm itself, how old our picture of it is, and how much there is of everything")
    ClusterView cluster() {
        return ClusterView.of(latest.get(), latest.connection());
    }

    @GetMapping("/nodes")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(
            operationId = "listNodes",
            summary = "All machines with capacity, what is reserved on them, and what they use")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = NodeView.class))))
    void nodes(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Snapshot snapshot = latest.get();
        answer(nodes.of(snapshot), snapshot, request, response);
    }

    @GetMapping("/services")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(operationId = "listServices", summary = "All services with everything that findings are made of")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = ServiceView.class))))
    void services(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Snapshot snapshot = latest.get();
        answer(services.of(snapshot), snapshot, request, response);
    }

    @GetMapping("/tasks")
    @Tells({Problem.Code.NOT_FOUND, Problem.Code.SWARM_UNAVAILABLE})
    @Operation(operationId = "listTasks", summary = "All tasks that the engine remembers, or those of one service")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = TaskView.class))))
    void tasks(
            @RequestParam @Parameter(description = "id or name of a service; all if left out") Optional<String> service,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Snapshot snapshot = latest.get();
        Rendered list = service.isPresent() ? tasksOf(service.get(), snapshot) : tasks.of(snapshot);
        answer(list, snapshot, request, response);
    }

    private Rendered tasksOf(String idOrName, Snapshot snapshot) {
        Service service = latest.getService(snapshot, idOrName);
        return new Rendered(json.writeValueAsBytes(TaskView.listOf(snapshot.tasksOf(service.id()).stream(), snapshot)));
    }

    @GetMapping("/networks")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(operationId = "listNetworks", summary = "All networks and who attaches to them")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = NetworkView.class))))
    void networks(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Snapshot snapshot = latest.get();
        answer(networks.of(snapshot), snapshot, request, response);
    }

    @GetMapping("/volumes")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(operationId = "listVolumes", summary = "Storage as services mount it: named volumes, host paths, tmpfs")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = VolumeView.class))))
    void volumes(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Snapshot snapshot = latest.get();
        answer(volumes.of(snapshot), snapshot, request, response);
    }

    private void answer(Rendered list, Snapshot snapshot, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long age = Duration.between(snapshot.collectedAt(), clock.instant()).toSeconds();
        response.setHeader("Age", Long.toString(Math.max(0, age)));
        response.setHeader("Snapshot-Collected-At", snapshot.collectedAt().toString());
        response.setHeader("Snapshot-Complete", Boolean.toString(snapshot.complete()));
        list.answer(request, response);
    }
}
