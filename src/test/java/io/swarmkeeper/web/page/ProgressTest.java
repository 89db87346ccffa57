package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.Change.Moment;
import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A page must not call proven what nobody proved. */
class ProgressTest {

    private static Change change(
            Optional<String> finding, Optional<Long> undoes, String lastBy, ChangeState... states) {
        List<Moment> timeline = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            String by = i == states.length - 1 ? lastBy : Progress.SELF;
            timeline.add(new Moment(Instant.EPOCH.plusSeconds(i), states[i], by, ""));
        }
        return new Change(
                1,
                states[states.length - 1],
                mock(Plan.class),
                finding,
                Optional.empty(),
                "reason",
                "jonas",
                Instant.EPOCH,
                "{}",
                List.of(),
                timeline,
                Optional.empty(),
                undoes,
                Optional.empty());
    }

    private static Change ended(String by, String outcome, ChangeState... states) {
        Change change = change(FINDING, Optional.empty(), by, states);
        Plan plan = mock();
        when(plan.title()).thenReturn("Limit web");
        when(plan.subject()).thenReturn(new Subject(Subject.Kind.SERVICE, "s1", "web"));
        return new Change(
                change.id(),
                change.state(),
                plan,
                change.findingId(),
                change.findingCode(),
                change.reason(),
                change.requestedBy(),
                change.requestedAt(),
                change.savedSpec(),
                change.approvals(),
                change.timeline(),
                Optional.of(outcome),
                change.undoes(),
                change.undoneBy());
    }

    private static List<String> titles(Change change) {
        SwarmView view = mock();
        When when = mock();
        when(view.when(any())).thenReturn(when);
        return Progress.of(change, Duration.ofMinutes(5), view).stream()
                .map(Progress::title)
                .toList();
    }

    private static Decision decision(Change change) {
        return Decision.of(change, new Viewer("ann", Role.ADMIN), true);
    }

    private static final Optional<String> FINDING = Optional.of("f-1");
    private static final Optional<String> NO_FINDING = Optional.empty();

    @Test
    void aFindingThatIsGoneIsProof() {
        Change change = change(FINDING, Optional.empty(), Progress.SELF, ChangeState.BAKING, ChangeState.SUCCEEDED);
        assertThat(titles(change))
                .containsExactly(
                        "Watched: the same tasks, running and healthy", "Proven: the finding is gone on a fresh look");
        assertThat(decision(change).hint()).startsWith("Done and proven.");
    }

    @Test
    void withoutAFindingNothingIsProven() {
        Change change = change(NO_FINDING, Optional.empty(), Progress.SELF, ChangeState.BAKING, ChangeState.SUCCEEDED);
        assertThat(titles(change)).noneMatch(t -> t.contains("Proven"));
        assertThat(decision(change).hint()).contains("no finding").doesNotContain("proven.");
    }

    @Test
    void whatAPersonKeptIsUnproven() {
        Change change = change(FINDING, Optional.empty(), "ann", ChangeState.INCONCLUSIVE, ChangeState.SUCCEEDED);
        assertThat(titles(change)).contains("Kept by ann, unproven");
        assertThat(decision(change).hint()).startsWith("Kept by a person, unproven.");
    }

    @Test
    void anUndoProvesNothingAndOffersNoUndo() {
        Change undo = change(FINDING, Optional.of(7L), Progress.SELF, ChangeState.BAKING, ChangeState.SUCCEEDED);
        assertThat(titles(undo)).containsExactly("The tasks of the saved spec run", "Back on the saved spec");
        assertThat(decision(undo).choices()).isEmpty();
    }

    @Test
    void anOutcomeThatAPersonSaidNamesThem() {
        SwarmView view = mock();
        when(view.when(any())).thenReturn(mock(When.class));
        Change rejected = ended("ann", "Not on a Friday.", ChangeState.REQUESTED, ChangeState.REJECTED);
        assertThat(ChangeRow.of(rejected, view).outcome()).isEqualTo("Rejected by ann: Not on a Friday.");
        Change kept = ended("ann", "Looked at it.", ChangeState.INCONCLUSIVE, ChangeState.SUCCEEDED);
        assertThat(ChangeRow.of(kept, view).outcome()).isEqualTo("Kept by ann: Looked at it.");
        Change proven = ended(Progress.SELF, "Gone.", ChangeState.BAKING, ChangeState.SUCCEEDED);
        assertThat(ChangeRow.of(proven, view).outcome()).isEqualTo("Gone.");
    }

    @Test
    void aWatchThatWasBrokenOffIsNotCalledDone() {
        assertThat(titles(change(
                        FINDING,
                        Optional.empty(),
                        Progress.SELF,
                        ChangeState.BAKING,
                        ChangeState.UNDOING,
                        ChangeState.UNDONE)))
                .contains("Watched, but not to the end");
    }
}
