package io.swarmkeeper.analysis;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures that move with every sample do not make a new finding each second. */
class FiguresTest {

    private final Figures figures = new Figures(EnumSet.of(FindingCode.CPU_THROTTLED));

    private static Finding finding(FindingCode code, String id, Severity severity, long percent) {
        return new Finding(
                id,
                code,
                severity,
                new Subject(Subject.Kind.SERVICE, id, id),
                "held back",
                percent + " %",
                Map.of("percent", percent),
                Instant.EPOCH,
                Finding.State.OPEN,
                Optional.empty());
    }

    private List<Finding> settle(Instant now, Finding... findings) {
        return figures.settle(new Findings(1, now, List.of(findings)), now).all();
    }

    @Test
    void figuresStandStillForAMomentAndThenMove() {
        Finding first = finding(FindingCode.CPU_THROTTLED, "a", Severity.WARNING, 40);
        Finding later = finding(FindingCode.CPU_THROTTLED, "a", Severity.WARNING, 41);
        assertThat(settle(NOW, first)).containsExactly(first);
        assertThat(settle(NOW.plusSeconds(14), later)).containsExactly(first);
        assertThat(settle(NOW.plusSeconds(15), later)).containsExactly(later);
    }

    @Test
    void whatIsMoreThanAFigureIsSeenAtOnce() {
        settle(NOW, finding(FindingCode.CPU_THROTTLED, "a", Severity.WARNING, 40));
        Finding worse = finding(FindingCode.CPU_THROTTLED, "a", Severity.CRITICAL, 90);
        Finding other = finding(FindingCode.CPU_THROTTLED, "b", Severity.WARNING, 30);
        assertThat(settle(NOW.plusSeconds(1), worse, other)).containsExactlyInAnyOrder(worse, other);
        assertThat(settle(NOW.plusSeconds(2))).isEmpty();
        // Gone and back: nothing of the old is left.
        Finding back = finding(FindingCode.CPU_THROTTLED, "b", Severity.WARNING, 35);
        assertThat(settle(NOW.plusSeconds(3), back)).containsExactly(back);
    }

    @Test
    void whatASpecSaysIsNeverHeldBack() {
        settle(NOW, finding(FindingCode.NO_RESERVATIONS, "a", Severity.WARNING, 1));
        Finding changed = finding(FindingCode.NO_RESERVATIONS, "a", Severity.WARNING, 2);
        assertThat(settle(NOW.plusSeconds(1), changed)).containsExactly(changed);
    }
}
