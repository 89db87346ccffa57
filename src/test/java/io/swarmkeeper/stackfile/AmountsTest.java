package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AmountsTest {

    @Test
    void readsMemoryAsTheDockerClientDoes() {
        assertThat(Amounts.bytes("4G")).hasValue(4L << 30);
        assertThat(Amounts.bytes("512m")).hasValue(512L << 20);
        assertThat(Amounts.bytes("1.5GiB")).hasValue(3L << 29);
        assertThat(Amounts.bytes("100 kb")).hasValue(100L << 10);
        assertThat(Amounts.bytes("1048576")).hasValue(1L << 20);
        assertThat(Amounts.bytes("4X")).isEmpty();
        assertThat(Amounts.bytes("-1G")).isEmpty();
        assertThat(Amounts.bytes("99999999P")).isEmpty();
    }

    @Test
    void readsCores() {
        assertThat(Amounts.cores("0.5")).hasValue(500_000_000);
        assertThat(Amounts.cores("2")).hasValue(2_000_000_000);
        assertThat(Amounts.cores(".25")).hasValue(250_000_000);
        assertThat(Amounts.cores("two")).isEmpty();
        assertThat(Amounts.cores("0.0000000001")).isEmpty();
    }

    @Test
    void readsDurationsAsGoDoes() {
        assertThat(Amounts.duration("1m30s")).contains(Duration.ofSeconds(90));
        assertThat(Amounts.duration("1.5h")).contains(Duration.ofMinutes(90));
        assertThat(Amounts.duration("250ms")).contains(Duration.ofMillis(250));
        assertThat(Amounts.duration("0")).contains(Duration.ZERO);
        assertThat(Amounts.duration("10")).isEmpty();
        assertThat(Amounts.duration("1d")).isEmpty();
    }

    @Test
    void takesEveryFormThatTheDockerClientTakesAndNoOther() {
        assertThat(Amounts.bytes(".5g")).hasValue(512L << 20);
        assertThat(Amounts.bytes("1.")).hasValue(1);
        assertThat(Amounts.bytes("+1g")).hasValue(1L << 30);
        assertThat(Amounts.bytes("1e3m")).hasValue(1000L << 20);
        assertThat(Amounts.bytes(" 1g")).isEmpty();
        assertThat(Amounts.bytes("1ib")).isEmpty();
        assertThat(Amounts.cores(" 1")).isEmpty();
        assertThat(Amounts.duration(".5s")).contains(Duration.ofMillis(500));
        assertThat(Amounts.duration("1.s")).contains(Duration.ofSeconds(1));
        assertThat(Amounts.duration("+5s")).contains(Duration.ofSeconds(5));
        assertThat(Amounts.duration("5\u03BCs")).contains(Duration.ofNanos(5_000));
        assertThat(Amounts.duration(".s")).isEmpty();
        assertThat(Amounts.duration("-5s")).isEmpty();
    }

    /** Arithmetic on a million digits takes minutes, and a pattern that repeats a group takes the stack. */
    @Test
    @Timeout(5)
    void doesNotReckonWithWhatIsTooLongToBeAnAmount() {
        assertThat(Amounts.cores("1." + "0".repeat(1_000_000))).isEmpty();
        assertThat(Amounts.bytes("9".repeat(1_000_000))).isEmpty();
        assertThat(Amounts.bytes("1e999999999")).isEmpty();
        assertThat(Amounts.duration("1s".repeat(100_000))).isEmpty();
    }
}
