package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.AuditLog;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Audit")
class AuditController {

    private final AuditLog audit;
    /** Recomputing the chain reads the whole log: one at a time is enough for everyone. */
    private final ReentrantLock verifying = new ReentrantLock();

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    /** @param hash SHA-256 over this entry and {@code previousHash} */
    record EntryView(
            long number,
            Instant at,
            String actor,
            String action,
            @Nullable String subject,
            Map<String, String> detail,
            String previousHash,
            String hash) {
        static EntryView of(AuditEntry entry) {
            return new EntryView(
                    entry.number(),
                    entry.at(),
                    entry.actor(),
                    entry.action(),
                    entry.subject().isEmpty() ? null : entry.subject(),
                    new LinkedHashMap<>(entry.detail()),
                    entry.previousHash(),
                    entry.hash());
        }
    }

    /** @param firstBroken number of the first entry that does not fit; null when valid */
    record VerificationView(
            boolean valid, long entries, @Nullable Long firstBroken, String head) {}

    @GetMapping
    @Operation(
            operationId = "listAuditEntries",
            summary = "The audit log, oldest first",
            description = "A full page comes with a Link header to the next one.")
    ResponseEntity<List<EntryView>> list(
            @RequestParam(defaultValue = "0") @Parameter(description = "number of the last entry you have") long after,
            @RequestParam(defaultValue = "100") @Parameter(description = "1 to 1000") int limit) {
        if (after < 0) {
            throw Wanted.wrongParameter("after", Long.toString(after), "0 or the number of an entry");
        }
        List<EntryView> entries = audit.list(after, Wanted.between("limit", limit, 1, 1000)).stream()
                .map(EntryView::of)
                .toList();
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (entries.size() == limit) {
            answer.header(
                    "Link",
                    "</api/v1/audit?after=%d&limit=%d>; rel=\"next\""
                            .formatted(entries.getLast().number(), limit));
        }
        return answer.body(entries);
    }

    @GetMapping("/verification")
    @Operation(
            operationId = "verifyAuditLog",
            summary = "Recomputes the whole chain and says whether anyone tampered with it")
    VerificationView verify() {
        verifying.lock();
        try {
            AuditLog.Verification found = audit.verify();
            Long firstBroken =
                    found.firstBroken().isPresent() ? found.firstBroken().getAsLong() : null;
            return new VerificationView(found.valid(), found.entries(), firstBroken, found.head());
        } finally {
            verifying.unlock();
        }
    }
}
