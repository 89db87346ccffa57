package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T23:58:26.556664421Z",
                "2026-11-23T23:58:26.5Z",
                "2026-11-23T23:58:26Z",
                "0001-01-01T00:00:00Z",
                "2024-02-29T12:00:00.000000001Z",
                "2026-11-23T23:58:26+02:00"
            })
    void readsWhatInstantReads(String text) {
        assertThat(GoTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "yesterday",
                "2026-13-01T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2026-11-23T25:00:00Z",
                "2026-11-23 23:58:26.5Z",
                "2026-11-23T23:58:26.1234567890Z",
                "２026-11-23T23:58:26Z"
            })
    void whatIsNoTimeIsTheEpoch(String text) {
        assertThat(GoTime.parse(text)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void midnightAtTheEndOfADayIsLeftToInstant() {
        assertThat(GoTime.parse("2026-11-23T24:00:00Z")).isEqualTo(Instant.parse("2026-11-23T24:00:00Z"));
    }
}
