package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {

    private long nanoTime = -5;
    private final Pulse pulse = new Pulse(Duration.ofSeconds(10), Duration.ofSeconds(10), () -> nanoTime);

    private void passes(int seconds) {
        nanoTime += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void itIsWellBeforeTheFirstSampleAndForAsLongAsAnEngineThatHangsIsWaitedFor() {
        assertThat(pulse.trouble()).isEmpty();
        passes(90);
        assertThat(pulse.trouble()).as("nine questions to an engine that hangs").isEmpty();
        pulse.beat();
        passes(90);
        assertThat(pulse.trouble()).isEmpty();
    }

    @Test
    void withoutASampleForLongerThanOneCanTakeItIsNotUntilTheNext() {
        pulse.beat();
        passes(131);
        assertThat(pulse.trouble()).contains("for 131 s").contains("130 s");
        pulse.beat();
        assertThat(pulse.trouble()).isEmpty();
        passes(3600);
        assertThat(pulse.trouble()).contains("3600 s");
    }
}
