package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.remediation.StackSettings;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file with a change in it is one deploy away from the change: only of one that is in force nothing is to be said. */
class InForceTest {

    @ParameterizedTest
    @EnumSource(ChangeState.class)
    void everyStateButSuccessIsWarnedOf(ChangeState state) {
        if (state == ChangeState.SUCCEEDED) {
            assertThat(InForce.notYet(state)).isEmpty();
        } else {
            assertThat(InForce.notYet(state))
                    .containsIgnoringCase("this change")
                    .contains("file");
        }
    }

    @Test
    void aChangeThatAnotherFollowedIsWarnedOf() {
        Service live = new ClusterBuilder()
                .node("w1", 4, 8)
                .service("web", s -> s.limit(1, 1).reserve(0.5, 0.5).runningOn("w1"))
                .build()
                .services()
                .getFirst();
        assertThat(notYet(live, live.template().limits(), live.template().reservations()))
                .isEmpty();
        assertThat(notYet(live, live.template().limits(), Resources.NONE)).contains("something changed it after");
        assertThat(notYet(live, Resources.of(0, 1 << 20), live.template().reservations()))
                .contains("something changed it after");
        assertThat(InForce.notYet(
                        ChangeState.REJECTED,
                        new StackSettings("shop", "web", Resources.NONE, Resources.NONE),
                        Optional.of(live)))
                .isEqualTo(InForce.notYet(ChangeState.REJECTED));
        assertThat(InForce.notYet(
                        ChangeState.SUCCEEDED,
                        new StackSettings("shop", "web", Resources.NONE, Resources.NONE),
                        Optional.empty()))
                .isEmpty();
    }

    private static String notYet(Service live, Resources limits, Resources reservations) {
        return InForce.notYet(
                ChangeState.SUCCEEDED, new StackSettings("shop", "web", limits, reservations), Optional.of(live));
    }
}
