package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No finding without a test that provokes and cures it on the lab. */
class EveryFindingTest {

    @Test
    void isProvokedOnTheLab() {
        Set<FindingCode> provoked = Stream.of(
                        ResourceFindingsIT.class,
                        ReplicaFindingsIT.class,
                        UpdateFindingsIT.class,
                        HealthCheckFindingsIT.class,
                        NodeFindingsIT.class,
                        ManagerQuorumIT.class,
                        NetworkFindingsIT.class,
                        StorageFindingsIT.class,
                        MonitoringFindingsIT.class,
                        FixRevertedIT.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> m.isAnnotationPresent(Provokes.class))
                .map(m -> m.getAnnotation(Provokes.class).value())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
        assertThat(provoked).isEqualTo(EnumSet.allOf(FindingCode.class));
    }
}
