package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.analysis.Exemption;
import io.swarmkeeper.analysis.Exemptions;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.api.FindingView.ExemptionView;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/exemptions", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Findings")
class ExemptionsController {

    private final Exemptions exemptions;
    private final LatestSnapshot latest;
    private final Subjects subjects;

    ExemptionsController(Exemptions exemptions, LatestSnapshot latest, Subjects subjects) {
        this.exemptions = exemptions;
        this.latest = latest;
        this.subjects = subjects;
    }

    /**
     * @param code finding code
     * @param reason why it may stay as it is
     * @param until when it counts again, e.g. 2027-01-31T00:00:00Z
     */
    record ExemptionRequest(
            @Nullable String code,
            Subjects.@Nullable SubjectRequest subject,
            @Nullable String reason,
            @Nullable Instant until) {}

    @GetMapping
    @Operation(operationId = "listExemptions", summary = "All exemptions in force, also those made by service labels")
    List<ExemptionView> list() {
        return exemptions.list().stream().map(ExemptionView::of).toList();
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "setExemption", summary = "Sets a finding aside (role admin)")
    @ResponseStatus(HttpStatus.CREATED)
    @Tells({Problem.Code.NOT_FOUND, Problem.Code.SWARM_UNAVAILABLE})
    ResponseEntity<ExemptionView> set(@RequestBody ExemptionRequest request, Viewer viewer) {
        viewer.require(Role.ADMIN, "set a finding aside");
        FindingCode code = Wanted.word("code", request.code(), FindingCode.class);
        String reason = Wanted.text("reason", request.reason());
        Instant until = Wanted.present("until", request.until(), "a time such as 2027-01-31T00:00:00Z");
        Snapshot snapshot = latest.get();
        Subject subject = subjects.resolve(
                Wanted.present("subject", request.subject(), "{\"kind\":…,\"id\" or \"name\":…}"), snapshot);
        try {
            Exemption made = exemptions.set(code, subject, reason, viewer.name(), until);
            return ResponseEntity.created(URI.create("/api/v1/exemptions/" + made.id()))
                    .body(ExemptionView.of(made));
        } catch (IllegalArgumentException e) {
            // A reason that says something and is short enough was made sure of above: it is the end.
            throw Wanted.invalid("until", String.valueOf(e.getMessage()));
        }
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "removeExemption",
            summary = "Takes an exemption back: the finding counts again (role admin)")
    ResponseEntity<Void> remove(@PathVariable long id, Viewer viewer) {
        viewer.require(Role.ADMIN, "take an exemption back");
        if (exemptions.remove(id, viewer.name()).isEmpty()) {
            throw new ProblemException(
                    Problem.Code.NOT_FOUND,
                    "There is no stored exemption %d. One that a service label made goes with its label."
                            .formatted(id));
        }
        return ResponseEntity.noContent().build();
    }
}
