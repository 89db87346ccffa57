package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {

    private final Variables variables = Variables.of(Map.of("SET", "value", "EMPTY", ""));

    @Test
    void putsInWhatIsSet() {
        assertThat(fill("a $SET b ${SET}c $$SET")).isEqualTo("a value b valuec $SET");
    }

    @Test
    void tellsAnEmptyValueFromNone() {
        assertThat(fill("${EMPTY:-d} ${EMPTY-d} ${NONE:-d} ${NONE-d}")).isEqualTo("d  d d");
        assertThat(fill("${EMPTY?e}")).isEmpty();
    }

    /** As docker stack config 28.2 does: a default is taken as it stands, up to the first closing brace. */
    @Test
    void takesADefaultLiterally() {
        assertThat(fill("${NONE:-${SET}}")).isEqualTo("${SET}");
    }

    /** As docker stack config 28.2 does: {@code redis:$TAG-alpine} is a variable with a default, and the rest is gone. */
    @Test
    void takesADefaultWithoutBracesToo() {
        assertThat(fill("redis:$SET-alpine")).isEqualTo("redis:value");
        assertThat(fill("redis:$NONE-alpine $SET")).isEqualTo("redis:alpine $SET");
        assertThat(fill("$SET- z} $SET:x")).isEqualTo("value} value:x");
        assertThat(fill("$EMPTY:-d")).isEqualTo("d");
        assertThat(fill("$__NONE${_NONE}")).isEmpty();
    }

    @Test
    void namesWhatIsNotSet() {
        assertThat(variables.fill("x${NONE}y").unset()).contains("NONE");
        assertThat(variables.fill("x${NONE}y").text()).isEqualTo("xy");
        assertThat(variables.fill("${SET}${NONE:-d}").unset()).isEmpty();
    }

    @Test
    void refusesWhatMustBeSetAndWhatIsNoVariable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fill("${NONE:?say it}"))
                .withMessage("variable NONE must be set: say it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fill("${EMPTY:?}"))
                .withMessage("variable EMPTY must be set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fill("${SET"))
                .withMessageContaining("a $ that begins no variable");
        assertThatIllegalArgumentException().isThrownBy(() -> fill("5$ and ")).withMessageContaining("$$ is expected");
    }

    /** docker/cli#7313: a hyphen is looked for before a question mark, wherever it stands. */
    @Test
    void looksForAHyphenFirstAsADeployDoes() {
        assertThat(fill("${SET:?SET is needed - see README}")).isEqualTo(" see README");
        assertThat(fill("${OTHER?write to x-y}")).isEqualTo("y");
        assertThat(fill("${A-b:-c}")).isEqualTo("c");
        assertThat(fill("${SET:-a:?b-c}")).isEqualTo("value");
        assertThat(fill("${NONE:-a:?b-c}")).isEqualTo("a:?b-c");
        assertThat(variables.misread("x ${SET} ${SET:?SET is needed - see README}"))
                .contains("SET:?SET is needed - see README");
        assertThat(variables.misread("$$ $A ${A:-b-c} ${A-b?c} ${A:?needed} ${A?}"))
                .isEmpty();
    }

    @Test
    void readsAFileAndLetsTheEnvironmentWin() {
        Variables both = variables.withFile("# comment\n\nexport A=1\nB=\"two words\"\nSET=other\n");

        assertThat(both.fill("$A|$B|$SET").text()).isEqualTo("1|two words|value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> variables.withFile("A=1\nPASSWORD hunter2\n"))
                .withMessage("line 2 is not NAME=value");
    }

    private String fill(String text) {
        return variables.fill(text).text();
    }
}
