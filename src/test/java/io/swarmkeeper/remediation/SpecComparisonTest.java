package io.swarmkeeper.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.remediation.Plan.Operation;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hash, difference and way back. */
class SpecComparisonTest {

    private static final String SPEC =
            "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Env\":[\"A=1\",\"DB_PASSWORD=geheim\"]}}}";

    @Test
    void theHashKnowsValuesNotForms() {
        assertThat(SpecHash.of("{\"a\":1,\"b\":[1,2]}"))
                .isEqualTo(SpecHash.of("{ \"b\" : [1, 2.0], \"a\" : 1e0 }"))
                .isNotEqualTo(SpecHash.of("{\"a\":1,\"b\":[2,1]}"))
                .isNotEqualTo(SpecHash.of("{\"a\":1}"))
                .isNotEqualTo(SpecHash.of("{\"a\":\"1\",\"b\":[1,2]}"));
        assertThat(SpecHash.of("{}"))
                .isEqualTo("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    @Test
    void absentEmptyAndNullAreThreeThings() {
        assertThat(SpecHash.of("{\"Placement\":{}}"))
                .isNotEqualTo(SpecHash.of("{}"))
                .isNotEqualTo(SpecHash.of("{\"Placement\":null}"));
        assertThat(SpecHash.of("{\"Placement\":null}")).isNotEqualTo(SpecHash.of("{}"));
    }

    @Test
    void neighbouringIntegersBeyondDoublesAreDifferent() {
        assertThat(SpecHash.of("{\"n\":9223372036854775807}")).isNotEqualTo(SpecHash.of("{\"n\":9223372036854775806}"));
        assertThat(SpecHash.of("{\"n\":1e400}")).isNotEqualTo(SpecHash.of("{\"n\":1e401}"));
    }

    @Test
    void equalSpecsDifferInNothing() {
        assertThat(SpecDiff.between(SPEC, SPEC)).isEmpty();
        assertThat(SpecDiff.between("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1.0}")).isEmpty();
    }

    @Test
    void differencesAreNamedByPathWithBothValues() {
        assertThat(SpecDiff.between(
                        "{\"a\":{\"x/y\":1,\"gone\":[1]},\"l\":[1,2],\"m\":[1]}",
                        "{\"a\":{\"x/y\":2,\"new\":true},\"l\":[1,3],\"m\":[1,2]}"))
                .containsExactly(
                        new Operation("replace", "/a/x~1y", Optional.of("1"), Optional.of("2")),
                        new Operation("remove", "/a/gone", Optional.of("[1]"), Optional.empty()),
                        new Operation("add", "/a/new", Optional.empty(), Optional.of("true")),
                        new Operation("replace", "/l/1", Optional.of("2"), Optional.of("3")),
                        new Operation("replace", "/m", Optional.of("[1]"), Optional.of("[1,2]")));
    }

    @Test
    void valuesThatLookSecretAreMaskedWhereverTheyStand() {
        String other = "{\"Name\":\"web\",\"Labels\":{\"auth.token\":\"abc\",\"url\":\"http://u:p@h/\"},"
                + "\"TaskTemplate\":{\"ContainerSpec\":{\"Env\":[\"A=1\",\"DB_PASSWORD=neu\"],"
                + "\"Args\":[\"--requirepass\",\"hunter2\",\"--api-token=t0k\",\"--port\",\"6379\"]}}}";

        String differences = SpecDiff.between(SPEC, other).toString();

        assertThat(differences)
                .contains("DB_PASSWORD=", "--port", "6379", "--requirepass")
                .doesNotContain("geheim", "neu", "abc", "u:p@", "hunter2", "t0k");
    }

    @Test
    void theWayBackIsTheSavedSpecValueForValue() {
        assertThat(SpecWayBack.of(SPEC, "{\"Name\":\"web\",\"TaskTemplate\":{\"Resources\":{}}}"))
                .isEqualTo(SPEC);
    }

    @Test
    void theWayBackSendsAnEmptyPlacementWhereTheLiveSpecHasOne() {
        String live = "{\"TaskTemplate\":{\"Placement\":{\"Constraints\":[\"node.role==manager\"]}}}";

        assertThat(SpecWayBack.of("{\"TaskTemplate\":{\"ForceUpdate\":0}}", live))
                .isEqualTo("{\"TaskTemplate\":{\"ForceUpdate\":0,\"Placement\":{}}}");
        assertThat(SpecWayBack.of("{\"TaskTemplate\":{\"Placement\":null,\"ForceUpdate\":0}}", live))
                .isEqualTo("{\"TaskTemplate\":{\"Placement\":{},\"ForceUpdate\":0}}");
        assertThat(SpecWayBack.of("{\"TaskTemplate\":{\"Placement\":{\"MaxReplicas\":1}}}", live))
                .isEqualTo("{\"TaskTemplate\":{\"Placement\":{\"MaxReplicas\":1}}}");
        assertThat(SpecWayBack.of("{\"TaskTemplate\":{}}", "{\"TaskTemplate\":{\"Placement\":null}}"))
                .isEqualTo("{\"TaskTemplate\":{}}");
    }

    @Test
    void theWayBackKeepsTheReplicasThatSomeoneSetSince() {
        assertThat(SpecWayBack.of(
                        "{\"Mode\":{\"Replicated\":{\"Replicas\":1}},\"X\":1}",
                        "{\"Mode\":{\"Replicated\":{\"Replicas\":5}},\"X\":2}"))
                .isEqualTo("{\"Mode\":{\"Replicated\":{\"Replicas\":5}},\"X\":1}");
        assertThat(SpecWayBack.of("{\"Mode\":{\"Global\":{}}}", "{\"Mode\":{\"Replicated\":{\"Replicas\":5}}}"))
                .isEqualTo("{\"Mode\":{\"Global\":{}}}");
    }
}
