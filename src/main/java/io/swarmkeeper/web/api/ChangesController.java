package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping(path = "/api/v1/changes", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Changes")
class ChangesController {

    private final Changes changes;
    private final LatestSnapshot latest;
    private final Subjects subjects;
    private final ChangeStreams streams;
    private final MaskedJson masked;

    ChangesController(
            Changes changes, LatestSnapshot latest, Subjects subjects, ChangeStreams streams, MaskedJson masked) {
        this.changes = changes;
        this.latest = latest;
        this.subjects = subjects;
        this.streams = streams;
        this.masked = masked;
    }

    /**
     * What is to be planned: the cure of a finding, or an action on a service.
     *
     * @param findingId of a finding; its first remedy unless {@code action} names another
     * @param action e.g. {@code set-resources}
     * @param subject the service, if no finding is named
     * @param parameters numbers or texts by name; for set-resources limitCpuNano, limitMemoryBytes,
     *     reservationCpuNano, reservationMemoryBytes
     * @param reason why, for those who decide
     */
    record ChangeRequest(
            @Nullable String findingId,
            @Nullable String action,
            Subjects.@Nullable SubjectRequest subject,
            @Nullable Map<String, JsonNode> parameters,
            @Nullable String reason) {}

    /** @param reason why this was decided */
    record Decision(@Nullable String reason) {}

    @GetMapping
    @Operation(operationId = "listChanges", summary = "Changes, newest first")
    List<ChangeView> list(@RequestParam(defaultValue = "100") @Parameter(description = "1 to 1000") int limit) {
        return changes.list(Wanted.between("limit", limit, 1, 1000)).stream()
                .map(c -> ChangeView.of(c, masked))
                .toList();
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getChange", summary = "One change with its plan and timeline")
    ChangeView one(@PathVariable long id) {
        return ChangeView.of(get(id), masked);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            operationId = "followChange",
            summary = "The change as it is now, then at each move, until it is finished (server-sent events)")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = ChangeView.class)))
    @Tells(Problem.Code.TOO_MANY_STREAMS)
    SseEmitter events(@PathVariable long id) {
        return streams.open(get(id));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Tells({Problem.Code.NOT_FOUND, Problem.Code.PLAN_REFUSED, Problem.Code.WRONG_STATE, Problem.Code.SWARM_UNAVAILABLE
    })
    @Operation(
            operationId = "requestChange",
            summary = "Plans a change and asks for approval; nothing is applied (role operator)")
    ResponseEntity<ChangeView> request(@RequestBody ChangeRequest request, Viewer viewer) {
        viewer.require(Role.OPERATOR, "request a change");
        Change made = changes.request(read(request), viewer.name());
        return ResponseEntity.created(URI.create("/api/v1/changes/" + made.id()))
                .body(ChangeView.of(made, masked));
    }

    @PostMapping("/{id}/approval")
    @Tells({Problem.Code.OWN_REQUEST, Problem.Code.WRONG_STATE, Problem.Code.PLAN_REFUSED})
    @Operation(
            operationId = "approveChange",
            summary = "Says yes to somebody else's change; the work begins (role approver)")
    ChangeView approve(
            @PathVariable long id, @RequestBody(required = false) @Nullable Decision decision, Viewer viewer) {
        requireApprover(id, viewer, "approve");
        return ChangeView.of(changes.approve(id, viewer.name(), reasonIfAny(decision)), masked);
    }

    @PostMapping("/{id}/rejection")
    @Tells(Problem.Code.WRONG_STATE)
    @Operation(operationId = "rejectChange", summary = "Says no to a change (role approver)")
    ChangeView reject(@PathVariable long id, @RequestBody Decision decision, Viewer viewer) {
        get(id);
        viewer.require(Role.APPROVER, "reject a change");
        return ChangeView.of(changes.reject(id, viewer.name(), reason(decision)), masked);
    }

    @PostMapping("/{id}/cancellation")
    @Tells(Problem.Code.WRONG_STATE)
    @Operation(
            operationId = "cancelChange",
            summary = "Takes a request back before anything was written (whoever asked, or an approver)")
    ChangeView cancel(
            @PathVariable long id, @RequestBody(required = false) @Nullable Decision decision, Viewer viewer) {
        if (!get(id).requestedBy().equals(viewer.name())) {
            viewer.require(Role.APPROVER, "cancel somebody else's request");
        }
        return ChangeView.of(changes.cancel(id, viewer.name(), reasonIfAny(decision)), masked);
    }

    @PostMapping("/{id}/acceptance")
    @Tells({Problem.Code.OWN_REQUEST, Problem.Code.WRONG_STATE})
    @Operation(operationId = "acceptChange", summary = "Keeps an inconclusive change as it is (role approver)")
    ChangeView accept(@PathVariable long id, @RequestBody Decision decision, Viewer viewer) {
        requireApprover(id, viewer, "accept");
        return ChangeView.of(changes.accept(id, viewer.name(), reason(decision)), masked);
    }

    @PostMapping("/{id}/undo")
    @Tells({Problem.Code.WRONG_STATE, Problem.Code.PLAN_REFUSED})
    @Operation(operationId = "undoChange", summary = "Goes back to the spec from before the change (role operator)")
    ChangeView undo(@PathVariable long id, @RequestBody Decision decision, Viewer viewer) {
        viewer.require(Role.OPERATOR, "take a change back");
        get(id);
        return ChangeView.of(changes.undo(id, viewer.name(), reason(decision)), masked);
    }

    /** Whose request it is comes before any role; the room change checks it once more for those who have the role. */
    private void requireApprover(long id, Viewer viewer, String act) {
        Change change = get(id);
        if (!viewer.may(Role.APPROVER)
                && changes.fourEyes()
                && change.requestedBy().equals(viewer.name())) {
            throw new ProblemException(
                    Problem.Code.OWN_REQUEST,
                    "%s asked for change %d and cannot %s it as well; it takes a second person."
                            .formatted(viewer.name(), id, act));
        }
        viewer.require(Role.APPROVER, act + " a change");
    }

    private Change get(long id) {
        return find(changes, id);
    }

    static Change find(Changes changes, long id) {
        return changes.find(id)
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND,
                        "There is no change %d. GET /api/v1/changes lists them.".formatted(id)));
    }

    private static String reasonIfAny(@Nullable Decision decision) {
        return decision == null
                        || decision.reason() == null
                        || decision.reason().isEmpty()
                ? ""
                : reason(decision);
    }

    private static String reason(Decision decision) {
        return Wanted.text("reason", decision.reason());
    }

    private Changes.Request read(ChangeRequest request) {
        Optional<String> finding = Optional.ofNullable(request.findingId());
        Optional<String> action = Optional.ofNullable(request.action());
        if (finding.isPresent() == (request.subject() != null)) {
            throw Wanted.invalid(
                    "findingId",
                    "Either findingId, or action with subject, is expected; found %s."
                            .formatted(finding.isPresent() ? "both" : "neither"));
        }
        Optional<String> service = Optional.empty();
        if (request.subject() != null) {
            Wanted.text("action", request.action());
            Subject subject = subjects.resolve(request.subject(), latest.get());
            if (subject.kind() != Subject.Kind.SERVICE) {
                throw Wanted.invalid(
                        "subject.kind",
                        "subject.kind is %s; actions are for services.".formatted(Words.of(subject.kind())));
            }
            service = Optional.of(subject.id());
        } else {
            latest.get();
        }
        return new Changes.Request(
                finding,
                action,
                service,
                ParameterTexts.of(request.parameters()),
                Wanted.text("reason", request.reason()));
    }
}
