package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoveTest {

    /** Every legal move there is; whatever is not in this table must not be possible. */
    private static final String LEGAL = """
            requested APPROVE approved
            requested REJECT rejected
            requested CANCEL cancelled
            requested EXPIRE expired
            approved CANCEL cancelled
            approved EXPIRE expired
            approved START applying
            approved SUPERSEDE superseded
            approved FAIL failed
            applying CONVERGE baking
            applying SUPERSEDE superseded
            applying FAIL failed
            applying TURN_BACK undoing
            applying LOSE_SIGHT inconclusive
            baking PROVE succeeded
            baking SUPERSEDE superseded
            baking TURN_BACK undoing
            baking LOSE_SIGHT inconclusive
            baking UNDO undoing
            succeeded UNDO undoing
            undoing RETURN undone
            undoing STRAND undo-failed
            inconclusive ACCEPT succeeded
            inconclusive UNDO undoing
            """;

    @Test
    void everyPairOfStateAndMoveIsInTheTableOrImpossible() {
        List<String> possible = new ArrayList<>();
        for (ChangeState state : ChangeState.values()) {
            for (Move move : Move.values()) {
                move.from(state).ifPresent(to -> possible.add(state.word() + " " + move + " " + to.word()));
            }
        }
        assertThat(String.join("\n", possible) + "\n").isEqualTo(LEGAL);
    }

    @Test
    void nothingLeavesAFinalStateButTheUndoOfASuccess() {
        for (ChangeState state : ChangeState.values()) {
            for (Move move : Move.values()) {
                if (state.isFinal() && move.from(state).isPresent()) {
                    assertThat(state).isEqualTo(ChangeState.SUCCEEDED);
                    assertThat(move).isEqualTo(Move.UNDO);
                }
            }
        }
    }

    @Test
    void everyStateThatIsNotFinalHasAWayOut() {
        for (ChangeState state : ChangeState.values()) {
            boolean leaves =
                    Arrays.stream(Move.values()).anyMatch(m -> m.from(state).isPresent());
            assertThat(leaves).as(state.word()).isEqualTo(!state.isFinal() || state == ChangeState.SUCCEEDED);
        }
    }
}
