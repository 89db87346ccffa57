package io.swarmkeeper.web.api;

import io.swarmkeeper.analysis.Exemption;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.Planner;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One bottleneck or hazard on one subject.
 *
 * @param phase 1 to 4
 * @param explanation the evidence in words; what is missing, when undecided
 * @param evidence the same as data
 * @param state {@code open}, {@code exempt} or {@code undecided}
 * @param remedies what could cure it, best first; empty if nothing here can
 */
record FindingView(
        String id,
        String code,
        String severity,
        int phase,
        SubjectView subject,
        String title,
        String explanation,
        Map<String, Object> evidence,
        Instant since,
        String state,
        @Nullable ExemptionView exemption,
        List<RemedyView> remedies) {

    /** @param kind {@code swarm}, {@code node}, {@code service}, {@code network} or {@code volume} */
    record SubjectView(String kind, String id, String name) {
        static SubjectView of(Subject subject) {
            return new SubjectView(Words.of(subject.kind()), Shown.text(subject.id()), Shown.text(subject.name()));
        }
    }

    /**
     * @param heldBack why a plan would be refused as the service stands, each with what to do; empty if nothing is known
     *     that speaks against it
     */
    record RemedyView(String action, String title, List<String> heldBack) {}

    /** @param id to take it back with; null for one that a service label made */
    record ExemptionView(
            @Nullable Long id, String code, SubjectView subject, String reason, String owner, Instant until) {
        static ExemptionView of(Exemption exemption) {
            return new ExemptionView(
                    exemption.id() == 0 ? null : exemption.id(),
                    exemption.code().code(),
                    SubjectView.of(exemption.subject()),
                    Shown.text(exemption.reason()),
                    exemption.owner(),
                    exemption.until());
        }
    }

    static FindingView of(Finding finding, List<Planner.Remedy> remedies) {
        return new FindingView(
                finding.id(),
                finding.code().code(),
                Words.of(finding.severity()),
                finding.code().phase().number(),
                SubjectView.of(finding.subject()),
                Shown.text(finding.title()),
                Shown.text(finding.explanation()),
                evidence(finding.evidence()),
                finding.since(),
                Words.of(finding.state()),
                finding.exemption().map(ExemptionView::of).orElse(null),
                remedies.stream()
                        .map(r -> new RemedyView(
                                r.actionName(),
                                r.title(),
                                r.heldBack().stream().map(Shown::text).toList()))
                        .toList());
    }

    private static Map<String, Object> evidence(Map<String, Object> evidence) {
        Map<String, Object> shown = new LinkedHashMap<>();
        evidence.forEach((name, value) -> shown.put(name, shown(value)));
        return shown;
    }

    private static Object shown(Object value) {
        return switch (value) {
            case String text -> Shown.text(text);
            case List<?> list -> list.stream().map(v -> shown(v)).toList();
            default -> value;
        };
    }
}
