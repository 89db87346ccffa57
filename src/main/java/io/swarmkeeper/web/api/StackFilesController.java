package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.stackfile.Cure;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.KnownSizes;
import io.swarmkeeper.stackfile.Optimization;
import io.swarmkeeper.stackfile.Optimizer;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.StorageFolders;
import io.swarmkeeper.stackfile.UnknownStackException;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.stackfile.RunningStacks;
import io.swarmkeeper.web.stackfile.StackSizes;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Stack files that are sent here, reviewed and cured. */
@RestController
@Tag(name = "Stack files")
class StackFilesController {

    private static final String YAML = StackFileBody.YAML;

    /** How many cures were left out by a fault of ours: the bare file does not show it. */
    private static final String FAULTS = "Swarmkeeper-Faults";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final StackFileBody files;
    private final StackSizes sizes;
    private final RunningStacks stacks;
    private final LatestSnapshot latest;
    private final Clock clock;

    StackFilesController(
            StackFileBody files, StackSizes sizes, RunningStacks stacks, LatestSnapshot latest, Clock clock) {
        this.files = files;
        this.sizes = sizes;
        this.stacks = stacks;
        this.latest = latest;
        this.clock = clock;
    }

    /**
     * @param line from 1, as the column, which counts UTF-16 units
     * @param subject service or network of the file; null for the file itself
     */
    record FileFindingView(
            String code,
            String severity,
            int line,
            int column,
            @Nullable String subject,
            String title,
            String explanation) {}

    record StackFileReviewView(List<FileFindingView> findings) {}

    /** @param line of the service in the file as it was sent */
    record CureView(String cure, String service, int line, String what) {}

    /**
     * @param yaml the cured file
     * @param refused what was not done, and why
     * @param faults what was left out because of a fault of Swarmkeeper; empty as long as there is none
     * @param reserved by all replicas of all services together, once cured
     * @param stack whose measured use sized it; null if none did
     */
    record StackFileOptimizationView(
            String yaml,
            List<CureView> done,
            List<CureView> refused,
            List<CureView> faults,
            AmountView reserved,
            @Nullable String stack) {}

    private record Cured(Optimization optimization, KnownSizes known) {}

    @PostMapping(
            path = "/api/v1/stack-files/review",
            consumes = {YAML, "application/x-yaml", "text/yaml"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Tells({
        Problem.Code.INVALID_BODY,
        Problem.Code.INVALID_PARAMETER,
        Problem.Code.UNSUPPORTED_MEDIA_TYPE,
        Problem.Code.BUSY,
        Problem.Code.SWARM_UNAVAILABLE
    })
    @Operation(
            operationId = "reviewStackFile",
            summary =
                    "What is wrong with a stack file, with line and column; with stack also where it and what runs differ",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = YAML, schema = @Schema(type = "string"))))
    StackFileReviewView review(
            @RequestParam
                    @Parameter(
                            description =
                                    "the running stack to compare with; empty for the one that runs services of these names")
                    Optional<String> stack,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        return files.read(
                request,
                file -> new StackFileReviewView(findings(file, stack).stream()
                        .map(StackFilesController::view)
                        .toList()));
    }

    private List<FileFinding> findings(StackFile file, Optional<String> stack) {
        if (stack.isEmpty()) {
            return Review.of(file, clock.instant());
        }
        try {
            return stacks.review(file, latest.get(), stack.get());
        } catch (UnknownStackException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.INVALID_PARAMETER, Shown.text(String.valueOf(e.getMessage())) + ".")
                            .with("parameter", "stack"));
        }
    }

    @PostMapping(
            path = "/api/v1/stack-files/optimization",
            consumes = {YAML, "application/x-yaml", "text/yaml"})
    @Tells({
        Problem.Code.INVALID_BODY,
        Problem.Code.UNSUPPORTED_MEDIA_TYPE,
        Problem.Code.BUSY,
        Problem.Code.SWARM_UNAVAILABLE
    })
    @Operation(
            operationId = "optimizeStackFile",
            summary =
                    "The cured stack file, every other byte as it was; with format=json also what was done and refused",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = YAML, schema = @Schema(type = "string"))))
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = YAML, schema = @Schema(type = "string")),
                @Content(
                        mediaType = "application/json",
                        schema = @Schema(implementation = StackFileOptimizationView.class))
            })
    ResponseEntity<byte[]> optimization(
            @RequestParam @Parameter(description = "kinds of cures with commas between; all if left out")
                    Optional<String> only,
            @RequestParam @Parameter(description = "kinds of cures to leave out") Optional<String> without,
            @RequestParam
                    @Parameter(
                            description =
                                    "the running stack whose measured use sizes the file; if left out the one that the"
                                            + " file names")
                    Optional<String> stack,
            @RequestParam
                    @Parameter(
                            description = "where new volumes of each class of services are to live, as"
                                    + " database=/mnt/fast-ssd, with commas between; nowhere if left out")
                    Optional<String> storage,
            @RequestParam(defaultValue = "yaml") @Parameter(description = "yaml or json") String format,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        Set<Cure> cures = Wanted.words("only", only, Cure.class);
        if (without.isPresent()) {
            cures.removeAll(Wanted.words("without", without, Cure.class));
        }
        StorageFolders folders = storage(storage, cures);
        if (!List.of("yaml", "json").contains(format)) {
            throw Wanted.wrongParameter("format", format, "yaml", "json");
        }
        Cured cured = files.read(request, file -> cure(file, cures, stack, folders));
        boolean json = format.equals("json");
        String text = json
                ? JSON.writeValueAsString(view(cured))
                : cured.optimization().text();
        return ResponseEntity.ok()
                .header("Content-Type", json ? MediaType.APPLICATION_JSON_VALUE : YAML)
                .header(FAULTS, Integer.toString(cured.optimization().faults().size()))
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    private static StorageFolders storage(Optional<String> given, Set<Cure> cures) {
        if (given.isEmpty()) {
            return StorageFolders.NONE;
        }
        if (!cures.contains(Cure.VOLUMES)) {
            throw wrongStorage("it is for cure %s, which is left out".formatted(Cure.VOLUMES.word()));
        }
        try {
            return StorageFolders.parse(given.get());
        } catch (IllegalArgumentException e) {
            throw wrongStorage(String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException wrongStorage(String why) {
        return new ProblemException(
                Problem.of(Problem.Code.INVALID_PARAMETER, "storage: %s.".formatted(Shown.text(why)))
                        .with("parameter", "storage"));
    }

    private Cured cure(StackFile file, Set<Cure> cures, Optional<String> stack, StorageFolders folders) {
        if (stack.isPresent()) {
            latest.get(); // or nobody can tell which stacks run
        }
        try {
            KnownSizes known = sizes.known(file, stack);
            return new Cured(Optimizer.optimize(file, cures, known, folders), known);
        } catch (UnknownStackException e) {
            throw Wanted.wrongParameter(
                    "stack", stack.orElse(""), "one that runs: " + Shown.text(String.join(", ", sizes.stacks())));
        }
    }

    private static FileFindingView view(FileFinding finding) {
        return new FileFindingView(
                finding.code(),
                Words.of(finding.severity()),
                finding.place().line(),
                finding.place().column(),
                finding.subject().isEmpty() ? null : finding.subject(),
                finding.title(),
                finding.explanation());
    }

    private static StackFileOptimizationView view(Cured cured) {
        Optimization optimization = cured.optimization();
        String stack = cured.known().stack();
        return new StackFileOptimizationView(
                optimization.text(),
                optimization.done().stream()
                        .map(d -> new CureView(
                                d.cure().word(), d.service(), d.place().line(), d.what()))
                        .toList(),
                views(optimization.refused()),
                views(optimization.faults()),
                AmountView.exactly(optimization.reserved()),
                stack.isEmpty() ? null : stack);
    }

    private static List<CureView> views(List<Optimization.Refused> refused) {
        return refused.stream()
                .map(r -> new CureView(r.cure().word(), r.service(), r.place().line(), r.why()))
                .toList();
    }
}
