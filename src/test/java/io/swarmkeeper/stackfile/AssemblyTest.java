package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Faults of our own, put in where the text is written. */
class AssemblyTest {

    private static final String TWO =
            "services:\n  api:\n    image: a\n  db:\n    image: redis\n    volumes: ['orders:/data']\nvolumes:\n  orders:\n";

    @Test
    void leavesOutTheOneCureThatWouldMeanSomethingElse() {
        Optimization well = optimize(t -> t);
        Optimization seen = optimize(t -> t.replace("[\"CMD\", \"redis-cli\"", "[\"CMD\", \"redis\"")
                .replace("['CMD', 'redis-cli'", "['CMD', 'redis'"));

        assertThat(seen.faults().stream().map(f -> f.service() + " " + f.cure().word() + ": " + f.why()))
                .containsExactly(
                        "db health-checks: left out: read back, the file with it was not what was meant; this is a fault of Swarmkeeper, please report it");
        assertThat(seen.text()).doesNotContain("healthcheck").contains("max-size", "limits");
        assertThat(seen.done()).hasSize(well.done().size() - 1);
        assertThat(well.faults()).isEmpty();
    }

    @Test
    void leavesOutWhatCannotBeReadBackAtAll() {
        Optimization seen = optimize(t -> t.replace("max-file:", "\tmax-file"));

        assertThat(seen.faults().stream().map(f -> f.service() + " " + f.cure().word()))
                .containsExactly("api logging", "db logging");
        assertThat(seen.text()).contains("limits").doesNotContain("logging");
    }

    @Test
    void leavesTheFileAsItIsWhereNothingIsSound() {
        Optimization seen = optimize(t -> t.equals(TWO) ? t : t + "lost: true\n");

        assertThat(seen.text()).isEqualTo(TWO);
        assertThat(seen.done()).isEmpty();
        assertThat(seen.faults()).isNotEmpty();
    }

    private static Optimization optimize(UnaryOperator<String> fault) {
        return Optimizer.optimize(
                Written.file(TWO),
                EnumSet.allOf(Cure.class),
                writer -> (whole, shared) -> fault.apply(writer.write(whole, shared)));
    }
}
