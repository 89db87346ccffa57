package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import java.lang.reflect.Method;
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
                        FixRevertedIT.class,
                        AgentFindingsIT.class,
                        QuietSwarmIT.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .flatMap(EveryFindingTest::provoked)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
        assertThat(provoked).isEqualTo(EnumSet.allOf(FindingCode.class));
    }

    private static Stream<FindingCode> provoked(Method test) {
        return Stream.concat(
                Stream.of(test.getAnnotationsByType(Provokes.class)).map(Provokes::value),
                Stream.of(test.getAnnotationsByType(ProvokesBeside.class)).map(ProvokesBeside::value));
    }
}
