package io.swarmkeeper.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.remediation.Plan.Operation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecPatchTest {

    private static Operation add(String path, String value) {
        return new Operation("add", path, Optional.empty(), Optional.of(value));
    }

    private static Operation replace(String path, String before, String value) {
        return new Operation("replace", path, Optional.of(before), Optional.of(value));
    }

    private static Operation remove(String path, String before) {
        return new Operation("remove", path, Optional.of(before), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"z\":1,\"a\":{\"y\":[3,1,2],\"b\":null},\"m\":\"\"}",
                "{\"big\":9223372036854775807,\"bigger\":9223372036854775808,\"huge\":123456789012345678901234567890}",
                "{\"min\":-9223372036854775808,\"zero\":0}",
                "{\"ratio\":0.15000000596046448,\"tail\":1.50,\"long\":0.1000000000000000055511151231257827021181583404541015625}",
                "{\"exp\":1E+400,\"tiny\":1E-400}",
                "{\"text\":\"Grüße 🐳 \\\"quoted\\\" \\\\ \\u0000 \\n\"}",
                "{\"\":1,\"a/b\":2,\"m~n\":3,\"sp ace\":4}",
                "{\"unknown\":{\"nobody\":{\"knows\":[{\"this\":true}]}}}"
            })
    void whatIsNotPlannedComesBackAsItWas(String spec) {
        assertThat(SpecPatch.apply(spec, List.of())).isEqualTo(spec);
    }

    @Test
    void escapesMeanTheSameInWhateverFormTheyCome() {
        assertThat(SpecPatch.apply("{\"html\":\"\\u003cb\\u003e\"}", List.of())).isEqualTo("{\"html\":\"<b>\"}");
    }

    @Test
    void aNewMemberGoesToTheEndAndAReplacedOneStaysInItsPlace() {
        String spec = "{\"Name\":\"a\",\"TaskTemplate\":{\"Resources\":{\"Limits\":{\"NanoCPUs\":1},\"X\":2}},\"Z\":0}";

        assertThat(SpecPatch.apply(
                        spec,
                        List.of(
                                replace("/TaskTemplate/Resources/Limits/NanoCPUs", "1", "2000000000"),
                                add("/TaskTemplate/Resources/Limits/MemoryBytes", "4294967296"),
                                add("/TaskTemplate/Resources/Reservations", "{\"NanoCPUs\":5}"))))
                .isEqualTo("{\"Name\":\"a\",\"TaskTemplate\":{\"Resources\":{\"Limits\":{\"NanoCPUs\":2000000000,"
                        + "\"MemoryBytes\":4294967296},\"X\":2,\"Reservations\":{\"NanoCPUs\":5}}},\"Z\":0}");
    }

    @Test
    void removesAndUsesListsAsRfc6902Says() {
        String spec = "{\"a\":[1,2,3],\"b\":{\"c/d\":1,\"e~f\":2}}";

        assertThat(SpecPatch.apply(
                        spec,
                        List.of(
                                remove("/a/1", "2"),
                                replace("/a/0", "1", "9"),
                                add("/a/-", "4"),
                                add("/a/3", "5"),
                                remove("/b/c~1d", "1"),
                                replace("/b/e~0f", "2", "\"x\""))))
                .isEqualTo("{\"a\":[9,3,4,5],\"b\":{\"e~f\":\"x\"}}");
    }

    @Test
    void anOperationThatDoesNotFindWhatItWasPlannedOnIsRefused() {
        String spec = "{\"a\":{\"b\":1},\"n\":null}";

        assertThatThrownBy(() -> SpecPatch.apply(spec, List.of(replace("/a/b", "2", "3"))))
                .isInstanceOf(SpecException.class)
                .hasMessage("/a/b is not what the plan was made on: its value is another.");
        assertThatThrownBy(() -> SpecPatch.apply(spec, List.of(add("/a/b", "3"))))
                .hasMessage("/a/b is not what the plan was made on: something stands there now.");
        assertThatThrownBy(() -> SpecPatch.apply(spec, List.of(remove("/a/c", "3"))))
                .hasMessage("/a/c is not what the plan was made on: it is gone.");
        assertThatThrownBy(() -> SpecPatch.apply(spec, List.of(add("/x/y", "3"))))
                .hasMessage("/x/y cannot be reached: there is no x in the spec.");
        assertThatThrownBy(() -> SpecPatch.apply(spec, List.of(add("/n/y", "3"))))
                .hasMessage("/n/y cannot be set: its parent is no object and no list.");
        assertThatThrownBy(() -> SpecPatch.apply(
                        spec, List.of(new Operation("replace", "/a/z", Optional.empty(), Optional.of("1")))))
                .hasMessage("/a/z cannot be replaced: it is not there.");
        assertThatThrownBy(() -> SpecPatch.apply(
                        spec, List.of(new Operation("move", "/a/z", Optional.empty(), Optional.of("1")))))
                .hasMessage("'move' is no operation on a spec: expected add, replace or remove.");
        assertThatThrownBy(() -> SpecPatch.apply(spec, List.of(add("", "{}"))))
                .hasMessage("'' is no path into a spec: it must begin with /.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"x\"", "{", "{} x", "{\"a\":1,\"a\":2}"})
    void whatIsNoSpecIsRefused(String text) {
        assertThatThrownBy(() -> SpecPatch.apply(text, List.of())).isInstanceOf(SpecException.class);
    }

    @Test
    void aPlacementOnceThereIsNeverTakenAway() {
        String spec = "{\"TaskTemplate\":{\"Placement\":{\"Constraints\":[\"node.role==manager\"]},\"ForceUpdate\":0}}";
        String placement = "{\"Constraints\":[\"node.role==manager\"]}";

        assertThat(SpecPatch.apply(spec, List.of(remove("/TaskTemplate/Placement", placement))))
                .isEqualTo("{\"TaskTemplate\":{\"ForceUpdate\":0,\"Placement\":{}}}");
        assertThat(SpecPatch.apply(spec, List.of(replace("/TaskTemplate/Placement", placement, "null"))))
                .isEqualTo("{\"TaskTemplate\":{\"Placement\":{},\"ForceUpdate\":0}}");
        assertThat(SpecPatch.apply("{\"TaskTemplate\":{\"Placement\":null}}", List.of()))
                .isEqualTo("{\"TaskTemplate\":{\"Placement\":null}}");
    }

    @Test
    void forceUpdateIsRaisedFromWhateverItIs() {
        assertThat(SpecPatch.raiseForceUpdate("{\"TaskTemplate\":{\"ForceUpdate\":7,\"Runtime\":\"container\"}}"))
                .isEqualTo("{\"TaskTemplate\":{\"ForceUpdate\":8,\"Runtime\":\"container\"}}");
        assertThat(SpecPatch.raiseForceUpdate("{\"TaskTemplate\":{}}"))
                .isEqualTo("{\"TaskTemplate\":{\"ForceUpdate\":1}}");
        assertThat(SpecPatch.raiseForceUpdate("{\"TaskTemplate\":{\"ForceUpdate\":9223372036854775807}}"))
                .isEqualTo("{\"TaskTemplate\":{\"ForceUpdate\":9223372036854775808}}");
    }
}
