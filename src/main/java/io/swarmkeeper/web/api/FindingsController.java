package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Findings")
class FindingsController {

    private final LatestSnapshot latest;
    private final FindingViews findings;
    private final Analysis analysis;
    private final JsonMapper json;
    private final RenderedOnce all;

    FindingsController(LatestSnapshot latest, FindingViews findings, Analysis analysis, JsonMapper json) {
        this.latest = latest;
        this.findings = findings;
        this.analysis = analysis;
        this.json = json;
        this.all = new RenderedOnce(json);
    }

    @GetMapping("/findings")
    @Tells({Problem.Code.NOT_FOUND, Problem.Code.SWARM_UNAVAILABLE})
    @Operation(operationId = "listFindings", summary = "What will hurt this Swarm, worst first, each with its remedies")
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = FindingView.class))))
    void findings(
            @RequestParam @Parameter(description = "finding codes, with commas between") Optional<String> code,
            @RequestParam @Parameter(description = "critical, warning, info") Optional<String> severity,
            @RequestParam @Parameter(description = "1 to 4") Optional<Integer> phase,
            @RequestParam @Parameter(description = "open, exempt, undecided") Optional<String> state,
            @RequestParam @Parameter(description = "id or name of a service") Optional<String> service,
            @RequestParam @Parameter(description = "id or host name of a node") Optional<String> node,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Snapshot snapshot = latest.get();
        Predicate<FindingView> filter = codes(code)
                .and(severities(severity))
                .and(phase(phase))
                .and(states(state))
                .and(service.map(s -> onService(latest.getService(snapshot, s))).orElse(f -> true))
                .and(node.map(n -> onNode(latest.getNode(snapshot, n))).orElse(f -> true));
        FindingViews.Made made = findings.latest(snapshot);
        boolean everything = request.getQueryString() == null;
        Rendered list = everything
                ? all.get(List.of(made), made::all)
                : new Rendered(json.writeValueAsBytes(
                        made.all().stream().filter(filter).toList()));
        list.answer(request, response);
    }

    private static Predicate<FindingView> codes(Optional<String> given) {
        Set<FindingCode> wanted = Wanted.words("code", given, FindingCode.class);
        return f -> FindingCode.findByCode(f.code()).filter(wanted::contains).isPresent();
    }

    private static Predicate<FindingView> severities(Optional<String> given) {
        Set<Severity> wanted = Wanted.words("severity", given, Severity.class);
        return f -> Words.find(Severity.class, f.severity())
                .filter(wanted::contains)
                .isPresent();
    }

    private static Predicate<FindingView> states(Optional<String> given) {
        Set<Finding.State> wanted = Wanted.words("state", given, Finding.State.class);
        return f -> Words.find(Finding.State.class, f.state())
                .filter(wanted::contains)
                .isPresent();
    }

    private static Predicate<FindingView> phase(Optional<Integer> given) {
        given.ifPresent(p -> Wanted.between("phase", p, 1, 4));
        return f -> given.map(p -> f.phase() == p).orElse(true);
    }

    private static Predicate<FindingView> onService(Service service) {
        return f -> f.subject().kind().equals("service") && f.subject().id().equals(service.id());
    }

    private static Predicate<FindingView> onNode(Node node) {
        return f -> f.subject().kind().equals("node") && f.subject().id().equals(node.id());
    }

    /**
     * One success metric of the plan.
     *
     * @param value what was measured, in words; null while unknown
     * @param amount the same as a number; null while unknown, or where there is a value that is none
     * @param unit of {@code amount}: {@code %} or {@code ms}; null for a count
     * @param trend {@code better}, {@code same}, {@code worse} or {@code unknown}, against {@code before}
     * @param before what it was at {@code beforeAt}: a day ago, or as long as there are values; null while unknown
     * @param state {@code met}, {@code missed} or {@code unknown}
     */
    record MetricView(
            String name,
            String title,
            String target,
            @Nullable String value,
            @Nullable Double amount,
            @Nullable String unit,
            String state,
            String trend,
            @Nullable Double before,
            @Nullable Instant beforeAt,
            String note,
            Instant since) {
        static MetricView of(Scorecard.Metric metric) {
            return new MetricView(
                    metric.name(),
                    metric.title(),
                    metric.target(),
                    metric.value().orElse(null),
                    metric.amount().orElse(null),
                    metric.unit().isEmpty() ? null : metric.unit(),
                    Words.of(metric.state()),
                    Words.of(metric.trend().direction()),
                    metric.trend().before().orElse(null),
                    metric.trend().at().orElse(null),
                    metric.note(),
                    metric.since());
        }
    }

    @GetMapping("/scorecard")
    @Tells(Problem.Code.SWARM_UNAVAILABLE)
    @Operation(operationId = "getScorecard", summary = "The success metrics of the plan, measured")
    List<MetricView> scorecard() {
        latest.get();
        return analysis.scorecard().metrics().stream().map(MetricView::of).toList();
    }
}
