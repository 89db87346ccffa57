package io.swarmkeeper.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SlowDownTest {

    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private final InstantSource time = () -> now;
    private final SlowDown slowDown = new SlowDown(time.withZone(ZoneOffset.UTC));

    private void fail(String name, String address, int times) {
        for (int i = 0; i < times; i++) {
            slowDown.failed(name, address);
        }
    }

    @Test
    void theFifthFailureMakesAWaitAndEachFurtherOneDoublesIt() {
        fail("ada", "10.0.0.1", 4);
        assertThat(slowDown.waitFor("ada", "10.0.0.1")).isEmpty();
        fail("ada", "10.0.0.1", 1);
        assertThat(slowDown.waitFor("ada", "10.0.0.9")).contains(Duration.ofSeconds(1));
        fail("ada", "10.0.0.1", 1);
        assertThat(slowDown.waitFor("ada", "10.0.0.9")).contains(Duration.ofSeconds(2));
        fail("ada", "10.0.0.1", 10);
        assertThat(slowDown.waitFor("ada", "10.0.0.9")).contains(Duration.ofMinutes(1));
        now = now.plusSeconds(60);
        assertThat(slowDown.waitFor("ada", "10.0.0.9")).isEmpty();
    }

    /** Whoever knows a name could otherwise keep its owner out for as long as they like. */
    @Test
    void strangersDoNotKeepAnybodyOutWhoSignedInFromThereBefore() {
        slowDown.succeeded("ada", "10.0.0.1");
        fail("ada", "10.0.0.66", 30);
        assertThat(slowDown.waitFor("ada", "10.0.0.1")).isEmpty();
        assertThat(slowDown.waitFor("ada", "10.0.0.2")).contains(Duration.ofMinutes(1));

        fail("ada", "10.0.0.1", 6);
        assertThat(slowDown.waitFor("ada", "10.0.0.1")).as("its own failures").contains(Duration.ofSeconds(2));
        slowDown.succeeded("ada", "10.0.0.1");
        assertThat(slowDown.waitFor("ada", "10.0.0.1")).isEmpty();
        assertThat(slowDown.waitFor("ada", "10.0.0.2")).as("of strangers").contains(Duration.ofMinutes(1));

        now = now.plus(Duration.ofDays(30));
        fail("ada", "10.0.0.66", 5);
        assertThat(slowDown.waitFor("ada", "10.0.0.1")).as("a month later").isPresent();
    }

    @Test
    void anAddressThatFailsAtManyNamesWaits() {
        for (int i = 0; i < 21; i++) {
            slowDown.failed("name-" + i, "10.0.0.66");
        }
        assertThat(slowDown.waitFor("ada", "10.0.0.66")).contains(Duration.ofSeconds(1));
        assertThat(slowDown.waitFor("ada", "10.0.0.1")).isEmpty();
    }
}
