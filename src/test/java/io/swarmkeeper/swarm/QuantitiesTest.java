package io.swarmkeeper.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "4294967296, 4 GiB",
        "536870912, 512 MiB",
        "25276182528, 23.5 GiB",
        "1073741823, 1 GiB",
        "1610612736, 1.5 GiB",
        "9223372036854775807, 8 EiB",
        "-1536, -1.5 KiB"
    })
    void bytesStandInTheLargestBinaryUnit(long bytes, String expected) {
        assertThat(Quantities.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2000000000, 2.0 cores",
        "500000000, 0.5 cores",
        "250000000, 0.25 cores",
        "1000000, 0.001 cores",
        "0, 0.0 cores"
    })
    void coresKeepADecimal(long nano, String expected) {
        assertThat(Quantities.cores(nano)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.25S, 250 ms",
        "PT45S, 45 s",
        "PT119S, 119 s",
        "PT2M, 2 min",
        "PT119M, 119 min",
        "PT5H30M, 5 h",
        "PT72H, 3 days"
    })
    void durationsHaveOneUnit(Duration duration, String expected) {
        assertThat(Quantities.duration(duration)).isEqualTo(expected);
    }

    @Test
    void timesAreToldFromNow() {
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        assertThat(Quantities.ago(now.minusSeconds(2), now)).isEqualTo("2 s ago");
        assertThat(Quantities.ago(now, now)).isEqualTo("just now");
        assertThat(Quantities.ago(now.plusSeconds(300), now)).isEqualTo("in 5 min");
    }

    @Test
    void sharesAreWholePercents() {
        assertThat(Quantities.percent(41, 100)).isEqualTo("41 %");
        assertThat(Quantities.percent(1, 0)).isEqualTo("0 %");
    }

    @Test
    void countsAgreeWithTheirNoun() {
        assertThat(Quantities.count(1, "task")).isEqualTo("1 task");
        assertThat(Quantities.count(3, "task")).isEqualTo("3 tasks");
    }
}
