package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TaskSpecsTest {

    @Test
    void aSwarmThatDeploysAllDayFillsNoMemory() {
        TaskSpecs specs = new TaskSpecs();
        for (int day = 0; day < 2_000; day++) {
            String list = """
                    [{"ID":"t%d","ServiceID":"s","Status":{"State":"running"},"DesiredState":"running",
                      "Spec":{"ContainerSpec":{"Image":"web:%d","Env":["BUILD=%s"]}}}]
                    """.formatted(day, day, "x".repeat(20_000));
            assertThat(new ListReader<>("task", specs::parse)
                            .read(list.getBytes(StandardCharsets.UTF_8))
                            .items())
                    .singleElement()
                    .satisfies(t -> assertThat(t.image()).startsWith("web:"));
        }
        assertThat(specs.heldBytes()).isBetween(20_000L, 5_000_000L);
    }
}
