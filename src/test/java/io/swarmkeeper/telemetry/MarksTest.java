package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.telemetry.Marks.Bounds;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MarksTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Marks marks = new Marks();

    private java.util.Optional<Bounds> take(String id, Long used, Long cache, Long peak) {
        return marks.take(Samples.container(id).memory(used, cache, peak).build(), NOW);
    }

    @Test
    void aPeakBetweenTwoSamplesIsInTheMark() {
        assertThat(take("a", 50L, 1L, 60L)).contains(new Bounds(60, 60, true));
        assertThat(take("a", 50L, 1L, 250L)).contains(new Bounds(250, 250, true));
    }

    @Test
    void fileCacheMakesTheMarkAnUpperBoundOnly() {
        assertThat(take("a", 50L, 100L, 400L)).contains(new Bounds(50, 400, true));
        // Given back meanwhile: the mark still holds it.
        assertThat(take("a", 60L, 0L, 500L)).contains(new Bounds(60, 500, true));
    }

    @Test
    void anOldMarkIsNoNews() {
        assertThat(take("a", 50L, 1L, 250L)).contains(new Bounds(250, 250, true));
        assertThat(take("a", 70L, 1L, 250L)).contains(new Bounds(70, 70, true));
        assertThat(take("b", 70L, 1L, 250L)).contains(new Bounds(250, 250, true));
    }

    @Test
    void whatNobodyReadIsUnknown() {
        assertThat(take("a", null, null, null)).isEmpty();
        assertThat(take("b", 80L, 1L, null)).contains(new Bounds(80, 80, false));
        assertThat(take("c", 80L, null, 300L)).contains(new Bounds(80, 300, true));
    }

    @Test
    void theLastWordOfAContainerTakesNothingBack() {
        take("a", 50L, 1L, 250L);
        assertThat(marks.take(
                        Samples.container("a").memory(null, null, 300L).ended().build(), NOW))
                .contains(new Bounds(300, 300, true));
    }

    @Test
    void containersThatNobodySpokeOfAreForgotten() {
        take("a", 50L, 1L, 250L);
        marks.forget(NOW.plus(Duration.ofMinutes(11)));
        assertThat(take("a", 50L, 1L, 250L)).contains(new Bounds(250, 250, true));
    }
}
