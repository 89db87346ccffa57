package io.swarmkeeper.web.page;

import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.MeasurementsTaken;
import io.swarmkeeper.telemetry.Telemetry;
import java.time.Instant;
import org.springframework.context.ApplicationEventPublisher;

/** Measurements as a test wants them; none until it says so. */
final class SampleTelemetry implements Telemetry {

    private final ApplicationEventPublisher events;
    private final LiveState state;
    private volatile Measurements latest = Measurements.none(Instant.EPOCH);

    SampleTelemetry(ApplicationEventPublisher events, LiveState state) {
        this.events = events;
        this.state = state;
    }

    @Override
    public Measurements latest() {
        return latest;
    }

    void tell(Measurements measurements) {
        latest = measurements;
        events.publishEvent(new MeasurementsTaken(measurements));
    }

    /**
     * The same for who opens a page next: without it he may be sent one that was rendered {@link LiveState#GATHER}
     * before, and a test what the test before it was shown.
     */
    void show(Measurements measurements) {
        tell(measurements);
        state.touch();
    }
}
