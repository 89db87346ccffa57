package io.swarmkeeper.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanJsonTest {

    private static final Plan PLAN = new Plan(
            new Action.SetResources(
                    "cz2",
                    Resources.of(2_000_000_000L, 4L << 30),
                    new Resources(1, Long.MAX_VALUE, 0, Map.of("gpu", 2L))),
            new Subject(Subject.Kind.SERVICE, "cz2", "sophia_<b>🐳"),
            "Limit it",
            "sha256:aa",
            "sha256:bb",
            List.of(new Plan.Step(
                    "Set limits",
                    List.of(
                            new Plan.Operation(
                                    "add", "/TaskTemplate/Resources", Optional.empty(), Optional.of("{\"a\":1E+400}")),
                            new Plan.Operation(
                                    "remove", "/a~1b", Optional.of("9223372036854775808"), Optional.empty())),
                    true)),
            new Plan.PlacementForecast(List.of("w1"), List.of("w1?", "w2"), "m1", List.of("w2", "w2")),
            Plan.Risk.MEDIUM,
            List.of("because"),
            List.of("cut"),
            List.of("warned"),
            new Plan.WayBack(4812, Duration.ofMillis(40_500)),
            Optional.of("services:\n  redis: {}\n"));

    @Test
    void aPlanComesBackAsItWasWritten() {
        assertThat(PlanJson.read(PlanJson.write(PLAN))).isEqualTo(PLAN);
    }

    @Test
    void anEmptyFragmentStaysEmpty() {
        Plan without = new Plan(
                PLAN.action(),
                PLAN.subject(),
                PLAN.title(),
                PLAN.checksum(),
                PLAN.specHash(),
                List.of(),
                PLAN.placement(),
                Plan.Risk.LOW,
                List.of(),
                List.of(),
                List.of(),
                PLAN.wayBack(),
                Optional.empty());

        assertThat(PlanJson.read(PlanJson.write(without))).isEqualTo(without);
    }

    @Test
    void membersOfALaterVersionAreNoHindrance() {
        assertThat(PlanJson.read(PlanJson.write(PLAN).replaceFirst("\\{", "{\"later\":[1],")))
                .isEqualTo(PLAN);
    }

    @Test
    void whatIsNoPlanSaysSo() {
        assertThatThrownBy(() -> PlanJson.read("{\"action\":7"))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("The stored plan cannot be read: ");
    }
}
