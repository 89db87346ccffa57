package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApplyTurnTest {

    private final ApplyTurn turn = new ApplyTurn();

    @Test
    void oneHasItUntilItGivesItBack() {
        assertThat(turn.take(1)).isEmpty();
        assertThat(turn.take(1)).as("it has it already").isEmpty();
        assertThat(turn.take(2)).contains(1L);
        turn.giveBack(2);
        assertThat(turn.take(2)).as("not its to give").contains(1L);
        turn.giveBack(1);
        assertThat(turn.take(2)).isEmpty();
        assertThat(turn.take(1)).contains(2L);
    }
}
