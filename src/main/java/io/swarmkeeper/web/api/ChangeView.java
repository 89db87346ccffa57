package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.web.api.FindingView.SubjectView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A plan on its way.
 *
 * @param outcome one sentence on how it ended; null while it runs
 * @param undoes number of the change that this one takes back; null for an ordinary change
 * @param undoneBy number of the change that records its undo, if a person asked for one; null otherwise
 */
record ChangeView(
        long id,
        String state,
        boolean finished,
        String action,
        String title,
        SubjectView subject,
        @Nullable String findingId,
        @Nullable String findingCode,
        String reason,
        String requestedBy,
        Instant requestedAt,
        PlanView plan,
        List<ApprovalView> approvals,
        List<MomentView> timeline,
        @Nullable String outcome,
        @Nullable Long undoes,
        @Nullable Long undoneBy) {

    /**
     * @param checksum what an approval is bound to
     * @param specHash of the spec that the plan was made from
     * @param why where the numbers come from
     * @param cut what was wanted and lowered
     */
    record PlanView(
            String checksum,
            String specHash,
            List<StepView> steps,
            PlacementView placement,
            String risk,
            List<String> why,
            List<String> cut,
            List<String> warnings,
            WayBackView wayBack,
            @Nullable String composeFragment) {}

    record StepView(String title, List<OperationView> patch, boolean replacesTasks) {}

    /** One RFC 6902 operation; {@code before} is what stood there. Values that look secret are masked. */
    record OperationView(
            String op,
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode value) {}

    /** Host names; one ending in {@code ?} marks one of several equal choices. */
    @Schema(name = "PlanPlacementView")
    record PlacementView(
            List<String> before,
            List<String> after,
            @Nullable String lostNode,
            List<String> withLargestNodeLost) {}

    record WayBackView(long specVersion, long seconds) {}

    record ApprovalView(String by, Instant at) {}

    record MomentView(
            Instant at, String state, String by, @Nullable String note) {}

    static ChangeView of(Change change, MaskedJson masked) {
        Plan plan = change.plan();
        return new ChangeView(
                change.id(),
                change.state().word(),
                change.state().isFinal(),
                plan.action().name(),
                plan.title(),
                SubjectView.of(plan.subject()),
                change.findingId().orElse(null),
                change.findingCode().orElse(null),
                Shown.text(change.reason()),
                change.requestedBy(),
                change.requestedAt(),
                plan(plan, masked),
                change.approvals().stream()
                        .map(a -> new ApprovalView(a.by(), a.at()))
                        .toList(),
                change.timeline().stream().map(ChangeView::moment).toList(),
                change.outcome().map(Shown::text).orElse(null),
                change.undoes().orElse(null),
                change.undoneBy().orElse(null));
    }

    private static MomentView moment(Change.Moment moment) {
        return new MomentView(
                moment.at(),
                word(moment.state()),
                moment.by(),
                moment.note().isEmpty() ? null : Shown.text(moment.note()));
    }

    private static String word(ChangeState state) {
        return state.word();
    }

    private static PlanView plan(Plan plan, MaskedJson masked) {
        Plan.PlacementForecast placement = plan.placement();
        return new PlanView(
                plan.checksum(),
                plan.specHash(),
                plan.steps().stream()
                        .map(s -> new StepView(
                                s.title(),
                                s.patch().stream()
                                        .map(o -> operation(o, masked))
                                        .toList(),
                                s.replacesTasks()))
                        .toList(),
                new PlacementView(
                        placement.before(),
                        placement.after(),
                        placement.lostNode().isEmpty() ? null : placement.lostNode(),
                        placement.withLargestNodeLost()),
                Words.of(plan.risk()),
                Shown.texts(plan.why()),
                Shown.texts(plan.cut()),
                Shown.texts(plan.warnings()),
                new WayBackView(
                        plan.wayBack().specVersion(), plan.wayBack().takes().toSeconds()),
                plan.composeFragment().orElse(null));
    }

    private static OperationView operation(Plan.Operation operation, MaskedJson masked) {
        return new OperationView(
                operation.op(),
                operation.path(),
                operation.before().map(v -> masked.at(operation.path(), v)).orElse(null),
                operation.value().map(v -> masked.at(operation.path(), v)).orElse(null));
    }
}
