package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.MeasurementsTaken;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveStateTest {

    private final Collector collector = mock();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
    private final Clock clock = mock();
    private LiveState state;

    @BeforeEach
    void quiet() {
        when(clock.millis()).thenAnswer(call -> now.get().toEpochMilli());
        when(collector.connection()).thenReturn(new Connection.Connecting(Instant.EPOCH));
        state = new LiveState(collector, clock);
        tell(Standing.HEARD);
    }

    private void tell(Standing standing) {
        state.on(new MeasurementsTaken(heard(standing)));
    }

    static Measurements heard(Standing standing) {
        AgentState agent = new AgentState(
                "10.0.0.1:7979",
                Optional.of("n1"),
                "w1",
                "0.1.0",
                standing,
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of());
        return new Measurements(
                Instant.EPOCH,
                true,
                List.of(),
                List.of(agent),
                Map.of(),
                Map.of(),
                List.of(),
                Latencies.NONE,
                List.of(),
                Coverage.NONE,
                List.of());
    }

    private void seconds(long seconds) {
        now.updateAndGet(t -> t.plusSeconds(seconds));
    }

    @Test
    void measurementsOfEverySecondAreToldEveryFewAndMoveNothingElse() {
        long first = state.version();
        long moved = state.moved();
        for (int second = 0; second < 60; second++) {
            seconds(1);
            tell(Standing.HEARD);
        }
        assertThat(state.version()).isEqualTo(first + 12);
        assertThat(state.moved()).isEqualTo(moved);
    }

    @Test
    void theLastNewsAreToldThoughNoneFollow() {
        long first = state.version();
        seconds(1);
        tell(Standing.HEARD);
        assertThat(state.version()).isEqualTo(first);
        seconds(5);
        assertThat(state.version()).isEqualTo(first + 1);
        seconds(60);
        assertThat(state.version()).as("nothing new").isEqualTo(first + 1);
    }

    @Test
    void withoutAgentsNothingIsEverNew() {
        state.on(new MeasurementsTaken(Measurements.none(Instant.EPOCH)));
        seconds(10);
        long gone = state.version();
        for (int i = 0; i < 10; i++) {
            state.on(new MeasurementsTaken(Measurements.none(Instant.EPOCH)));
            seconds(10);
        }
        assertThat(state.version()).isEqualTo(gone);
    }

    @Test
    void aClockThatWasSetBackHoldsNoNewsUp() {
        long first = state.version();
        seconds(-3600);
        tell(Standing.HEARD);
        assertThat(state.version()).isEqualTo(first + 1);
    }

    @Test
    void anAgentThatFallsSilentIsToldAtOnce() {
        long first = state.moved();
        tell(Standing.SILENT);
        assertThat(state.moved()).isGreaterThan(first);
    }
}
